// CoAP: the list of resources every server has to offer (RFC 7252, 7.2).
// SPDX-License-Identifier: Apache-2.0
#include "protocols/coap/message.h"
#include "protocols/datagrams/datagrams.h"

namespace hoshi::protocols::datagrams {
namespace {

constexpr std::size_t token_bytes = 4;
constexpr std::size_t empty_message_bytes = 4;

Bytes question_of_type(coap::Type type, ByteView random) {
  coap::Message message = coap::request(coap::code::get, "/.well-known/core");
  message.type = type;
  message.id = static_cast<std::uint16_t>(random[0] << 8U | random[1]);
  const ByteView token = random.subspan(2, token_bytes);
  message.token.assign(token.begin(), token.end());
  return coap::write_message(message);
}

Bytes coap_question(ByteView random) { return question_of_type(coap::Type::confirmable, random); }
// RFC 7252, 8.1: questions to a group are never confirmable.
Bytes coap_group_question(ByteView random) { return question_of_type(coap::Type::non_confirmable, random); }

// RFC 7252, 4.2 and 5.3.1: an empty acknowledgement or reset repeats the message id, a response the token.
bool belongs_to(const coap::Message& answer, const coap::Message& question, std::size_t size) {
  const bool is_acknowledgement = answer.type == coap::Type::acknowledgement;
  const bool is_reset = answer.type == coap::Type::reset;
  const std::uint8_t code_class = answer.code >> 5U;
  if (answer.code == coap::code::empty) {
    return size == empty_message_bytes && answer.id == question.id && (is_acknowledgement || is_reset);
  }
  if (code_class != 2 && code_class != 4 && code_class != 5) return false;
  if (is_reset || answer.token != question.token) return false;
  return !is_acknowledgement || answer.id == question.id;
}

std::optional<Recognised> recognise_coap(ByteView question, ByteView answer) {
  const auto asked = coap::read_message(question);
  const auto got = coap::read_message(answer);
  if (!asked || !got || !belongs_to(*got, *asked, answer.size())) return std::nullopt;
  return Recognised{"coap", "", "", coap::code_text(got->code) + " " + to_text(got->payload)};
}

}  // namespace

std::vector<Entry> coap_entries() {
  return {{"coap", "coap", {5683}, Ask::unicast, Answers::from_port, coap_question, recognise_coap},
          {"coap_group", "coap", {5683}, Ask::group, Answers::from_any_port, coap_group_question, recognise_coap}};
}

}  // namespace hoshi::protocols::datagrams
