// Speaking SNMP with one agent: by community (v1 and v2c side by side), and by user (v3).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "probes/datagram_dialogue.h"
#include "protocols/snmp/usm.h"

namespace hoshi::probes {

const protocols::snmp::Oid& system_description();  // sysDescr.0, RFC 3418, 2: every agent has it

// An agent as communities know it. Borrows the network.
class CommunityAgent {
 public:
  [[nodiscard]] static Result<CommunityAgent> open(transport::Network& network, std::string_view target,
                                                   std::uint16_t port);

  // In v1 and v2c at once; the first answer counts. timed_out: silence, which is how agents refuse a community
  // (RFC 1157, 4.1).
  [[nodiscard]] Result<protocols::snmp::Pdu> get(std::string_view community, const protocols::snmp::Oid& name);
  [[nodiscard]] Result<protocols::snmp::Pdu> get_next(std::string_view community, const protocols::snmp::Oid& name);
  [[nodiscard]] Result<protocols::snmp::Pdu> set(std::string_view community, const protocols::snmp::Binding& binding);

 private:
  CommunityAgent(transport::Network& network, DatagramDialogue dialogue)
      : network_(&network), dialogue_(std::move(dialogue)) {}
  [[nodiscard]] Result<protocols::snmp::Pdu> ask(std::string_view community, protocols::snmp::Pdu pdu);

  transport::Network* network_;  // never null; a pointer so that agents can be assigned
  DatagramDialogue dialogue_;
};

// How a question to a v3 agent is protected. Without digest: noAuthNoPriv.
struct UsmLevel {
  std::optional<protocols::snmp::Digest> digest;
  std::optional<protocols::snmp::Cipher> cipher;  // with the same password
};

struct UsmAnswer {
  bool is_encrypted = false;                      // nothing of what follows is known then
  std::optional<protocols::snmp::UsmReport> report;
  protocols::snmp::Pdu pdu;
};

// An agent as users know it (RFC 3414). What an answer means is taken from its clear part alone: replay has no keys.
class UsmAgent {
 public:
  // Opens, and learns the agent's engine id, boots and time. timed_out: no v3 here; corrupt: it answers something else.
  [[nodiscard]] static Result<UsmAgent> discover(transport::Network& network, std::string_view target,
                                                 std::uint16_t port);

  // Asks again once when the agent's clock differs. timed_out: silence.
  [[nodiscard]] Result<UsmAnswer> ask(std::string_view user, std::string_view password, const UsmLevel& level,
                                      const protocols::snmp::Pdu& question);
  [[nodiscard]] Result<UsmAnswer> get(std::string_view user, std::string_view password, const UsmLevel& level,
                                      const protocols::snmp::Oid& name);

 private:
  UsmAgent(transport::Network& network, DatagramDialogue dialogue)
      : network_(&network), dialogue_(std::move(dialogue)) {}
  [[nodiscard]] Result<Bytes> protect(protocols::snmp::UsmMessage message, std::string_view password,
                                      const UsmLevel& level);
  [[nodiscard]] Result<UsmAnswer> exchange(protocols::snmp::UsmMessage message, std::string_view password,
                                           const UsmLevel& level);

  transport::Network* network_;  // never null; a pointer so that agents can be assigned
  DatagramDialogue dialogue_;
  protocols::snmp::UsmParameters engine_;  // of the latest message of the agent
};

// The level at which a right password is taken, looked for from SHA-1 over MD5 to SHA-256, then with privacy where
// the agent wants it.
struct UsmLogin {
  enum class Outcome { accepted, wrong_password, unknown_user, not_supported, other };
  Outcome outcome = Outcome::other;
  UsmLevel level;
  UsmAnswer answer;  // to the question, at that level
};
// timed_out: the agent fell silent.
[[nodiscard]] Result<UsmLogin> log_in(UsmAgent& agent, std::string_view user, std::string_view password,
                                      const protocols::snmp::Oid& name);

}  // namespace hoshi::probes
