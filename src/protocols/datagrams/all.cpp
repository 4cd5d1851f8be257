// The list of families of UDP questions: one line each, in the order in which they are asked.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "protocols/datagrams/datagrams.h"

// A family is a file <name>.cpp that defines `std::vector<Entry> <name>_entries()`.
#define HOSHI_DATAGRAM_FAMILIES(family) \
  family(dns) \
  family(tftp) \
  family(ntp) \
  family(netbios) \
  family(snmp) \
  family(ike) \
  family(radius) \
  family(ssdp) \
  family(ws_discovery) \
  family(coap) \
  family(dtls) \
  family(sip) \
  family(stun) \
  family(quic) \
  family(tunnels) \
  family(ipmi) \
  family(portmap) \
  family(memcached) \
  family(small_services) \
  family(directories) \
  family(building) \
  family(industrial) \
  family(field_networks) \
  family(matter) \
  family(lights) \
  family(smart_home) \
  family(cameras) \
  family(network_gear)

namespace hoshi::protocols::datagrams {

#define HOSHI_DECLARE(name) std::vector<Entry> name##_entries();
HOSHI_DATAGRAM_FAMILIES(HOSHI_DECLARE)
#undef HOSHI_DECLARE

namespace {

std::vector<Entry> collect() {
  std::vector<Entry> entries;
  const auto add = [&entries](const std::vector<Entry>& family) {
    entries.insert(entries.end(), family.begin(), family.end());
  };
#define HOSHI_ADD(name) add(name##_entries());
  HOSHI_DATAGRAM_FAMILIES(HOSHI_ADD)
#undef HOSHI_ADD
  return entries;
}

bool is_sent_back(ByteView question, ByteView answer) {
  return std::equal(question.begin(), question.end(), answer.begin(), answer.end());
}

}  // namespace

const std::vector<Entry>& all_entries() {
  static const std::vector<Entry> entries = collect();
  return entries;
}

std::string_view plain_word(std::string_view protocol) {
  using Words = std::pair<std::string_view, std::string_view>;
  constexpr std::array<Words, 8> words{Words{"dtls", "coaps"}, Words{"upnp", "ssdp"}, Words{"onvif", "ws_discovery"},
                                       Words{"http3", "quic"}, Words{"ipsec", "ike"},
                                       Words{"snmpv3", "snmp"}, Words{"snmpv2c", "snmp"}, Words{"snmpv1", "snmp"}};
  for (const auto& [other, plain] : words) {
    if (other == protocol) return plain;
  }
  return protocol;
}

std::vector<const Entry*> entries_for(std::string_view protocol) {
  std::vector<const Entry*> found;
  for (const Entry& entry : all_entries()) {
    if (entry.protocol == plain_word(protocol)) found.push_back(&entry);
  }
  return found;
}

std::optional<Recognised> recognise(const Entry& entry, ByteView question, ByteView answer) {
  answer = answer.first(std::min(answer.size(), looked_at_bytes));
  const bool is_echo = is_sent_back(question, answer) && entry.protocol != "echo";
  if (answer.empty() || is_echo) return std::nullopt;
  auto found = entry.recognise(question, answer);
  if (!found) return std::nullopt;
  found->product = shown(found->product, 100);
  found->version = shown(found->version, 60);
  found->banner = shown(found->banner);
  return found;
}

std::string shown(std::string_view text, std::size_t limit_bytes) {
  constexpr std::size_t ellipsis_bytes = 3;  // what printable() may add
  return printable(trimmed(text), limit_bytes - ellipsis_bytes);
}

}  // namespace hoshi::protocols::datagrams
