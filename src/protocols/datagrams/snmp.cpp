// SNMP: sysDescr.0 with the community "public" (v1, v2c), and the discovery of the engine, which needs none (v3).
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "protocols/datagrams/ber.h"
#include "protocols/datagrams/datagrams.h"

namespace hoshi::protocols::datagrams {
namespace {

constexpr std::uint8_t get_request = 0xA0;  // RFC 3416, 3
constexpr std::uint8_t response = 0xA2;
constexpr std::uint8_t report = 0xA8;
constexpr std::uint32_t version_1 = 0;
constexpr std::uint32_t version_2c = 1;
constexpr std::uint32_t version_3 = 3;
constexpr std::uint32_t user_security_model = 3;   // RFC 3411, 5
constexpr std::uint32_t largest_message = 65507;
constexpr std::uint8_t reportable = 4;             // RFC 3412, 6.4
constexpr std::uint32_t net_snmp_enterprise = 8072;
constexpr std::string_view community = "public";
// 1.3.6.1.2.1.1.1.0, RFC 3418, 2
constexpr std::uint8_t description_oid[] = {0x2B, 6, 1, 2, 1, 1, 1, 0};

Bytes sequence(std::uint8_t tag, std::initializer_list<Bytes> parts) {
  Bytes content;
  for (const Bytes& part : parts) content.insert(content.end(), part.begin(), part.end());
  return ber(tag, content);
}

std::uint32_t number_of(ByteView random) {
  return (random[0] & 0x7FU) << 24U | std::uint32_t{random[1]} << 16U | std::uint32_t{random[2]} << 8U | random[3];
}

Bytes community_question(std::uint32_t version, ByteView random) {
  const Bytes binding = sequence(ber_sequence, {ber(ber_oid, description_oid), ber(ber_null, {})});
  const Bytes request = sequence(get_request, {ber_number(number_of(random)), ber_number(0), ber_number(0),
                                               ber(ber_sequence, binding)});
  return sequence(ber_sequence, {ber_number(version), ber(ber_octets, to_bytes(community)), request});
}

Bytes v1_question(ByteView random) { return community_question(version_1, random); }
Bytes v2c_question(ByteView random) { return community_question(version_2c, random); }

struct Answer {
  std::uint32_t version = 0;
  std::uint32_t number = 0;
  std::string description;
};

Result<std::string> read_description(ByteReader& request) {
  ByteReader bindings(HOSHI_TRY(read_ber(request, ber_sequence)));
  if (bindings.at_end()) return std::string();
  ByteReader binding(HOSHI_TRY(read_ber(bindings, ber_sequence)));
  HOSHI_TRY(read_ber(binding, ber_oid));
  const auto value = HOSHI_TRY(read_ber(binding));
  return value.tag == ber_octets ? to_text(value.content) : std::string();
}

Result<Answer> read_community_message(ByteView bytes, std::uint8_t expected_tag) {
  ByteReader outer(bytes);
  ByteReader message(HOSHI_TRY(read_ber(outer, ber_sequence)));
  Answer answer;
  answer.version = HOSHI_TRY(read_ber_number(message));
  if (to_text(HOSHI_TRY(read_ber(message, ber_octets))) != community) {
    return fail(ErrorCode::corrupt, "another community");
  }
  ByteReader request(HOSHI_TRY(read_ber(message, expected_tag)));
  answer.number = HOSHI_TRY(read_ber_number(request));
  HOSHI_TRY(read_ber_number(request));
  HOSHI_TRY(read_ber_number(request));
  answer.description = HOSHI_TRY(read_description(request));
  return answer;
}

std::optional<Recognised> recognise_community(ByteView question, ByteView answer) {
  const auto asked = read_community_message(question, get_request);
  const auto got = read_community_message(answer, response);
  if (!asked || !got || got->version != asked->version || got->number != asked->number) return std::nullopt;
  return Recognised{"snmp", "", "", got->description};
}

// RFC 3414, 4: everything about the engine empty; it answers with a report that tells its number.
Bytes v3_question(ByteView random) {
  const Bytes empty = ber(ber_octets, {});
  const Bytes header = sequence(ber_sequence, {ber_number(number_of(random)), ber_number(largest_message),
                                               ber(ber_octets, ByteView(&reportable, 1)),
                                               ber_number(user_security_model)});
  const Bytes security = sequence(ber_sequence, {empty, ber_number(0), ber_number(0), empty, empty, empty});
  const Bytes request = sequence(get_request, {ber_number(number_of(random.subspan(4))), ber_number(0), ber_number(0),
                                               ber(ber_sequence, {})});
  const Bytes scoped = sequence(ber_sequence, {empty, empty, request});
  return sequence(ber_sequence, {ber_number(version_3), header, ber(ber_octets, security), scoped});
}

struct EngineMessage {
  std::uint32_t number = 0;
  ByteView engine;
  bool is_report = false;
};

Result<EngineMessage> read_engine_message(ByteView bytes) {
  ByteReader outer(bytes);
  ByteReader message(HOSHI_TRY(read_ber(outer, ber_sequence)));
  if (HOSHI_TRY(read_ber_number(message)) != version_3) return fail(ErrorCode::corrupt, "another version");
  ByteReader header(HOSHI_TRY(read_ber(message, ber_sequence)));
  EngineMessage found;
  found.number = HOSHI_TRY(read_ber_number(header));
  HOSHI_TRY(read_ber_number(header));
  HOSHI_TRY(read_ber(header, ber_octets));
  HOSHI_TRY(read_ber_number(header));
  ByteReader parameters(HOSHI_TRY(read_ber(message, ber_octets)));
  ByteReader security(HOSHI_TRY(read_ber(parameters, ber_sequence)));
  found.engine = HOSHI_TRY(read_ber(security, ber_octets));
  ByteReader scoped(HOSHI_TRY(read_ber(message, ber_sequence)));
  HOSHI_TRY(read_ber(scoped, ber_octets));
  HOSHI_TRY(read_ber(scoped, ber_octets));
  const auto request = HOSHI_TRY(read_ber(scoped));
  found.is_report = request.tag == report;
  return found;
}

// RFC 3411, 5: the first four bytes are the maker's number, with the highest bit set. The rest is never shown: it may
// hold addresses.
std::optional<Recognised> recognise_engine(ByteView question, ByteView answer) {
  const auto asked = read_engine_message(question);
  const auto got = read_engine_message(answer);
  const bool is_ours = asked && got && got->is_report && got->number == asked->number;
  if (!is_ours || got->engine.size() < 5 || got->engine.size() > 32) return std::nullopt;
  ByteReader reader(got->engine);
  const std::uint32_t enterprise = reader.u32("enterprise").value_or(0) & 0x7FFFFFFFU;
  Recognised found{"snmp", "", "", "SNMPv3 engine of enterprise " + std::to_string(enterprise)};
  if (enterprise == net_snmp_enterprise) found.product = "Net-SNMP";
  return found;
}

}  // namespace

std::vector<Entry> snmp_entries() {
  return {{"snmp_v2c", "snmp", {161}, Ask::unicast, Answers::from_port, v2c_question, recognise_community},
          {"snmp_v1", "snmp", {161}, Ask::unicast, Answers::from_port, v1_question, recognise_community},
          {"snmp_v3", "snmp", {161}, Ask::unicast, Answers::from_port, v3_question, recognise_engine}};
}

}  // namespace hoshi::protocols::datagrams
