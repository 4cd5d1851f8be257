// DNS and multicast DNS: a question section that comes back under its own number.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/datagrams/dns_message.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "protocols/datagrams/datagrams.h"

namespace hoshi::protocols::datagrams {
namespace {

constexpr std::uint16_t type_a = 1;
constexpr std::uint16_t type_ptr = 12;
constexpr std::uint16_t type_txt = 16;
constexpr std::uint16_t class_internet = 1;
constexpr std::uint16_t class_chaos = 3;
constexpr std::uint16_t recursion_desired = 0x0100;

Bytes dns_question(ByteView random) {
  // RFC 6761, 6.3: "localhost" is answered without asking anybody else.
  return encode_question({random.first(2), recursion_desired, "localhost", type_a, class_internet});
}

Bytes version_question(ByteView random) {
  // RFC 4892, 3.1: how servers are asked for their version.
  return encode_question({random.first(2), 0, "version.bind", type_txt, class_chaos});
}

// RFC 1035, 4.1.1 and RFC 5452, 9.1: id and question come back. Servers that could not or would not read the question may
// send the bare header.
bool belongs_to(const DnsMessage& answer, const DnsMessage& question) {
  constexpr std::array<int, 3> bare_codes{1, 4, 5};  // RFC 1035: format error, not implemented, refused
  if (!answer.is_response || answer.id != question.id || answer.opcode != question.opcode) return false;
  if (answer.question_count == 1) return answer.question == question.question;
  const bool may_be_bare = std::find(bare_codes.begin(), bare_codes.end(), answer.code) != bare_codes.end();
  return answer.question_count == 0 && answer.records.empty() && may_be_bare;
}

std::optional<Recognised> recognise_dns(ByteView question, ByteView answer) {
  const auto asked = read_dns(question);
  const auto got = read_dns(answer);
  if (!asked || !got || !belongs_to(*got, *asked)) return std::nullopt;
  Recognised found{"dns", "", "", "response code " + std::to_string(got->code)};
  for (const DnsRecord& record : got->records) {
    if (record.type != type_txt || record.data.size() < 2) continue;
    ByteReader reader(record.data);
    const auto text = reader.vector8("text of a TXT record");
    if (text) found.banner = to_text(*text);
  }
  return found;
}

Bytes mdns_question(ByteView random) {
  // RFC 6763, 9: all kinds of services there are.
  return encode_question({random.first(2), 0, "_services._dns-sd._udp.local", type_ptr, class_internet});
}

// RFC 6762, 6.7: an answer to another port than 5353 repeats id and question. Some responders leave both out; then
// the record itself must answer what was asked.
std::optional<Recognised> recognise_mdns(ByteView question, ByteView answer) {
  const auto asked = read_dns(question);
  const auto got = read_dns(answer);
  if (!asked || !got || !got->is_response || got->opcode != 0 || got->code != 0) return std::nullopt;
  if (got->id != asked->id && got->id != 0) return std::nullopt;
  if (got->question_count > 0 && got->question != asked->question) return std::nullopt;
  std::vector<std::string> services;
  for (const DnsRecord& record : got->records) {
    const bool answers = record.type == type_ptr && lower(record.name) == asked->name && !record.target.empty();
    if (answers) services.push_back(record.target);
  }
  if (services.empty()) return std::nullopt;
  std::sort(services.begin(), services.end());
  return Recognised{"mdns", "", "", join(services, " ")};
}

}  // namespace

std::vector<Entry> dns_entries() {
  return {
      {"dns_version", "dns", {53}, Ask::unicast, Answers::from_port, version_question, recognise_dns},
      {"dns", "dns", {53}, Ask::unicast, Answers::from_port, dns_question, recognise_dns},
      {"mdns", "mdns", {5353}, Ask::both, Answers::from_port, mdns_question, recognise_mdns},
  };
}

}  // namespace hoshi::protocols::datagrams
