// Reads captures of the device's traffic: to whom it talks, what is protected, and which secrets went by in clear.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "probes/probe.h"
#include "probes/traffic/device.h"
#include "protocols/capture/analyse.h"

namespace hoshi::probes {
namespace {

namespace capture = protocols::capture;

constexpr std::size_t flow_facts_limit = 400;  // of one capture; the largest are told
constexpr std::size_t secret_facts_limit = 200;

std::vector<std::string_view> facts() { return {"traffic.seen", "traffic.flow", "traffic.tls", "traffic.secret"}; }

std::vector<Task> plan(const PlanInput& input) {
  std::vector<Task> tasks;
  for (const auto& artifact : input.product.artifacts) {
    if (artifact.kind == "capture") tasks.push_back({"traffic", "", "", artifact.id});
  }
  return tasks;
}

const ArtifactEntry* entry_of(const Product& product, std::string_view id) {
  const auto found = std::find_if(product.artifacts.begin(), product.artifacts.end(), [&](const auto& one) { return one.id == id; });
  return found == product.artifacts.end() ? nullptr : &*found;
}

std::optional<capture::Mac> declared_mac(const Product& product, const ArtifactEntry& entry) {
  const std::string unit = entry.unit.empty() ? "A" : entry.unit;
  for (const auto& one : product.units) {
    if (one.id == unit) return mac_from(one.mac);
  }
  return std::nullopt;
}

// What is looked for in everything readable: canaries first, then the passwords that are known to be this product's.
struct Sought {
  std::vector<std::string> values;
  std::size_t canaries = 0;  // how many of the values are canaries
};

// A password that could be met by chance is only recognised where a protocol says that it is one.
bool is_telling(std::string_view password) {
  constexpr std::size_t least_bytes = 10;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return password.size() >= least_bytes && std::any_of(password.begin(), password.end(), is_digit) &&
         !std::all_of(password.begin(), password.end(), is_digit);
}

struct KnownPassword {
  std::string authentication;
  std::string value;
};

std::vector<KnownPassword> known_passwords(const Bench& bench) {
  std::vector<KnownPassword> known;
  for (const auto& one : bench.credentials()) known.push_back({one.authentication, one.password});
  for (const auto& one : bench.initial_passwords()) known.push_back({one.authentication, one.password});
  std::erase_if(known, [](const KnownPassword& one) { return one.value.empty(); });
  return known;
}

Sought sought_by(const Bench& bench, const std::vector<KnownPassword>& known) {
  Sought sought;
  for (const auto& canary : bench.canaries()) sought.values.push_back(canary.value);
  sought.canaries = sought.values.size();
  for (const auto& one : known) sought.values.push_back(is_telling(one.value) ? one.value : "");
  return sought;
}

// Everything that turns a flow into facts.
class Report {
 public:
  Report(const Task& task, Bench& bench, const capture::CaptureSeen& seen, const capture::Needles& needles,
         const std::vector<KnownPassword>& known, std::optional<capture::Mac> device)
      : task_(task), bench_(bench), seen_(seen), needles_(needles), known_(known), device_(device) {}

  void flows() {
    std::vector<const Flow*> ours;
    for (const auto& flow : seen_.flows) {
      if (concerns_device(flow.first)) ours.push_back(&flow);
      secrets(flow);
    }
    std::stable_sort(ours.begin(), ours.end(), [](const Flow* a, const Flow* b) { return a->second.bytes > b->second.bytes; });
    if (ours.size() > flow_facts_limit) is_whole_ = false;
    ours.resize(std::min(ours.size(), flow_facts_limit));
    std::map<std::string, std::pair<Value, std::uint64_t>> sums;
    for (const auto* flow : ours) {
      const Value value = base_value(flow->first, true);
      auto& sum = sums.try_emplace(to_json(value), value, 0).first->second;
      sum.second += flow->second.bytes;
      tls(flow->first);
    }
    for (auto& [key, sum] : sums) bench_.observe("traffic.flow", subject(), sum.first.set("bytes", sum.second));
  }
  bool is_whole() const { return is_whole_; }

 private:
  using Flow = std::pair<const capture::FlowKind, capture::FlowSum>;

  Subject subject() const { return {"", "", task_.reference}; }

  bool concerns_device(const capture::FlowKind& kind) const { return !device_ || kind.client.mac == device_ || kind.server.mac == device_; }

  // Without a device that is known the Internet's side still tells which way it goes.
  std::string_view direction(const capture::FlowKind& kind) const {
    if (device_) return kind.client.mac == device_ ? "out" : kind.server.mac == device_ ? "in" : "unknown";
    const bool from_here = kind.client.address.is_local();
    const bool to_here = kind.server.address.is_local();
    return from_here == to_here ? "unknown" : from_here ? "out" : "in";
  }

