// Writing and reading of SNMP messages, PDU by PDU.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/snmp/message.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace hoshi::protocols::snmp {
namespace {

constexpr std::int64_t user_security_model = 3;  // RFC 3411, 5
constexpr std::int64_t largest_answer = 1472;    // what one Ethernet frame carries
constexpr std::array<std::uint32_t, 9> usm_stats{1, 3, 6, 1, 6, 3, 15, 1, 1};  // RFC 3414, 5

Bytes write_pdu(const Pdu& pdu) {
  ByteWriter bindings;
  for (const Binding& binding : pdu.bindings) {
    const Bytes value = element(binding.tag, binding.content);
    bindings.append(ByteView(around(tag::sequence, {object_identifier(binding.name), value})));
  }
  return around(static_cast<std::uint8_t>(pdu.type),
                {integer(pdu.request_id), integer(pdu.error_status), integer(pdu.error_index),
                 element(tag::sequence, bindings.bytes())});
}

Result<PduType> type_of(std::uint8_t tag) {
  for (const auto type : {PduType::get, PduType::get_next, PduType::response, PduType::set, PduType::report}) {
    if (static_cast<std::uint8_t>(type) == tag) return type;
  }
  return fail(ErrorCode::corrupt, fmt::format("a PDU with tag {:#04x}", tag));
}

Result<Binding> read_binding(ByteReader& list) {
  ByteReader reader(HOSHI_TRY(read_tagged(list, tag::sequence, "binding")));
  Binding binding;
  binding.name = HOSHI_TRY(oid_from(HOSHI_TRY(read_tagged(reader, tag::oid, "name"))));
  const Element value = HOSHI_TRY(read_element(reader, "value"));
  binding.tag = value.tag;
  binding.content.assign(value.content.begin(), value.content.end());
  return binding;
}

Result<Pdu> read_pdu(ByteReader& outer) {
  const Element whole = HOSHI_TRY(read_element(outer, "PDU"));
  ByteReader reader(whole.content);
  Pdu pdu;
  pdu.type = HOSHI_TRY(type_of(whole.tag));
  pdu.request_id = static_cast<std::int32_t>(HOSHI_TRY(read_integer(reader, "request id")));
  pdu.error_status = HOSHI_TRY(read_integer(reader, "error status"));
  pdu.error_index = HOSHI_TRY(read_integer(reader, "error index"));
  ByteReader list(HOSHI_TRY(read_tagged(reader, tag::sequence, "bindings")));
  while (!list.at_end()) {
    if (pdu.bindings.size() == bindings_max) return fail(ErrorCode::corrupt, "more than 64 bindings");
    pdu.bindings.push_back(HOSHI_TRY(read_binding(list)));
  }
  return pdu;
}

Result<ByteReader> open_message(ByteView datagram) {
  ByteReader outer(datagram);
  return ByteReader(HOSHI_TRY(read_tagged(outer, tag::sequence, "message")));
}

Result<void> expect_version(ByteReader& reader, std::initializer_list<Version> wanted) {
  const auto seen = HOSHI_TRY(read_integer(reader, "version"));
  for (const Version version : wanted) {
    if (seen == static_cast<std::int64_t>(version)) return {};
  }
  return fail(ErrorCode::corrupt, fmt::format("version {}", seen));
}

Result<std::uint32_t> read_counter(ByteReader& reader, std::string_view what) {
  const auto value = HOSHI_TRY(read_integer(reader, what));
  if (value < 0 || value > 0x7FFFFFFF) return fail(ErrorCode::corrupt, fmt::format("{} out of range", what));
  return static_cast<std::uint32_t>(value);
}

Bytes copy(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

Result<UsmParameters> read_usm(ByteView octets, ByteView datagram, std::size_t& mac_at) {
  ByteReader outer(octets);
  ByteReader reader(HOSHI_TRY(read_tagged(outer, tag::sequence, "security parameters")));
  UsmParameters usm;
  usm.engine_id = copy(HOSHI_TRY(read_tagged(reader, tag::octets, "engine id")));
  usm.boots = HOSHI_TRY(read_counter(reader, "engine boots"));
  usm.time = HOSHI_TRY(read_counter(reader, "engine time"));
  usm.user = to_text(HOSHI_TRY(read_tagged(reader, tag::octets, "user")));
  const ByteView mac = HOSHI_TRY(read_tagged(reader, tag::octets, "MAC"));
  usm.mac = copy(mac);
  mac_at = static_cast<std::size_t>(mac.data() - datagram.data());
  usm.salt = copy(HOSHI_TRY(read_tagged(reader, tag::octets, "salt")));
  return usm;
}

// Flags, and that the security model is the one we speak.
Result<void> read_header(ByteView content, UsmMessage& message) {
  ByteReader reader(content);
  message.message_id = static_cast<std::int32_t>(HOSHI_TRY(read_integer(reader, "message id")));
  HOSHI_TRY(read_integer(reader, "largest message"));
  const ByteView flags = HOSHI_TRY(read_tagged(reader, tag::octets, "flags"));
  if (flags.size() != 1) return fail(ErrorCode::corrupt, "flags of another length than one byte");
  message.flags = flags.front();
  const auto model = HOSHI_TRY(read_integer(reader, "security model"));
  if (model != user_security_model) return fail(ErrorCode::corrupt, fmt::format("security model {}", model));
  return {};
}

}  // namespace

const Binding* Pdu::value() const {
  const bool is_answer = type == PduType::response && error_status == no_error && !bindings.empty();
  return is_answer && bindings.front().has_value() ? &bindings.front() : nullptr;
}

Pdu question(PduType type, std::int32_t request_id, Oid name) {
  Pdu pdu;
  pdu.type = type;
  pdu.request_id = request_id;
  pdu.bindings.push_back({std::move(name), tag::null, {}});
  return pdu;
}

Bytes write_message(const CommunityMessage& message) {
  return around(tag::sequence, {integer(static_cast<std::int64_t>(message.version)),
                                octets(to_bytes(message.community)), write_pdu(message.pdu)});
}

Bytes write_scoped(const ScopedPdu& scoped) {
  return around(tag::sequence,
                {octets(scoped.context_engine), octets(to_bytes(scoped.context_name)), write_pdu(scoped.pdu)});
}

Bytes write_message(const UsmMessage& message) {
  const Bytes header = around(tag::sequence, {integer(message.message_id), integer(largest_answer),
                                              octets(Bytes{message.flags}), integer(user_security_model)});
  const UsmParameters& usm = message.usm;
  const Bytes security = around(tag::sequence, {octets(usm.engine_id), integer(usm.boots), integer(usm.time),
                                                octets(to_bytes(usm.user)), octets(usm.mac), octets(usm.salt)});
  const bool is_encrypted = (message.flags & flag_encrypted) != 0;
  return around(tag::sequence, {integer(static_cast<std::int64_t>(Version::v3)), header, octets(security),
                                is_encrypted ? octets(message.data) : message.data});
}

Result<ScopedPdu> read_scoped(ByteView bytes) {
  ByteReader outer(bytes);
  ByteReader reader(HOSHI_TRY(read_tagged(outer, tag::sequence, "scoped PDU")));
  ScopedPdu scoped;
  scoped.context_engine = copy(HOSHI_TRY(read_tagged(reader, tag::octets, "context engine")));
  scoped.context_name = to_text(HOSHI_TRY(read_tagged(reader, tag::octets, "context name")));
  scoped.pdu = HOSHI_TRY(read_pdu(reader));
  return scoped;
}

Result<Version> read_version(ByteView datagram) {
  ByteReader reader = HOSHI_TRY(open_message(datagram));
  const auto seen = HOSHI_TRY(read_integer(reader, "version"));
  for (const auto version : {Version::v1, Version::v2c, Version::v3}) {
    if (seen == static_cast<std::int64_t>(version)) return version;
  }
  return fail(ErrorCode::corrupt, fmt::format("version {}", seen));
}

Result<CommunityMessage> read_community_message(ByteView datagram) {
  CommunityMessage message;
  message.version = HOSHI_TRY(read_version(datagram));
  ByteReader reader = HOSHI_TRY(open_message(datagram));
  HOSHI_CHECK(expect_version(reader, {Version::v1, Version::v2c}));
  message.community = to_text(HOSHI_TRY(read_tagged(reader, tag::octets, "community")));
  message.pdu = HOSHI_TRY(read_pdu(reader));
  return message;
}

Result<UsmMessage> read_usm_message(ByteView datagram) {
  ByteReader reader = HOSHI_TRY(open_message(datagram));
  HOSHI_CHECK(expect_version(reader, {Version::v3}));
  UsmMessage message;
  HOSHI_CHECK(read_header(HOSHI_TRY(read_tagged(reader, tag::sequence, "header")), message));
  const ByteView security = HOSHI_TRY(read_tagged(reader, tag::octets, "security parameters"));
  message.usm = HOSHI_TRY(read_usm(security, datagram, message.mac_at));
  const bool is_encrypted = (message.flags & flag_encrypted) != 0;
  message.data = copy(is_encrypted ? HOSHI_TRY(read_tagged(reader, tag::octets, "cipher text")) : reader.rest());
  return message;
}

std::string_view name_of(UsmReport report) {
  switch (report) {
    case UsmReport::unsupported_level: return "unsupported security level";
    case UsmReport::not_in_time_window: return "not in time window";
    case UsmReport::unknown_user: return "unknown user";
    case UsmReport::unknown_engine: return "unknown engine";
    case UsmReport::wrong_digest: return "wrong digest";
    case UsmReport::decryption_error: return "decryption error";
  }
  return "";
}

std::optional<UsmReport> report_of(const Pdu& pdu) {
  if (pdu.type != PduType::report || pdu.bindings.empty()) return std::nullopt;
  const Oid& name = pdu.bindings.front().name;
  if (name.size() <= usm_stats.size() || !std::equal(usm_stats.begin(), usm_stats.end(), name.begin())) {
    return std::nullopt;
  }
  // The counters are numbered from 1 in the order of the enumeration.
  const std::uint32_t counter = name[usm_stats.size()];
  if (counter < 1 || counter > 6) return std::nullopt;
  return static_cast<UsmReport>(counter - 1);
}

}  // namespace hoshi::protocols::snmp
