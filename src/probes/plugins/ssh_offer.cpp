// Reads which algorithms an SSH server offers and by which methods one may log in.
// SPDX-License-Identifier: Apache-2.0
#include <chrono>

#include "probes/endpoint.h"
#include "probes/probe.h"
#include "protocols/ssh/identification.h"
#include "protocols/ssh/kexinit.h"

namespace hoshi::probes {

namespace {

namespace ssh = protocols::ssh;
using std::chrono::milliseconds;

constexpr milliseconds connect_timeout{5000};
constexpr milliseconds read_timeout{5000};
constexpr milliseconds login_timeout{15000};
constexpr std::size_t greeting_limit_bytes = 64u << 10;
constexpr int reads_limit = 256;

std::vector<std::string_view> facts() { return {"ssh.offer", "ssh.methods", "access.unauthenticated"}; }

std::vector<Task> plan(const PlanInput& input) {
  std::vector<Task> tasks;
  for (const Observation* service : input.seen.with_fact("service.identified")) {
    if (service->value["protocol"].as_text() == "ssh" && !service->value["tls"].as_bool()) {
      tasks.push_back({"ssh_offer", service->subject.target, service->subject.endpoint, ""});
    }
  }
  return tasks;
}

struct Greeting {
  std::optional<ssh::Identification> identification;
  std::optional<ssh::Kexinit> offer;
};

// What is understood of the bytes so far; an error when they are no SSH.
Result<Greeting> understand(ByteView received) {
  Greeting greeting;
  greeting.identification = HOSHI_TRY(ssh::read_identification(received));
  if (greeting.identification) {
    greeting.offer = HOSHI_TRY(ssh::read_kexinit(received.subspan(greeting.identification->consumed_bytes)));
  }
  return greeting;
}

// Reads until the offer is whole. A silent or strange server gives a greeting without an offer.
Greeting read_greeting(transport::Stream& stream) {
  Greeting greeting;
  Bytes received;
  if (!stream.write(to_bytes("SSH-2.0-hoshi\r\n"))) {
    return greeting;
  }
  for (int reads = 0; reads < reads_limit && received.size() < greeting_limit_bytes; ++reads) {
    const auto bytes = stream.read(greeting_limit_bytes - received.size(), read_timeout);
    if (!bytes || bytes->empty()) {
      break;
    }
    received.insert(received.end(), bytes->begin(), bytes->end());
    auto understood = understand(received);
    if (!understood) {
      break;
    }
    greeting = std::move(*understood);
    if (greeting.offer) {
      break;
    }
  }
  return greeting;
}

ValueList list_of(const std::vector<std::string>& names) { return {names.begin(), names.end()}; }

void observe_offer(const Task& task, Bench& bench, const Greeting& greeting) {
  const ssh::Kexinit& offer = *greeting.offer;
  bench.observe("ssh.offer", {task.target, task.endpoint, ""},
                object({{"banner", greeting.identification->line},
                        {"key_exchange", list_of(offer.key_exchange)},
                        {"host_key", list_of(offer.host_key)},
                        {"cipher", list_of(offer.cipher_server_to_client)},
                        {"mac", list_of(offer.mac_server_to_client)},
                        {"compression", list_of(offer.compression_server_to_client)},
                        {"weak", list_of(ssh::weak_algorithms(offer, bench.knowledge("ssh_algorithms")))}}));
}

// The id of the route declared there, else "tcp/22".
std::string route_of(const Task& task, const Product& product) {
  const Route* route = product.route_at(task.target, task.endpoint);
  return route != nullptr ? route->id : task.endpoint;
}

Result<void> observe_methods(const Task& task, Bench& bench, std::uint16_t port) {
  const auto login = bench.network().ssh_login(task.target, port, "hoshi", std::nullopt, login_timeout);
  if (!login) {
    return login.error().code == ErrorCode::unavailable ? Result<void>{} : tl::unexpected(login.error());
  }
  using Outcome = transport::SshLogin::Outcome;
  const bool reached = login->outcome != Outcome::unreachable && login->outcome != Outcome::timed_out;
  if (login->methods.empty() && !login->none_accepted && (!reached || login->outcome == Outcome::disconnected)) {
    return {};  // nothing was learnt about methods
  }
  bench.observe("ssh.methods", {task.target, task.endpoint, ""},
                object({{"methods", list_of(login->methods)}, {"none_accepted", login->none_accepted}}));
  if (login->none_accepted) {
    // A login without any proof gives a shell or what stands for it; what it protects a person says.
    bench.observe("access.unauthenticated", {task.target, task.endpoint, ""},
                  object({{"route", route_of(task, bench.product())}, {"operation", "shell"}, {"what", "shell"},
                          {"protected", "unknown"}, {"bytes", 0}}));
  }
  return {};
}

Result<void> run(const Task& task, Bench& bench) {
  const auto port = tcp_port_of(task.endpoint);
  if (!port) {
    return fail(ErrorCode::invalid_input, "not a TCP endpoint: " + task.endpoint);
  }
  if (bench.knowledge("ssh_algorithms").is_null()) {
    return fail(ErrorCode::internal, "knowledge/ssh_algorithms.toml is missing");
  }
  auto stream = bench.network().connect(task.target, *port, connect_timeout);
  if (!stream) {
    const bool device = stream.error().code == ErrorCode::unavailable;
    return device ? Result<void>{} : tl::unexpected(stream.error());
  }
  const Greeting greeting = read_greeting(**stream);
  stream->reset();  // small servers take few connections at a time
  if (!greeting.offer) {
    return bench.network().wait(milliseconds(0));  // the device said nothing, or our time is over
  }
  observe_offer(task, bench, greeting);
  return observe_methods(task, bench, *port);
}

}  // namespace

extern const Probe probe_ssh_offer;
const Probe probe_ssh_offer{"ssh_offer", Phase::detail, Intrusion::active, std::chrono::seconds(45),
                            facts,       plan,          run};

}  // namespace hoshi::probes
