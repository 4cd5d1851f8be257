// Looks what an MQTT broker gives and takes without a login, with the test account as the control.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "probes/broker_session.h"
#include "probes/login.h"
#include "probes/open_services.h"
#include "probes/probe.h"

namespace hoshi::probes {
namespace {

using protocols::mqtt::ConnectMeaning;

constexpr milliseconds listening{2000};  // retained messages come at once; others if they come often
constexpr milliseconds echo_time{1500};
constexpr std::size_t messages_max = 200;
constexpr std::size_t topics_max = 20;
constexpr std::size_t topic_bytes = 200;
constexpr std::uint8_t refusal = 0x80;  // MQTT 3.1.1, 3.9.3; 5.0 has more, all above

std::vector<std::string_view> facts() {
  return {"mqtt.connect", "access.unauthenticated", "access.refused", "access.not_tried", "asset.seen_in_clear"};
}

std::vector<Task> plan(const PlanInput& input) {
  return tasks_for_protocols(input, "mqtt_access", {"mqtt", "mqtts"});
}

struct Broker {
  Bench& bench;
  const Task& task;
  BrokerAddress address;
  const Route* route = nullptr;

  std::string route_id() const { return route != nullptr ? route->id : ""; }
  Subject subject(std::string_view asset) const { return {task.target, task.endpoint, std::string(asset)}; }
};

// One attempt to do what a request says.
struct Done {
  bool worked = false;
  std::string how;  // when it did not: "connack_5", "suback_128", "no_message", "not_delivered", "connection"
  std::size_t bytes = 0;
};

std::string_view protection_of(const Product& product, std::string_view asset) {
  const auto* found = product.asset(asset);
  if (found == nullptr) return "unknown";
  return found->is_protected ? "yes" : "no";
}

Done read_topic(BrokerSession& session, const std::string& topic) {
  const auto code = session.subscribe(topic);
  if (!code) return {false, "connection", 0};
  if (*code >= refusal) return {false, fmt::format("suback_{}", *code), 0};
  // Brokers grant a subscription and then deliver nothing: only a message is access.
  const auto messages = session.collect(listening, 1);
  if (!messages) return {false, "connection", 0};
  if (messages->empty()) return {false, "no_message", 0};
  return {true, "", messages->front().payload.size()};
}

// Written only where the description names the topic for it, and believed only when it is read back.
Done write_topic(BrokerSession& session, transport::Network& network, const std::string& topic) {
  const auto code = session.subscribe(topic);
  if (!code || *code >= refusal) return {false, "not_readable_back", 0};
  const std::string payload = "hoshi-" + random_password(network);
  if (!session.publish(topic, payload)) return {false, "connection", 0};
  const auto messages = session.collect(echo_time, messages_max);
  if (!messages) return {false, "connection", 0};
  const bool is_back = std::any_of(messages->begin(), messages->end(), [&](const auto& message) {
    return message.topic == topic && to_text(message.payload) == payload;
  });
  return is_back ? Done{true, "", payload.size()} : Done{false, "not_delivered", 0};
}

Done carry_out(Broker& broker, const Request& request, const BrokerAccount& account) {
  auto session = BrokerSession::open(broker.bench.network(), broker.address, account);
  if (!session) return {false, "connection", 0};
  if (!session->is_accepted()) return {false, fmt::format("connack_{}", session->answer().code), 0};
  return request.operation == "write" ? write_topic(*session, broker.bench.network(), request.path)
                                      : read_topic(*session, request.path);
}

// The test account of the broker, when the tester gave one.
std::optional<BrokerAccount> test_account(Broker& broker) {
  if (broker.route == nullptr) return std::nullopt;
  for (const auto& credential : broker.bench.credentials()) {
    if (credential.second || credential.authentication != broker.route->authentication) continue;
    if (!credential.password.empty()) broker.bench.network().keep_secret(credential.password);
    return BrokerAccount{credential.account, credential.password};
  }
  return std::nullopt;
}

void observe_not_tried(Broker& broker, const Request& request, std::string_view why) {
  broker.bench.observe("access.not_tried", broker.subject(request.asset),
                       object({{"route", broker.route_id()}, {"why", why}}));
}

void observe_access(Broker& broker, std::string_view asset, std::string_view operation, std::string_view what,
                    std::size_t bytes) {
  broker.bench.observe("access.unauthenticated", broker.subject(asset),
                       object({{"route", broker.route_id()},
                               {"operation", operation},
                               {"what", what},
                               {"protected", protection_of(broker.bench.product(), asset)},
                               {"bytes", static_cast<std::int64_t>(bytes)}}));
}

// A declared protected thing was read, and nothing but TCP was around it.
void observe_clear(Broker& broker, const Request& request, std::string_view how) {
  const bool is_secret = protection_of(broker.bench.product(), request.asset) == "yes";
  if (broker.address.tls || !is_secret || request.operation != "read") return;
  broker.bench.observe("asset.seen_in_clear", broker.subject(request.asset),
                       object({{"route", broker.route_id()}, {"what", "topic"}, {"how", how}}));
}

void try_request(Broker& broker, const Request& request) {
  if (request.operation == "write" && !broker.bench.disruption_allowed()) {
    return observe_not_tried(broker, request, "a write needs --allow-disruptive");
  }
  const Done anonymous = carry_out(broker, request, {});
  if (anonymous.worked) {
    observe_clear(broker, request, "read without logging in");
    return observe_access(broker, request.asset, request.operation, request.path, anonymous.bytes);
  }
  if (anonymous.how == "connection") return observe_not_tried(broker, request, "connection lost");
  const auto account = test_account(broker);
  const Done with_account = account ? carry_out(broker, request, *account) : Done{};
  if (with_account.worked) observe_clear(broker, request, "read with the test account");
  const bool is_refusal = anonymous.how.starts_with("connack") || anonymous.how.starts_with("suback");
  // Silence is a refusal only where the test account, at the same time, is not met with silence.
  if (!is_refusal && !with_account.worked) return observe_not_tried(broker, request, anonymous.how);
  broker.bench.observe("access.refused", broker.subject(request.asset),
                       object({{"route", broker.route_id()},
                               {"operation", request.operation},
                               {"what", request.path},
                               {"how", anonymous.how},
                               {"control", with_account.worked}}));
}

bool is_declared(const Broker& broker, std::string_view topic) {
  const auto& requests = broker.bench.product().requests;
  return std::any_of(requests.begin(), requests.end(), [&](const auto& request) {
    return request.route == broker.route_id() && request.path == topic;
  });
}

// Everything anybody can hear in two seconds.
void listen_to_all(Broker& broker, BrokerSession& session) {
  const auto code = session.subscribe("#");
  if (!code || *code >= refusal) return;
  const auto messages = session.collect(listening, messages_max);
  if (!messages) return;
  std::map<std::string, std::size_t> bytes_of;
  for (const auto& message : *messages) {
    const std::string topic = printable(broker.bench.network().redacted(message.topic), topic_bytes);
    if (is_declared(broker, message.topic)) continue;  // tried by itself
    if (bytes_of.size() < topics_max || bytes_of.contains(topic)) bytes_of[topic] += message.payload.size();
  }
  for (const auto& [topic, bytes] : bytes_of) observe_access(broker, "", "subscribe", topic, bytes);
}

Result<void> run(const Task& task, Bench& bench) {
  const auto place = HOSHI_TRY(place_of(task, bench));
  Broker broker{bench, task, {task.target, place.port, place.tls}, bench.product().route_at(task.target, task.endpoint)};
  {
    auto session = BrokerSession::open(bench.network(), broker.address, {});
    if (session) {
      bench.observe("mqtt.connect", broker.subject(""),
                    object({{"anonymous", session->is_accepted() ? "accepted" : "refused"},
                            {"code", static_cast<std::int64_t>(session->answer().code)},
                            {"tls", place.tls}}));
      if (session->is_accepted()) listen_to_all(broker, *session);
    }
  }
  for (const auto& request : bench.product().requests) {
    if (broker.route != nullptr && request.route == broker.route->id) try_request(broker, request);
  }
  return {};
}

}  // namespace

extern const Probe probe_mqtt_access;
const Probe probe_mqtt_access{
    "mqtt_access", Phase::detail, Intrusion::active, std::chrono::seconds(60), facts, plan, run, false, false, {Effect::overwrite},
};

}  // namespace hoshi::probes
