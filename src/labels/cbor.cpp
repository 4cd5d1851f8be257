// Deterministic CBOR (RFC 8949).
// SPDX-License-Identifier: Apache-2.0
#include "labels/cbor.h"

#include <fmt/format.h>

#include <limits>

#include "base/text.h"

namespace hoshi::labels {
namespace {

// RFC 8949, 3.1: the major types.
constexpr unsigned unsigned_type = 0;
constexpr unsigned negative_type = 1;
constexpr unsigned bytes_type = 2;
constexpr unsigned text_type = 3;
constexpr unsigned array_type = 4;
constexpr unsigned map_type = 5;
constexpr unsigned tag_type = 6;

// RFC 8949, 3: an argument below 24 stands in the first byte; 24 to 27 say that 1, 2, 4 or 8 bytes follow.
constexpr std::uint8_t one_byte_follows = 24;
constexpr std::uint8_t eight_bytes_follow = 27;
constexpr std::uint64_t integer_max = std::numeric_limits<std::int64_t>::max();

constexpr std::uint64_t least_argument[] = {24, 1u << 8, 1u << 16, std::uint64_t{1} << 32};

tl::unexpected<Error> corrupt(std::string_view what, std::string_view why) {
  return fail(ErrorCode::corrupt, fmt::format("{}: {}", what, why));
}

}  // namespace

void CborWriter::head(unsigned major, std::uint64_t argument) {
  const auto first = static_cast<std::uint8_t>(major << 5);
  if (argument < one_byte_follows) {
    out_.u8(static_cast<std::uint8_t>(first | argument));
    return;
  }
  unsigned size = 0;
  while (size < 3 && argument >= least_argument[size + 1]) ++size;
  out_.u8(static_cast<std::uint8_t>(first | (one_byte_follows + size)));
  for (int shift = (8 << size) - 8; shift >= 0; shift -= 8) out_.u8(static_cast<std::uint8_t>(argument >> shift));
}

void CborWriter::integer(std::int64_t value) {
  if (value >= 0) {
    head(unsigned_type, static_cast<std::uint64_t>(value));
  } else {
    head(negative_type, static_cast<std::uint64_t>(-1 - value));
  }
}

void CborWriter::bytes(ByteView value) {
  head(bytes_type, value.size());
  out_.append(value);
}

void CborWriter::text(std::string_view value) {
  head(text_type, value.size());
  out_.append(value);
}

void CborWriter::array(std::size_t elements) { head(array_type, elements); }
void CborWriter::map(std::size_t pairs) { head(map_type, pairs); }
void CborWriter::tag(std::uint64_t number) { head(tag_type, number); }

Result<CborReader::Head> CborReader::head(std::string_view what) {
  const unsigned first = HOSHI_TRY(reader_.u8(what));
  const unsigned major = first >> 5;
  const unsigned low = first & 0x1f;
  if (low < one_byte_follows) return Head{major, low};
  if (low > eight_bytes_follow) return corrupt(what, "a length that is not definite");
  const unsigned size = low - one_byte_follows;
  const ByteView bytes = HOSHI_TRY(reader_.take(std::size_t{1} << size, what));
  std::uint64_t argument = 0;
  for (const std::uint8_t byte : bytes) argument = argument << 8 | byte;
  if (argument < least_argument[size]) return corrupt(what, "a number written longer than it needs to be");
  return Head{major, argument};
}

Result<std::uint64_t> CborReader::argument_of(unsigned major, std::string_view what) {
  const Head head = HOSHI_TRY(this->head(what));
  if (head.major != major) return corrupt(what, fmt::format("CBOR type {} where {} belongs", head.major, major));
  return head.argument;
}

Result<std::int64_t> CborReader::integer(std::string_view what) {
  const Head head = HOSHI_TRY(this->head(what));
  if (head.major > negative_type || head.argument > integer_max) return corrupt(what, "no integer of 64 bits");
  const auto value = static_cast<std::int64_t>(head.argument);
  return head.major == unsigned_type ? value : -1 - value;
}

Result<std::uint64_t> CborReader::number(std::string_view what, std::uint64_t most) {
  const std::uint64_t value = HOSHI_TRY(argument_of(unsigned_type, what));
  if (value > most) return corrupt(what, fmt::format("{} is more than {}", value, most));
  return value;
}

Result<ByteView> CborReader::bytes(std::string_view what) {
  const std::uint64_t size = HOSHI_TRY(argument_of(bytes_type, what));
  if (size > reader_.remaining()) return corrupt(what, "cut off");
  return reader_.take(static_cast<std::size_t>(size), what);
}

Result<std::string> CborReader::text(std::string_view what) {
  const std::uint64_t size = HOSHI_TRY(argument_of(text_type, what));
  if (size > reader_.remaining()) return corrupt(what, "cut off");
  std::string text = to_text(HOSHI_TRY(reader_.take(static_cast<std::size_t>(size), what)));
  if (valid_utf8(text) != text) return corrupt(what, "text that is not UTF-8");
  return text;
}

Result<std::size_t> CborReader::array(std::string_view what) {
  const std::uint64_t elements = HOSHI_TRY(argument_of(array_type, what));
  if (elements > reader_.remaining()) return corrupt(what, "cut off");  // every element has a byte at least
  return static_cast<std::size_t>(elements);
}

Result<std::size_t> CborReader::map(std::string_view what) {
  const std::uint64_t pairs = HOSHI_TRY(argument_of(map_type, what));
  if (pairs > reader_.remaining() / 2) return corrupt(what, "cut off");
  return static_cast<std::size_t>(pairs);
}

Result<std::uint64_t> CborReader::tag(std::string_view what) { return argument_of(tag_type, what); }

Result<void> CborReader::end(std::string_view what) const {
  if (!reader_.at_end()) return corrupt(what, fmt::format("{} bytes behind its end", reader_.remaining()));
  return {};
}

}  // namespace hoshi::labels
