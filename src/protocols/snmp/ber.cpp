// BER by X.690, 8.1: tag, length, content.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/snmp/ber.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.h"

namespace hoshi::protocols::snmp {
namespace {

constexpr std::uint8_t long_form = 0x80;
constexpr std::uint8_t many_bytes_tag = 0x1F;
constexpr std::size_t length_bytes_max = 4;
constexpr std::size_t integer_bytes_max = 8;
constexpr std::uint8_t more_follows = 0x80;  // of a base-128 digit, X.690, 8.19.2

Result<std::size_t> read_length(ByteReader& reader, std::string_view what) {
  const std::uint8_t first = HOSHI_TRY(reader.u8(what));
  if (first < long_form) return std::size_t{first};
  const std::size_t count = first & 0x7Fu;
  if (count == 0 || count > length_bytes_max) {
    return fail(ErrorCode::corrupt, fmt::format("{}: a length of {} bytes", what, count));
  }
  std::size_t length = 0;
  for (const std::uint8_t byte : HOSHI_TRY(reader.take(count, what))) length = length << 8 | byte;
  return length;
}

void append_base_128(Bytes& bytes, std::uint64_t value) {
  Bytes digits;
  do {
    digits.push_back(static_cast<std::uint8_t>((value & 0x7F) | (digits.empty() ? 0 : more_follows)));
    value >>= 7;
  } while (value != 0);
  bytes.insert(bytes.end(), digits.rbegin(), digits.rend());
}

}  // namespace

Result<Element> read_element(ByteReader& reader, std::string_view what) {
  ByteReader ahead(reader.rest());
  Element found;
  found.tag = HOSHI_TRY(ahead.u8(what));
  if ((found.tag & many_bytes_tag) == many_bytes_tag) {
    return fail(ErrorCode::corrupt, fmt::format("{}: a tag of several bytes", what));
  }
  const std::size_t length = HOSHI_TRY(read_length(ahead, what));
  found.content = HOSHI_TRY(ahead.take(length, what));
  HOSHI_TRY(reader.take(ahead.position(), what));
  return found;
}

Result<ByteView> read_tagged(ByteReader& reader, std::uint8_t wanted, std::string_view what) {
  ByteReader ahead(reader.rest());
  const Element found = HOSHI_TRY(read_element(ahead, what));
  if (found.tag != wanted) {
    return fail(ErrorCode::corrupt, fmt::format("{}: tag {:#04x} instead of {:#04x}", what, found.tag, wanted));
  }
  HOSHI_TRY(reader.take(ahead.position(), what));
  return found.content;
}

Result<std::int64_t> integer_from(ByteView content) {
  if (content.empty() || content.size() > integer_bytes_max) {
    return fail(ErrorCode::corrupt, fmt::format("an integer of {} bytes", content.size()));
  }
  std::uint64_t value = (content.front() & 0x80) != 0 ? ~std::uint64_t{0} : 0;
  for (const std::uint8_t byte : content) value = value << 8 | byte;
  return static_cast<std::int64_t>(value);
}

Result<std::int64_t> read_integer(ByteReader& reader, std::string_view what) {
  return integer_from(HOSHI_TRY(read_tagged(reader, tag::integer, what)));
}

Result<Oid> oid_from(ByteView content) {
  Oid oid;
  std::uint64_t arc = 0;
  bool is_whole = false;
  for (const std::uint8_t byte : content) {
    arc = arc << 7 | (byte & 0x7Fu);
    // The first number holds two arcs: 2.n is 80 + n (X.690, 8.19.4).
    if (arc > std::uint64_t{0xFFFFFFFF} + (oid.empty() ? 80 : 0) || oid.size() >= oid_arcs_max) {
      return fail(ErrorCode::corrupt, "an object identifier beyond its bounds");
    }
    is_whole = (byte & more_follows) == 0;
    if (!is_whole) continue;
    if (oid.empty()) {
      const std::uint64_t first = std::min<std::uint64_t>(arc / 40, 2);
      oid.push_back(static_cast<std::uint32_t>(first));
      arc -= first * 40;
    }
    oid.push_back(static_cast<std::uint32_t>(arc));
    arc = 0;
  }
  if (!is_whole) return fail(ErrorCode::corrupt, "an object identifier that does not end");
  return oid;
}

Result<Oid> oid_from(std::string_view text) {
  Oid oid;
  if (text.starts_with(".")) text.remove_prefix(1);
  for (const auto& part : split(text, '.')) {
    const auto arc = parse_number(part, 0xFFFFFFFFu);
    if (!arc || oid.size() == oid_arcs_max) return fail(ErrorCode::invalid_input, "not an object identifier");
    oid.push_back(static_cast<std::uint32_t>(*arc));
  }
  const bool is_rooted = oid.size() >= 2 && oid[0] <= 2 && (oid[0] == 2 || oid[1] < 40);
  if (!is_rooted) return fail(ErrorCode::invalid_input, "not an object identifier");
  return oid;
}

std::string text_of(const Oid& oid) { return fmt::format("{}", fmt::join(oid, ".")); }

Bytes element(std::uint8_t tag, ByteView content) {
  ByteWriter out;
  out.u8(tag);
  if (content.size() < long_form) {
    out.u8(static_cast<std::uint8_t>(content.size()));
  } else {
    HOSHI_ASSERT(content.size() <= 0xFFFF);
    out.u8(long_form | 2);
    out.u16(static_cast<std::uint16_t>(content.size()));
  }
  out.append(content);
  return std::move(out).bytes();
}

Bytes integer(std::int64_t value) {
  Bytes content;
  for (int shift = 56; shift >= 0; shift -= 8) {
    const auto byte = static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> shift);
    // X.690, 8.3.2: no more bytes than the sign needs.
    const bool is_filler = content.size() == 1 && (content[0] == 0 || content[0] == 0xFF) &&
                           ((content[0] ^ byte) & 0x80) == 0;
    if (is_filler) content.clear();
    content.push_back(byte);
  }
  return element(tag::integer, content);
}

Bytes octets(ByteView content) { return element(tag::octets, content); }

Bytes object_identifier(const Oid& oid) {
  HOSHI_ASSERT(oid.size() >= 2);
  Bytes content;
  append_base_128(content, std::uint64_t{oid[0]} * 40 + oid[1]);
  for (std::size_t i = 2; i < oid.size(); ++i) append_base_128(content, oid[i]);
  return element(tag::oid, content);
}

Bytes around(std::uint8_t tag, std::initializer_list<Bytes> parts) {
  ByteWriter content;
  for (const Bytes& part : parts) content.append(ByteView(part));
  return element(tag, content.bytes());
}

}  // namespace hoshi::protocols::snmp
