// The device's side of a capture, without what this computer did itself.
// SPDX-License-Identifier: Apache-2.0
#include "probes/traffic/report.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"

namespace hoshi::probes {

namespace capture = protocols::capture;

namespace {

constexpr std::size_t flow_facts_limit = 400;  // of one capture; the largest are told
constexpr std::size_t secret_facts_limit = 200;
constexpr std::uint16_t first_unprivileged_port = 1024;

}  // namespace

TrafficReport::TrafficReport(std::string reference, Bench& bench, const capture::CaptureSeen& seen, const capture::Needles& needles,
                             const std::vector<KnownPassword>& known, Machines machines)
    : reference_(std::move(reference)), bench_(bench), seen_(seen), needles_(needles), known_(known), machines_(std::move(machines)) {
  // This computer has addresses that nobody declared (link-local ones), but one card.
  for (const auto& [kind, sum] : seen_.flows) {
    for (const auto* party : {&kind.client, &kind.server}) {
      if (party->mac && machines_.own.contains(party->address)) own_macs_.insert(*party->mac);
    }
  }
}

bool TrafficReport::is_own(const capture::Party& party) const {
  if (machines_.own.contains(party.address)) return true;
  return party.mac && own_macs_.contains(*party.mac) && party.address.is_local() && !party.address.is_no_machine();
}

// The tests themselves, and the device's answers to them. What it asks of the lab's own services is its own doing.
bool TrafficReport::is_our_doing(const FlowKind& kind) const {
  if (is_own(kind.client)) return true;
  return is_own(kind.server) && kind.port >= first_unprivileged_port;
}

void TrafficReport::flows() {
  std::vector<const Flow*> ours;
  for (const auto& flow : seen_.flows) {
    if (is_our_doing(flow.first)) continue;
    if (concerns_device(flow.first)) ours.push_back(&flow);
    secrets(flow);
  }
  std::stable_sort(ours.begin(), ours.end(), [](const Flow* a, const Flow* b) { return a->second.bytes > b->second.bytes; });
  if (ours.size() > flow_facts_limit) is_whole_ = false;
  ours.resize(std::min(ours.size(), flow_facts_limit));
  std::map<std::string, std::pair<Value, std::uint64_t>> sums;
  for (const auto* flow : ours) {
    const Value value = base_value(flow->first, Told::with_protection);
    auto& sum = sums.try_emplace(to_json(value), value, 0).first->second;
    sum.second += flow->second.bytes;
    tls(flow->first);
  }
  for (auto& [key, sum] : sums) bench_.observe("traffic.flow", subject(), sum.first.set("bytes", sum.second));
}

bool TrafficReport::concerns_device(const FlowKind& kind) const {
  return !machines_.device || kind.client.mac == machines_.device || kind.server.mac == machines_.device;
}

// Without a device that is known the Internet's side still tells which way it goes.
std::string_view TrafficReport::direction(const FlowKind& kind) const {
  const auto& device = machines_.device;
  if (device) return kind.client.mac == device ? "out" : kind.server.mac == device ? "in" : "unknown";
  const bool from_here = kind.client.address.is_local();
  const bool to_here = kind.server.address.is_local();
  return from_here == to_here ? "unknown" : from_here ? "out" : "in";
}

// An address that answers to several names (a lab answers every name with one) does not say which was meant.
std::string TrafficReport::peer(const FlowKind& kind) const {
  const bool is_out = direction(kind) != "in";
  const capture::Address& address = is_out ? kind.server.address : kind.client.address;
  if (address.is_local()) return "local";
  const auto name = seen_.names.find(address);
  if (name != seen_.names.end() && !seen_.shared.contains(address)) return name->second;
  const bool is_name = is_out && kind.host.find_first_not_of("0123456789.:[]") != std::string::npos;
  return is_name ? kind.host : "[address]";
}

Value TrafficReport::base_value(const FlowKind& kind, Told told) const {
  Value value = object({{"direction", direction(kind)}, {"peer", peer(kind)}, {"port", unsigned{kind.port}}, {"protocol", kind.protocol}});
  if (told == Told::with_protection) value.set("protected", capture::name_of(kind.protection));
  return value;
}

void TrafficReport::tls(const FlowKind& kind) {
  if (!kind.tls) return;
  constexpr auto old = std::to_array<std::string_view>({"SSL3.0", "TLS1.0", "TLS1.1", "DTLS1.0"});  // RFC 8996
  ValueList below;
  if (std::find(old.begin(), old.end(), kind.tls->version) != old.end()) below.push_back(kind.tls->version);
  bench_.observe("traffic.tls", subject(),
                 object({{"direction", direction(kind)}, {"server_name", kind.tls->server_name}, {"version", kind.tls->version},
                         {"suite", kind.tls->suite}, {"port", unsigned{kind.port}}, {"below", below}}));
}

void TrafficReport::secret(const FlowKind& kind, std::string_view what, const Canary* canary, std::string_view authentication) {
  if (++secrets_told_ > secret_facts_limit) {
    is_whole_ = false;
    return;
  }
  Value value = base_value(kind, Told::without);
  value.set("kind", what).set("canary", canary ? canary->id : "").set("asset", canary ? canary->asset : "");
  bench_.observe("traffic.secret", subject(), value.set("authentication", authentication));
}

// The authentication this password is known for, or "".
std::string TrafficReport::authentication_of(const std::string& value) const {
  const auto found = std::find_if(known_.begin(), known_.end(), [&](const KnownPassword& one) { return one.value == value; });
  return found == known_.end() ? "" : found->authentication;
}

// What is known to be the product's counts wherever it was met; what is only known to be a password, on the device's flows.
void TrafficReport::secrets(const Flow& flow) {
  for (const auto& one : flow.second.secrets) {
    const std::string authentication = authentication_of(one.value);
    if (!authentication.empty() || concerns_device(flow.first)) secret(flow.first, one.kind, nullptr, authentication);
  }
  std::set<std::size_t> values;
  for (const auto form : flow.second.needles) values.insert(needles_.form(form).value);
  const auto& canaries = bench_.canaries();
  for (const auto value : values) {
    const bool is_canary = value < canaries.size();
    const bool is_told = !is_canary && std::any_of(flow.second.secrets.begin(), flow.second.secrets.end(),
                                                   [&](const auto& one) { return one.value == known_[value - canaries.size()].value; });
    if (is_canary) secret(flow.first, "canary", &canaries[value], "");
    if (!is_canary && !is_told) secret(flow.first, "password", nullptr, known_[value - canaries.size()].authentication);
  }
}

}  // namespace hoshi::probes
