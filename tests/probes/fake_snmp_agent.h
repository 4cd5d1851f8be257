// An SNMP agent for the fake network: communities, one v3 user, a few objects, a ban; built on the house's own codec.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "probes/fake_bench.h"
#include "protocols/snmp/usm.h"

namespace hoshi::probes::testing {

namespace snmp = protocols::snmp;

struct FakeSnmpAgent {
  std::set<std::string> communities;
  std::set<std::string> v3_open_users;     // answered without authentication
  std::string v3_user;
  std::string v3_password;
  snmp::Digest v3_digest = snmp::Digest::sha1;
  bool v3_wants_privacy = false;
  bool v3 = false;
  bool writable = false;
  int falls_silent_after = 0;              // datagrams; 0: never
  int bans_after = 0;                      // wrong communities
  std::chrono::seconds ban{0};
  std::map<snmp::Oid, std::string> objects{{{1, 3, 6, 1, 2, 1, 1, 1, 0}, "Linux HC-100 firmware 1.2.3"},
                                           {{1, 3, 6, 1, 2, 1, 1, 6, 0}, "server room"}};

  void serve(FakeBench& bench, std::uint16_t port = 161) {
    auto agent = std::make_shared<FakeSnmpAgent>(*this);
    bench.world.udp[{"main", port}].handler = [agent, &bench](const HeardDatagram& heard) {
      return agent->answer(heard, bench.world.now);
    };
    served = agent;
  }
  std::shared_ptr<FakeSnmpAgent> served;  // what the device looks like after the run

 private:
  int wrong_ = 0;
  std::map<std::string, TaskTime> last_wrong_;
  TaskTime banned_until_{};

  std::vector<DatagramReply> answer(const HeardDatagram& heard, TaskTime now) {
    if (falls_silent_after > 0 && heard.number >= falls_silent_after) return {};
    const Bytes bytes = to_bytes(heard.bytes);
    const auto version = snmp::read_version(bytes);
    if (!version) return {};
    if (*version == snmp::Version::v3) return v3 ? answer_v3(bytes) : std::vector<DatagramReply>{};
    auto message = snmp::read_community_message(bytes);
    if (!message || now < banned_until_) return {};
    if (!communities.contains(message->community)) {
      // Both versions of one question, and its repetition, are one try.
      const bool is_new = !last_wrong_.contains(message->community);
      last_wrong_[message->community] = now;
      if (is_new && bans_after > 0 && ++wrong_ >= bans_after) {
        wrong_ = 0;
        banned_until_ = now + ban;
      }
      return {};
    }
    message->pdu = served_pdu(message->pdu);
    return {{to_text(snmp::write_message(*message))}};
  }

  snmp::Pdu served_pdu(snmp::Pdu pdu) {
    const auto type = std::exchange(pdu.type, snmp::PduType::response);
    auto& binding = pdu.bindings.at(0);
    if (type == snmp::PduType::set && !writable) {
      pdu.error_status = snmp::no_access;
      return pdu;
    }
    if (type == snmp::PduType::set) {
      objects[binding.name] = to_text(binding.content);
      return pdu;
    }
    const auto found = type == snmp::PduType::get ? objects.find(binding.name) : objects.upper_bound(binding.name);
    binding.tag = found == objects.end() ? snmp::tag::no_such_object : snmp::tag::octets;
    if (found != objects.end()) binding = {found->first, snmp::tag::octets, to_bytes(found->second)};
    return pdu;
  }

  std::vector<DatagramReply> answer_v3(const Bytes& bytes) {
    const auto heard = snmp::read_usm_message(bytes);
    if (!heard) return {};
    const Bytes engine = to_bytes("\x80\x01HOSHI");
    if (heard->usm.engine_id != engine) return report(*heard, engine, 4);
    const bool is_authenticated = (heard->flags & snmp::flag_authenticated) != 0;
    if (!is_authenticated) {
      if (!v3_open_users.contains(heard->usm.user)) return report(*heard, engine, heard->usm.user == v3_user ? 1 : 3);
      return reply(*heard, engine, heard->data);
    }
    if (heard->usm.user != v3_user || v3_user.empty()) return report(*heard, engine, 3);
    const Bytes key = *snmp::localized_key(v3_digest, v3_password, engine);
    if (snmp::is_authentic(bytes, v3_digest, key) != true) return report(*heard, engine, 5);
    if ((heard->flags & snmp::flag_encrypted) == 0) return reply(*heard, engine, heard->data);
    const auto plain = snmp::decrypted(snmp::Cipher::aes128, key, heard->usm, heard->data);
    if (!plain || !snmp::read_scoped(*plain)) return report(*heard, engine, 6);
    return reply(*heard, engine, *plain);
  }

  std::vector<DatagramReply> reply(snmp::UsmMessage message, const Bytes& engine, const Bytes& plain) {
    auto scoped = snmp::read_scoped(plain);
    if (!scoped) return {};
    const bool is_private = (message.flags & snmp::flag_encrypted) != 0;
    const bool is_open = (message.flags & snmp::flag_authenticated) == 0;
    if (v3_wants_privacy && !is_private && !is_open) {
      scoped->pdu.type = snmp::PduType::response;
      scoped->pdu.error_status = snmp::authorization_error;
    } else {
      scoped->pdu = served_pdu(scoped->pdu);
    }
    message.usm = {engine, 2, 100, message.usm.user, {}, Bytes(is_private ? 8 : 0)};
    message.data = snmp::write_scoped(*scoped);
    if (is_open) return {{to_text(snmp::write_message(message))}};
    const Bytes key = *snmp::localized_key(v3_digest, v3_password, engine);
    if (is_private) message.data = *snmp::encrypted(snmp::Cipher::aes128, key, message.usm, message.data);
    return {{to_text(*snmp::write_authenticated(message, v3_digest, key))}};
  }

  static std::vector<DatagramReply> report(snmp::UsmMessage message, const Bytes& engine, std::uint32_t counter) {
    message.flags = 0;
    message.usm = {engine, 2, 100, message.usm.user, {}, {}};
    message.data = snmp::write_scoped(
        {engine, "", snmp::question(snmp::PduType::report, 0, {1, 3, 6, 1, 6, 3, 15, 1, 1, counter, 0})});
    return {{to_text(snmp::write_message(message))}};
  }
};

}  // namespace hoshi::probes::testing
