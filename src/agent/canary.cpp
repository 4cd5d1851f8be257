// The looks.
// SPDX-License-Identifier: Apache-2.0
#include "agent/canary.h"

#include <algorithm>

#include "base/text.h"

namespace hoshi::agent {
namespace {

using namespace std::chrono_literals;
using transport::milliseconds;

constexpr auto between_looks = 2s;
constexpr milliseconds patience = 3s;
constexpr int looks_at_rest = 3;
constexpr auto budget = std::chrono::hours(4);  // longer than any run

// What a connection without a word costs the device. Nothing: it must not be made. Services with logins count those who leave
// without one and shut them out (TigerVNC after five, OpenSSH 9.8 by a penalty each), printers print, and of a service
// that nobody has recognised nothing is known.
std::optional<int> cost_of(std::string_view protocol) {
  if (protocol == "http") return 0;
  for (const auto* harmless : {"https", "upnp", "onvif", "mqtt", "rtsp", "dns"}) {
    if (protocol == harmless) return 1;
  }
  return std::nullopt;
}

std::uint16_t tcp_port_in(const std::string& endpoint) {
  if (!endpoint.starts_with("tcp/")) return 0;
  return static_cast<std::uint16_t>(parse_number(std::string_view(endpoint).substr(4), 65535).value_or(0));
}

std::string_view protocol_at(const Product& product, const Observations& seen, const std::string& target,
                             const std::string& endpoint) {
  for (const auto* one : seen.with_fact("service.identified")) {
    if (one->subject.target != target || one->subject.endpoint != endpoint) continue;
    const std::string& protocol = one->value["protocol"].as_text();
    return protocol == "http" && one->value["tls"].as_bool() ? std::string_view("https") : protocol;
  }
  const auto* route = product.route_at(target, endpoint);
  return route != nullptr ? std::string_view(route->protocol) : std::string_view();
}

std::string_view word_for(Step step) {
  switch (step) {
    case Step::usual: return "recovered";
    case Step::two: return "slowed_2";
    case Step::one: return "slowed_1";
    case Step::stopped: return "stopped";
    case Step::over: return "gave_up";
  }
  return "stopped";
}

}  // namespace

std::vector<std::uint16_t> cheapest_ports(const Product& product, const Observations& seen, const std::string& target) {
  struct Choice {
    bool is_undeclared;
    int cost;
    std::uint16_t port;
    auto operator<=>(const Choice&) const = default;
  };
  std::vector<Choice> choices;
  for (const auto* one : seen.with_fact("port.open")) {
    const std::uint16_t port = tcp_port_in(one->subject.endpoint);
    if (one->subject.target != target || port == 0) continue;
    const bool is_undeclared = product.route_at(target, one->subject.endpoint) == nullptr;
    const auto cost = cost_of(protocol_at(product, seen, target, one->subject.endpoint));
    if (cost) choices.push_back({is_undeclared, *cost, port});
  }
  std::sort(choices.begin(), choices.end());
  std::vector<std::uint16_t> ports;
  for (const auto& choice : choices) {
    if (ports.empty() || ports.back() != choice.port) ports.push_back(choice.port);
  }
  return ports;
}

Canary::Canary(const Supplies& supplies, const NetworkFactory& make_network, JournalWriter& journal, Pace& pace, Tell tell)
    : supplies_(supplies),
      make_network_(make_network),
      journal_(journal),
      pace_(pace),
      tell_(std::move(tell)),
      thread_([this] { watch(); }) {}

Canary::~Canary() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
    changed_.notify_all();
  }
  thread_.join();
  for (auto& [target, one] : watched_) {
    one.guessing.reset();
    one.wire.network.reset();  // hands over its last lines
    const std::string id = one.task.id();
    if (const Value value = one.health.value(); !value.is_null()) journal_.observe(id, health_observation(target, value));
    journal_.end(id, TaskStatus::done, "", "");
  }
}

void Canary::begin(Watched& one) {
  journal_.begin(one.task);
  one.wire = make_network_(one.task, budget);
  one.guessing = one.wire.network->lane(guessing_lane);
  for (int i = 0; i < looks_at_rest; ++i) look(one, {});
}

void Canary::learn(const Observations& seen) {
  const std::lock_guard lock(mutex_);
  for (const auto& target : supplies_.targets) {
    if (target.starts_with(other_unit_prefix)) continue;  // a second unit may be taken off the bench at any time
    auto ports = cheapest_ports(supplies_.product, seen, target);
    if (ports.empty()) continue;
    const auto [found, is_new] = watched_.try_emplace(target);
    found->second.ports = std::move(ports);
    if (!is_new) continue;
    found->second.task = {std::string(health_task), target, "", ""};
    begin(found->second);
  }
}

void Canary::watch() {
  std::unique_lock lock(mutex_);
  while (!over_) {
    changed_.wait_for(lock, between_looks);
    if (over_) return;
    const Pace::Now now = pace_.now();
    if (!now.is_watched) continue;
    Step worst = Step::usual;
    for (auto& [target, one] : watched_) {
      look(one, now);
      worst = std::max(worst, one.health.step());
    }
    pace_.set(worst);
  }
}

// Where passwords are guessed, an endpoint under test is left alone; 0: there is no other.
std::uint16_t Canary::port_for(const Watched& one, const Pace::Now& now) const {
  const std::size_t count = one.ports.size();
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint16_t port = one.ports[(one.turned + i) % count];
    const Place place{one.task.target, "tcp/" + std::to_string(port)};
    if (std::find(now.busy.begin(), now.busy.end(), place) == now.busy.end()) return port;
  }
  return now.is_guessing ? 0 : one.ports[one.turned % count];
}

void Canary::look(Watched& one, const Pace::Now& now) {
  const std::uint16_t port = port_for(one, now);
  if (port == 0) return;
  transport::Network& network = now.is_guessing ? *one.guessing : *one.wire.network;
  if (!network.wait(0ms)) return;  // marks the beginning
  const auto began = network.time();
  const auto connection = network.connect(one.task.target, port, patience);
  const Look look{network.time(), network.time() - began, connection.has_value(), now.is_guessing};
  if (!look.answered) ++one.turned;
  const Step before = one.health.step();
  one.health.take(look);
  tell(one, before, look.took);
}

void Canary::tell(const Watched& one, Step before, transport::TaskTime took) {
  const Step step = one.health.step();
  if (step == before || (step < before && step != Step::usual)) return;  // getting better is told when it is well
  Progress progress;
  progress.kind = Progress::Kind::health;
  progress.task = one.task;
  progress.why = word_for(step);
  progress.took = std::chrono::ceil<milliseconds>(took);
  progress.baseline = one.health.baseline();
  tell_(progress);
}

}  // namespace hoshi::agent
