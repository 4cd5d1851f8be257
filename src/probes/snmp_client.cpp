// Exchanges with SNMP agents.
// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp_client.h"

#include <array>

namespace hoshi::probes {
namespace {

namespace snmp = protocols::snmp;

constexpr Patience patience{};
constexpr std::size_t key_bytes = 32;
constexpr std::size_t salt_bytes = 8;

std::int32_t fresh_number(transport::Network& network) {
  const Bytes bytes = network.random(4);
  ByteReader reader(bytes);
  return static_cast<std::int32_t>(reader.u32("number").value_or(1) & 0x7FFFFFFF);
}

bool is_answer_to(ByteView datagram, std::int32_t request_id) {
  const auto message = snmp::read_community_message(datagram);
  return message && message->pdu.type == snmp::PduType::response && message->pdu.request_id == request_id;
}

}  // namespace

const snmp::Oid& system_description() {
  static const snmp::Oid name{1, 3, 6, 1, 2, 1, 1, 1, 0};
  return name;
}

Result<CommunityAgent> CommunityAgent::open(transport::Network& network, std::string_view target, std::uint16_t port) {
  return CommunityAgent(network, HOSHI_TRY(DatagramDialogue::open(network, target, port)));
}

Result<snmp::Pdu> CommunityAgent::ask(std::string_view community, snmp::Pdu pdu) {
  std::vector<Bytes> questions;
  const std::int32_t id = fresh_number(*network_);
  pdu.request_id = id;
  for (const auto version : {snmp::Version::v2c, snmp::Version::v1}) {
    questions.push_back(snmp::write_message({version, std::string(community), pdu}));
  }
  const auto answer = HOSHI_TRY(dialogue_.ask(
      questions, [id](const auto& got) { return is_answer_to(got.bytes, id); }, patience));
  return HOSHI_TRY(snmp::read_community_message(answer.bytes)).pdu;
}

Result<snmp::Pdu> CommunityAgent::get(std::string_view community, const snmp::Oid& name) {
  return ask(community, snmp::question(snmp::PduType::get, 0, name));
}

Result<snmp::Pdu> CommunityAgent::get_next(std::string_view community, const snmp::Oid& name) {
  return ask(community, snmp::question(snmp::PduType::get_next, 0, name));
}

Result<snmp::Pdu> CommunityAgent::set(std::string_view community, const snmp::Binding& binding) {
  snmp::Pdu pdu;
  pdu.type = snmp::PduType::set;
  pdu.bindings = {binding};
  return ask(community, std::move(pdu));
}

Result<UsmAgent> UsmAgent::discover(transport::Network& network, std::string_view target, std::uint16_t port) {
  UsmAgent agent(network, HOSHI_TRY(DatagramDialogue::open(network, target, port)));
  // RFC 3414, 4: a question without engine id is answered by a report that names it.
  snmp::UsmMessage message;
  message.flags = snmp::flag_reportable;
  message.data = snmp::write_scoped({{}, "", snmp::question(snmp::PduType::get, fresh_number(network), system_description())});
  (void)HOSHI_TRY(agent.exchange(std::move(message), "", {}));
  if (agent.engine_.engine_id.empty()) return fail(ErrorCode::corrupt, "an agent without an engine id");
  return agent;
}

Result<Bytes> UsmAgent::protect(snmp::UsmMessage message, std::string_view password, const UsmLevel& level) {
  if (!level.digest) return snmp::write_message(message);
  // Replay, where passwords are not known, goes the same way with a key that opens nothing.
  const Bytes key = password.empty() ? Bytes(key_bytes)
                                     : HOSHI_TRY(snmp::localized_key(*level.digest, password, engine_.engine_id));
  message.flags |= snmp::flag_authenticated;
  if (level.cipher) {
    message.flags |= snmp::flag_encrypted;
    message.usm.salt = network_->random(salt_bytes);
    message.data = HOSHI_TRY(snmp::encrypted(*level.cipher, key, message.usm, message.data));
  }
  return snmp::write_authenticated(std::move(message), *level.digest, key);
}

Result<UsmAnswer> UsmAgent::exchange(snmp::UsmMessage message, std::string_view password, const UsmLevel& level) {
  message.message_id = fresh_number(*network_);
  const Bytes question = HOSHI_TRY(protect(message, password, level));
  const auto fits = [id = message.message_id](const transport::Datagram& got) {
    const auto read = snmp::read_usm_message(got.bytes);
    return read && read->message_id == id;
  };
  const auto got = HOSHI_TRY(dialogue_.ask({question}, fits, patience));
  const auto read = HOSHI_TRY(snmp::read_usm_message(got.bytes));
  engine_ = read.usm;
  UsmAnswer answer;
  answer.is_encrypted = (read.flags & snmp::flag_encrypted) != 0;
  if (answer.is_encrypted) return answer;
  answer.pdu = HOSHI_TRY(snmp::read_scoped(read.data)).pdu;
  answer.report = snmp::report_of(answer.pdu);
  return answer;
}

Result<UsmAnswer> UsmAgent::ask(std::string_view user, std::string_view password, const UsmLevel& level,
                                const snmp::Pdu& question) {
  snmp::UsmMessage message;
  message.flags = snmp::flag_reportable;
  message.data = snmp::write_scoped({engine_.engine_id, "", question});
  UsmAnswer answer;
  for (int round = 0; round < 2; ++round) {
    message.usm = {engine_.engine_id, engine_.boots, engine_.time, std::string(user), {}, {}};
    answer = HOSHI_TRY(exchange(message, password, level));
    // RFC 3414, 4: some agents tell boots and time only to who has authenticated.
    if (answer.report != snmp::UsmReport::not_in_time_window) break;
  }
  return answer;
}

Result<UsmAnswer> UsmAgent::get(std::string_view user, std::string_view password, const UsmLevel& level,
                                const snmp::Oid& name) {
  return ask(user, password, level, snmp::question(snmp::PduType::get, fresh_number(*network_), name));
}

namespace {

UsmLogin::Outcome outcome_of(const UsmAnswer& answer) {
  using Outcome = UsmLogin::Outcome;
  if (answer.is_encrypted || answer.pdu.type == snmp::PduType::response) return Outcome::accepted;
  if (!answer.report) return Outcome::other;
  switch (*answer.report) {
    case snmp::UsmReport::unknown_user: return Outcome::unknown_user;
    case snmp::UsmReport::wrong_digest: return Outcome::wrong_password;
    case snmp::UsmReport::unsupported_level: return Outcome::not_supported;
    // RFC 3414, 3.2: these come only after the digest was found right.
    case snmp::UsmReport::not_in_time_window:
    case snmp::UsmReport::decryption_error: return Outcome::accepted;
    case snmp::UsmReport::unknown_engine: return Outcome::other;
  }
  return Outcome::other;
}

// The digest was right and the object was withheld: perhaps the agent wants privacy (RFC 3414, 1.4.3).
Result<void> add_privacy(UsmAgent& agent, std::string_view user, std::string_view password, const snmp::Oid& name,
                         UsmLogin& login) {
  for (const auto cipher : {snmp::Cipher::aes128, snmp::Cipher::des}) {
    const UsmLevel level{login.level.digest, cipher};
    auto answer = agent.get(user, password, level, name);
    if (!answer && answer.error().code == ErrorCode::timed_out) continue;
    if (!answer) return tl::unexpected<Error>(answer.error());
    if (!answer->is_encrypted) continue;
    login.level = level;
    login.answer = std::move(*answer);
    return {};
  }
  return {};
}

}  // namespace

Result<UsmLogin> log_in(UsmAgent& agent, std::string_view user, std::string_view password, const snmp::Oid& name) {
  UsmLogin login;
  for (const auto digest : {snmp::Digest::sha1, snmp::Digest::md5, snmp::Digest::sha256}) {
    login.level = {digest, std::nullopt};
    login.answer = HOSHI_TRY(agent.get(user, password, login.level, name));
    login.outcome = outcome_of(login.answer);
    if (login.outcome != UsmLogin::Outcome::wrong_password) break;
  }
  const bool is_withheld = login.outcome == UsmLogin::Outcome::accepted && login.answer.pdu.value() == nullptr;
  if (is_withheld) HOSHI_CHECK(add_privacy(agent, user, password, name, login));
  return login;
}

}  // namespace hoshi::probes
