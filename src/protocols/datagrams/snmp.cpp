// SNMP: sysDescr.0 with the community "public" (v1, v2c), and the discovery of the engine, which needs none (v3).
// SPDX-License-Identifier: Apache-2.0
#include "protocols/datagrams/datagrams.h"
#include "protocols/snmp/message.h"

namespace hoshi::protocols::datagrams {
namespace {

constexpr std::string_view community = "public";
constexpr std::uint32_t net_snmp_enterprise = 8072;
constexpr std::size_t engine_bytes_min = 5;   // RFC 3411, 5
constexpr std::size_t engine_bytes_max = 32;

// Not negative, and never 0.
std::int32_t number_of(ByteView random) {
  return static_cast<std::int32_t>((random[0] & 0x3FU) << 24U | 0x40000000U | std::uint32_t{random[1]} << 16U |
                                   std::uint32_t{random[2]} << 8U | random[3]);
}

Bytes community_question(snmp::Version version, ByteView random) {
  const snmp::Oid description{1, 3, 6, 1, 2, 1, 1, 1, 0};  // RFC 3418, 2
  return snmp::write_message(snmp::CommunityMessage{
      version, std::string(community), snmp::question(snmp::PduType::get, number_of(random), description)});
}

Bytes v1_question(ByteView random) { return community_question(snmp::Version::v1, random); }
Bytes v2c_question(ByteView random) { return community_question(snmp::Version::v2c, random); }

std::optional<Recognised> recognise_community(ByteView question, ByteView answer) {
  const auto asked = snmp::read_community_message(question);
  const auto got = snmp::read_community_message(answer);
  const bool is_ours = asked && got && got->pdu.type == snmp::PduType::response && got->version == asked->version &&
                       got->community == asked->community && got->pdu.request_id == asked->pdu.request_id;
  if (!is_ours) return std::nullopt;
  const auto* value = got->pdu.value();
  return Recognised{"snmp", "", "", value != nullptr ? to_text(value->content) : ""};
}

// RFC 3414, 4: everything about the engine empty; it answers with a report that tells its number.
Bytes v3_question(ByteView random) {
  snmp::Pdu pdu;
  pdu.request_id = number_of(random.subspan(4));
  snmp::UsmMessage message;
  message.message_id = number_of(random);
  message.flags = snmp::flag_reportable;
  message.data = snmp::write_scoped({{}, "", pdu});
  return snmp::write_message(message);
}

// RFC 3411, 5: the first four bytes are the maker's number, with the highest bit set. The rest is never shown: it may
// hold addresses.
std::optional<Recognised> recognise_engine(ByteView question, ByteView answer) {
  const auto asked = snmp::read_usm_message(question);
  const auto got = snmp::read_usm_message(answer);
  if (!asked || !got || got->message_id != asked->message_id) return std::nullopt;
  const auto scoped = snmp::read_scoped(got->data);
  if (!scoped || scoped->pdu.type != snmp::PduType::report) return std::nullopt;
  const Bytes& engine = got->usm.engine_id;
  if (engine.size() < engine_bytes_min || engine.size() > engine_bytes_max) return std::nullopt;
  ByteReader reader(engine);
  const std::uint32_t enterprise = reader.u32("enterprise").value_or(0) & 0x7FFFFFFFU;
  Recognised found{"snmp", "", "", "SNMPv3 engine of enterprise " + std::to_string(enterprise)};
  if (enterprise == net_snmp_enterprise) found.product = "Net-SNMP";
  return found;
}

}  // namespace

std::vector<Entry> snmp_entries() {
  return {{"snmp_v2c", "snmp", {161}, Ask::unicast, Answers::from_port, v2c_question, recognise_community, Silence::is_usual},
          {"snmp_v1", "snmp", {161}, Ask::unicast, Answers::from_port, v1_question, recognise_community, Silence::is_usual},
          {"snmp_v3", "snmp", {161}, Ask::unicast, Answers::from_port, v3_question, recognise_engine, Silence::is_usual}};
}

}  // namespace hoshi::protocols::datagrams
