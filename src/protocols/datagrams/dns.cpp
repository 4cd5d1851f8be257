// DNS and multicast DNS: a question section that comes back under its own number.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "base/text.h"
#include "protocols/datagrams/datagrams.h"
#include "protocols/dns/service_discovery.h"

namespace hoshi::protocols::datagrams {
namespace {

std::uint16_t number_of(ByteView random) { return static_cast<std::uint16_t>(random[0] << 8U | random[1]); }

dns::Question question_about(std::string_view name, dns::Type type, dns::Class of_class) {
  return {*dns::name_from(name), static_cast<std::uint16_t>(type), static_cast<std::uint16_t>(of_class), false};
}

// RFC 6761, 6.3: "localhost" is answered without asking anybody else.
Bytes dns_question(ByteView random) {
  const auto question = question_about("localhost", dns::Type::a, dns::Class::internet);
  return dns::encode_query(number_of(random), question, dns::Recursion::wanted);
}

// RFC 4892, 3.1: how servers are asked for their version.
Bytes version_question(ByteView random) {
  return dns::encode_query(number_of(random), question_about("version.bind", dns::Type::txt, dns::Class::chaos));
}

// Servers that could not or would not read the question may send the bare header (RFC 1035, 4.1.1: format error, not
// implemented, refused).
bool is_bare_refusal(const dns::Message& answer, const dns::Message& asked) {
  constexpr std::array<int, 3> bare_codes{1, 4, 5};
  const bool is_refusal = std::find(bare_codes.begin(), bare_codes.end(), answer.code) != bare_codes.end();
  return is_refusal && answer.is_response && answer.id == asked.id && answer.operation == asked.operation &&
         answer.questions.empty() && answer.answers.empty();
}

std::optional<Recognised> recognise_dns(ByteView question, ByteView answer) {
  const auto asked = dns::parse(question);
  const auto got = dns::parse(answer);
  if (!asked || !got || asked->questions.empty()) return std::nullopt;
  if (!dns::answers_question(*got, asked->id, asked->questions.front()) && !is_bare_refusal(*got, *asked)) return std::nullopt;
  Recognised found{"dns", "", "", "response code " + std::to_string(got->code)};
  for (const dns::Record& record : got->answers) {
    if (record.is(dns::Type::txt) && !record.texts.empty()) found.banner = record.texts.front();
  }
  return found;
}

Bytes mdns_question(ByteView random) { return dns::encode_query(number_of(random), dns::service_types_question()); }

// RFC 6762, 6.7: an answer to another port than 5353 repeats number and question. Some responders leave both out; then
// a record has to answer what was asked.
bool belongs_to(const dns::Message& answer, const dns::Message& asked) {
  const dns::Question& question = asked.questions.front();
  if (!answer.is_response || answer.operation != 0 || answer.code != 0) return false;
  if (answer.id != asked.id && answer.id != 0) return false;
  return answer.questions.empty() || answer.questions.front().name.same_as(question.name);
}

std::optional<Recognised> recognise_mdns(ByteView question, ByteView answer) {
  const auto asked = dns::parse(question);
  const auto got = dns::parse(answer);
  if (!asked || !got || asked->questions.empty() || !belongs_to(*got, *asked)) return std::nullopt;
  std::vector<std::string> types;
  for (const dns::Record& record : got->answers) {
    const bool answers = record.is(dns::Type::ptr) && record.name.same_as(asked->questions.front().name);
    if (answers && !record.target.labels.empty()) types.push_back(record.target.text());
  }
  if (types.empty()) return std::nullopt;
  std::sort(types.begin(), types.end());
  return Recognised{"mdns", "", "", join(types, " ")};
}

}  // namespace

std::vector<Entry> dns_entries() {
  return {
      {"dns_version", "dns", {53}, Ask::unicast, Answers::from_port, version_question, recognise_dns},
      {"dns", "dns", {53}, Ask::unicast, Answers::from_port, dns_question, recognise_dns},
      {"mdns", "mdns", {5353}, Ask::both, Answers::from_port, mdns_question, recognise_mdns, Silence::is_usual},
  };
}

}  // namespace hoshi::protocols::datagrams
