// CoAP: the list of resources every server has to offer (RFC 7252, 7.2).
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "protocols/datagrams/datagrams.h"

namespace hoshi::protocols::datagrams {
namespace {

constexpr std::uint8_t version_bits = 0x40;
constexpr std::uint8_t confirmable = 0;
constexpr std::uint8_t non_confirmable = 1;
constexpr std::uint8_t acknowledgement = 2;
constexpr std::uint8_t reset = 3;
constexpr std::uint8_t token_bytes = 4;
constexpr std::uint8_t get = 1;
constexpr std::uint8_t option_uri_path = 11;

Bytes question_of_type(std::uint8_t type, ByteView random) {
  ByteWriter writer;
  writer.u8(static_cast<std::uint8_t>(version_bits | type << 4U | token_bytes));
  writer.u8(get);
  writer.append(random.first(2 + token_bytes));  // message id and token
  constexpr std::string_view first = ".well-known";
  constexpr std::string_view second = "core";
  writer.u8(static_cast<std::uint8_t>(option_uri_path << 4U | first.size()));
  writer.append(first);
  writer.u8(static_cast<std::uint8_t>(second.size()));
  writer.append(second);
  return std::move(writer).bytes();
}

Bytes coap_question(ByteView random) { return question_of_type(confirmable, random); }
// RFC 7252, 8.1: questions to a group are never confirmable.
Bytes coap_group_question(ByteView random) { return question_of_type(non_confirmable, random); }

struct Message {
  std::uint8_t type = 0;
  std::uint8_t code = 0;
  ByteView id;
  ByteView token;
  ByteView payload;
};

// RFC 7252, 3.1.
Result<std::size_t> extended(ByteReader& reader, std::uint8_t nibble) {
  if (nibble == 13) return std::size_t{HOSHI_TRY(reader.u8("extended option"))} + 13;
  if (nibble == 14) return std::size_t{HOSHI_TRY(reader.u16("extended option"))} + 269;
  if (nibble == 15) return fail(ErrorCode::corrupt, "reserved option");
  return std::size_t{nibble};
}

Result<Message> read_message(ByteView bytes) {
  ByteReader reader(bytes);
  const auto first = HOSHI_TRY(reader.u8("first byte"));
  Message message;
  message.type = first >> 4U & 3U;
  const std::uint8_t token_length = first & 0xFU;
  if ((first & 0xC0U) != version_bits || token_length > 8) return fail(ErrorCode::corrupt, "not CoAP version 1");
  message.code = HOSHI_TRY(reader.u8("code"));
  message.id = HOSHI_TRY(reader.take(2, "message id"));
  message.token = HOSHI_TRY(reader.take(token_length, "token"));
  while (!reader.at_end()) {
    const auto option = HOSHI_TRY(reader.u8("option"));
    if (option == 0xFF) {
      if (reader.at_end()) return fail(ErrorCode::corrupt, "marker without payload");
      message.payload = reader.rest();
      return message;
    }
    HOSHI_TRY(extended(reader, option >> 4U));
    const auto length = HOSHI_TRY(extended(reader, option & 0xFU));
    HOSHI_TRY(reader.take(length, "value of an option"));
  }
  return message;
}

bool is_same(ByteView left, ByteView right) { return std::equal(left.begin(), left.end(), right.begin(), right.end()); }

// RFC 7252, 4.2 and 5.3.1: an empty acknowledgement or reset repeats the message id, a response the token.
bool belongs_to(const Message& answer, const Message& question, std::size_t size) {
  const bool has_same_id = is_same(answer.id, question.id);
  const std::uint8_t code_class = answer.code >> 5U;
  if (answer.code == 0) return size == 4 && has_same_id && (answer.type == acknowledgement || answer.type == reset);
  if (code_class != 2 && code_class != 4 && code_class != 5) return false;
  if (answer.type == reset || !is_same(answer.token, question.token)) return false;
  return answer.type != acknowledgement || has_same_id;
}

std::optional<Recognised> recognise_coap(ByteView question, ByteView answer) {
  const auto asked = read_message(question);
  const auto got = read_message(answer);
  if (!asked || !got || !belongs_to(*got, *asked, answer.size())) return std::nullopt;
  return Recognised{"coap", "", "", fmt::format("{}.{:02} {}", got->code >> 5U, got->code & 0x1FU, to_text(got->payload))};
}

}  // namespace

std::vector<Entry> coap_entries() {
  return {{"coap", "coap", {5683}, Ask::unicast, Answers::from_port, coap_question, recognise_coap},
          {"coap_group", "coap", {5683}, Ask::group, Answers::from_any_port, coap_group_question, recognise_coap}};
}

}  // namespace hoshi::protocols::datagrams
