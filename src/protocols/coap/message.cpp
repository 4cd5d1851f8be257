// Writing and reading of CoAP messages (RFC 7252, 3).
// SPDX-License-Identifier: Apache-2.0
#include "protocols/coap/message.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"

namespace hoshi::protocols::coap {
namespace {

constexpr std::uint8_t version = 1;
constexpr std::uint8_t payload_marker = 0xFF;
// RFC 7252, 3.1: nibbles that say that the number stands behind.
constexpr std::uint32_t one_byte_follows = 13;
constexpr std::uint32_t two_bytes_follow = 14;
constexpr std::uint32_t one_byte_base = 13;
constexpr std::uint32_t two_bytes_base = 269;

std::uint8_t nibble_of(std::uint32_t number) {
  if (number < one_byte_base) return static_cast<std::uint8_t>(number);
  return number < two_bytes_base ? one_byte_follows : two_bytes_follow;
}

void write_rest(ByteWriter& out, std::uint32_t number) {
  if (number >= two_bytes_base) return out.u16(static_cast<std::uint16_t>(number - two_bytes_base));
  if (number >= one_byte_base) out.u8(static_cast<std::uint8_t>(number - one_byte_base));
}

Result<std::uint32_t> read_rest(ByteReader& reader, std::uint32_t nibble) {
  if (nibble < one_byte_follows) return nibble;
  if (nibble == one_byte_follows) return one_byte_base + HOSHI_TRY(reader.u8("option"));
  if (nibble == two_bytes_follow) return two_bytes_base + HOSHI_TRY(reader.u16("option"));
  return fail(ErrorCode::corrupt, "an option with the reserved nibble");
}

// Options up to the end or the payload marker; true when a payload follows.
Result<bool> read_options(ByteReader& reader, std::vector<Option>& options) {
  std::uint32_t number = 0;
  while (!reader.at_end()) {
    const std::uint8_t first = HOSHI_TRY(reader.u8("option"));
    if (first == payload_marker) return true;
    number += HOSHI_TRY(read_rest(reader, first >> 4));
    const std::uint32_t length = HOSHI_TRY(read_rest(reader, first & 0xFu));
    const ByteView value = HOSHI_TRY(reader.take(length, "option value"));
    if (number > 0xFFFF || options.size() == options_max) return fail(ErrorCode::corrupt, "too many options");
    options.push_back({static_cast<std::uint16_t>(number), {value.begin(), value.end()}});
  }
  return false;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = text[i] == '%' && i + 2 < text.size() ? from_hex(text.substr(i + 1, 2)) : Result<Bytes>(Bytes{});
    if (byte && byte->size() == 1) {
      out.push_back(static_cast<char>(byte->front()));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

}  // namespace

std::string code_text(std::uint8_t code) { return fmt::format("{}.{:02}", code >> 5, code & 0x1F); }

const Option* Message::find(std::uint16_t number) const {
  const auto found = std::find_if(options.begin(), options.end(), [&](const auto& one) { return one.number == number; });
  return found == options.end() ? nullptr : &*found;
}

Bytes write_message(const Message& message) {
  HOSHI_ASSERT(message.token.size() <= token_bytes_max);
  ByteWriter out;
  out.u8(static_cast<std::uint8_t>(version << 6 | static_cast<int>(message.type) << 4 |
                                   static_cast<int>(message.token.size())));
  out.u8(message.code);
  out.u16(message.id);
  out.append(ByteView(message.token));
  auto options = message.options;
  std::stable_sort(options.begin(), options.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
  std::uint32_t number = 0;
  for (const Option& option : options) {
    const auto length = static_cast<std::uint32_t>(option.value.size());
    const std::uint32_t delta = option.number - number;
    number = option.number;
    out.u8(static_cast<std::uint8_t>(nibble_of(delta) << 4 | nibble_of(length)));
    write_rest(out, delta);
    write_rest(out, length);
    out.append(ByteView(option.value));
  }
  if (!message.payload.empty()) {
    out.u8(payload_marker);
    out.append(ByteView(message.payload));
  }
  return std::move(out).bytes();
}

Result<Message> read_message(ByteView datagram) {
  ByteReader reader(datagram);
  const std::uint8_t first = HOSHI_TRY(reader.u8("header"));
  const std::size_t token_bytes = first & 0xFu;
  if (first >> 6 != version || token_bytes > token_bytes_max) return fail(ErrorCode::corrupt, "not a CoAP header");
  Message message;
  message.type = static_cast<Type>(first >> 4 & 3);
  message.code = HOSHI_TRY(reader.u8("code"));
  message.id = HOSHI_TRY(reader.u16("message id"));
  const ByteView token = HOSHI_TRY(reader.take(token_bytes, "token"));
  message.token.assign(token.begin(), token.end());
  // RFC 7252, 4.1: an empty message has nothing behind its id.
  if (message.code == code::empty && (token_bytes != 0 || !reader.at_end())) {
    return fail(ErrorCode::corrupt, "an empty message that is not empty");
  }
  const bool has_payload = HOSHI_TRY(read_options(reader, message.options));
  if (has_payload && reader.at_end()) return fail(ErrorCode::corrupt, "a payload marker without a payload");
  message.payload.assign(reader.rest().begin(), reader.rest().end());
  return message;
}

Bytes write_block(const Block& block) {
  const std::uint32_t number = block.number << 4 | (block.more ? 8u : 0u) | (block.size_exponent & 7u);
  ByteWriter out;
  if (number > 0xFFFF) out.u8(static_cast<std::uint8_t>(number >> 16));
  if (number > 0xFF) out.u8(static_cast<std::uint8_t>(number >> 8));
  if (number > 0) out.u8(static_cast<std::uint8_t>(number));
  return std::move(out).bytes();
}

Result<Block> read_block(ByteView value) {
  if (value.size() > 3) return fail(ErrorCode::corrupt, "a block option of more than three bytes");
  std::uint32_t number = 0;
  for (const std::uint8_t byte : value) number = number << 8 | byte;
  Block block{number >> 4, (number & 8) != 0, static_cast<std::uint8_t>(number & 7)};
  if (block.size_exponent == 7) return fail(ErrorCode::corrupt, "a block of the reserved size");
  return block;
}

Message request(std::uint8_t code, std::string_view path) {
  Message message;
  message.code = code;
  const auto question = path.find('?');
  std::string_view plain = path.substr(0, question);
  while (plain.starts_with('/')) plain.remove_prefix(1);
  if (!plain.empty()) {
    for (const auto& part : split(plain, '/')) {
      message.options.push_back({option::uri_path, to_bytes(percent_decoded(part))});
    }
  }
  if (question == std::string_view::npos) return message;
  for (const auto& part : split(path.substr(question + 1), '&')) {
    message.options.push_back({option::uri_query, to_bytes(percent_decoded(part))});
  }
  return message;
}

}  // namespace hoshi::protocols::coap