  std::string peer(const capture::FlowKind& kind) const {
    const bool is_out = direction(kind) != "in";
    const capture::Address& address = is_out ? kind.server.address : kind.client.address;
    if (address.is_local()) return "local";
    const auto name = seen_.names.find(address);
    if (name != seen_.names.end()) return name->second;
    const bool is_name = is_out && kind.host.find_first_not_of("0123456789.:[]") != std::string::npos;
    return is_name ? kind.host : "[address]";
  }

  Value base_value(const capture::FlowKind& kind, bool with_protection) const {
    Value value = object({{"direction", direction(kind)}, {"peer", peer(kind)}, {"port", unsigned{kind.port}}, {"protocol", kind.protocol}});
    if (with_protection) value.set("protected", capture::name_of(kind.protection));
    return value;
  }

  void tls(const capture::FlowKind& kind) {
    if (!kind.tls) return;
    constexpr auto old = std::to_array<std::string_view>({"SSL3.0", "TLS1.0", "TLS1.1", "DTLS1.0"});  // RFC 8996
    ValueList below;
    if (std::find(old.begin(), old.end(), kind.tls->version) != old.end()) below.push_back(kind.tls->version);
    bench_.observe("traffic.tls", subject(),
                   object({{"direction", direction(kind)}, {"server_name", kind.tls->server_name}, {"version", kind.tls->version},
                           {"suite", kind.tls->suite}, {"port", unsigned{kind.port}}, {"below", below}}));
  }

  void secret(const capture::FlowKind& kind, std::string_view what, const Canary* canary, std::string_view authentication) {
    if (++secrets_told_ > secret_facts_limit) {
      is_whole_ = false;
      return;
    }
    Value value = base_value(kind, false);
    value.set("kind", what).set("canary", canary ? canary->id : "").set("asset", canary ? canary->asset : "");
    bench_.observe("traffic.secret", subject(), value.set("authentication", authentication));
  }

  // The authentication this password is known for, or "".
  std::string authentication_of(const std::string& value) const {
    const auto found = std::find_if(known_.begin(), known_.end(), [&](const KnownPassword& one) { return one.value == value; });
    return found == known_.end() ? "" : found->authentication;
  }

  // What is known to be the product's counts wherever it was met; what is only known to be a password, on the device's flows.
  void secrets(const Flow& flow) {
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

  const Task& task_;
  Bench& bench_;
  const capture::CaptureSeen& seen_;
  const capture::Needles& needles_;
  const std::vector<KnownPassword>& known_;
  std::optional<capture::Mac> device_;
  std::size_t secrets_told_ = 0;
  bool is_whole_ = true;
};

Result<void> run(const Task& task, Bench& bench) {
  const ArtifactEntry* entry = entry_of(bench.product(), task.reference);
  const auto& artifacts = bench.artifacts();
  const auto artifact = std::find_if(artifacts.begin(), artifacts.end(), [&](const Artifact& one) { return one.id == task.reference; });
  if (entry == nullptr || artifact == artifacts.end()) return {};  // the file could not be read; the preflight said so
  const auto known = known_passwords(bench);
  const Sought sought = sought_by(bench, known);
  const capture::Needles needles(sought.values);
  const auto goes_on = [&] { return bench.network().wait(std::chrono::milliseconds(0)).has_value(); };
  const auto seen = capture::analyse(artifact->bytes, needles, goes_on);
  const Subject subject{"", "", task.reference};
  if (!seen) {
    bench.observe("traffic.seen", subject, object({{"stage", entry->stage}, {"packets", 0}, {"bytes", 0}, {"complete", false}, {"device", false}}));
    return {};
  }
  const auto device = find_device(*seen, declared_mac(bench.product(), *entry));
  Report report(task, bench, *seen, needles, known, device);
  report.flows();
  bench.observe("traffic.seen", subject,
                object({{"stage", entry->stage}, {"packets", seen->packets}, {"bytes", seen->bytes},
                        {"complete", seen->complete && report.is_whole()}, {"device", device.has_value()}}),
                {{artifact->path, artifact->sha256}});
  return {};
}

}  // namespace

// A gigabyte takes some ten seconds; slow machines and many captures have room.
extern const Probe probe_traffic;
const Probe probe_traffic{"traffic", Phase::documents, Intrusion::passive, std::chrono::seconds(300), facts, plan, run, false, true};

}  // namespace hoshi::probes
