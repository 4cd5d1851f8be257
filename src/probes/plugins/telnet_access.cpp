// Looks whether a terminal asks for a login or hands out a shell to anybody.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "probes/login.h"
#include "probes/open_services.h"
#include "probes/probe.h"
#include "probes/terminal.h"

namespace hoshi::probes {
namespace {

using protocols::telnet::Waits;

constexpr milliseconds connect_timeout{5000};
constexpr milliseconds greeting_timeout{6000};
constexpr std::size_t banner_bytes = 200;

std::vector<std::string_view> facts() {
  return {"telnet.greeting", "access.unauthenticated", "access.refused"};
}

std::vector<Task> plan(const PlanInput& input) {
  return tasks_for_protocols(input, "telnet_access", {"telnet", "telnets", "shell"});
}

bool has_protected_asset(const Product& product) {
  return std::any_of(product.assets.begin(), product.assets.end(), [](const auto& asset) { return asset.is_protected; });
}

void observe_shell(Bench& bench, const Task& task, const Route* route, Commanded commanded, std::size_t bytes) {
  // A shell reaches whatever the device keeps; what a vendor's command line reaches, a person must say.
  const bool is_shell = commanded == Commanded::carried_out;
  const std::string_view is_protected = is_shell && has_protected_asset(bench.product()) ? "yes" : "unknown";
  bench.observe("access.unauthenticated", {task.target, task.endpoint, ""},
                object({{"route", route != nullptr ? route->id : ""},
                        {"operation", "shell"},
                        {"what", is_shell ? "shell" : "command line"},
                        {"protected", is_protected},
                        {"bytes", static_cast<std::int64_t>(bytes)}}));
}

// The control: with the test account the same terminal gives a command line.
bool test_account_gets_in(Bench& bench, const Task& task, const protocols::telnet::Prompts& prompts) {
  for (auto surface : login_surfaces(bench.product(), bench.seen())) {
    const auto* known = credential_for(surface, bench, false);
    const bool is_here = surface.kind == "telnet" && surface.target == task.target && surface.endpoint == task.endpoint;
    if (!is_here || known == nullptr) continue;
    if (!known->password.empty()) bench.network().keep_secret(known->password);
    surface.prompts = prompts;
    return try_login(bench.network(), surface, known->account, known->password).privileged_read;
  }
  return false;
}

void observe_refusals(Bench& bench, const Task& task, const Route& route, const protocols::telnet::Prompts& prompts) {
  std::vector<const Request*> requests;
  for (const auto& request : bench.product().requests) {
    if (request.route == route.id) requests.push_back(&request);
  }
  if (requests.empty()) return;
  const bool control = test_account_gets_in(bench, task, prompts);
  for (const auto* request : requests) {
    bench.observe("access.refused", {task.target, task.endpoint, request->asset},
                  object({{"route", route.id},
                          {"operation", request->operation},
                          {"what", request->path},
                          {"how", "asks_login"},
                          {"control", control}}));
  }
}

Result<void> run(const Task& task, Bench& bench) {
  const auto prompts = HOSHI_TRY(protocols::telnet::prompts_from(bench.knowledge("prompts")));
  const auto place = HOSHI_TRY(place_of(task, bench));
  auto stream = place.tls ? bench.network().connect_tls(task.target, place.port, {}, connect_timeout)
                          : bench.network().connect(task.target, place.port, connect_timeout);
  if (!stream) return {};  // nobody answers: the port's own facts say so
  Terminal terminal(std::move(*stream), prompts);
  (void)terminal.read_until_prompt(greeting_timeout);
  const std::string banner = printable(bench.network().redacted(terminal.screen()), banner_bytes);
  const std::size_t bytes = terminal.screen().size();
  const bool asks_login = terminal.waits() == Waits::account || terminal.waits() == Waits::password;
  const auto commanded = asks_login ? Commanded::nothing : prove_shell(terminal, bench.network());
  const bool is_shell = commanded != Commanded::nothing;
  bench.observe("telnet.greeting", {task.target, task.endpoint, ""},
                object({{"asks_login", asks_login}, {"shell", is_shell}, {"banner", banner}}));
  const auto* route = bench.product().route_at(task.target, task.endpoint);
  if (is_shell) observe_shell(bench, task, route, commanded, bytes + terminal.screen().size());
  if (asks_login && route != nullptr) observe_refusals(bench, task, *route, prompts);
  return {};
}

}  // namespace

extern const Probe probe_telnet_access;
const Probe probe_telnet_access{
    "telnet_access", Phase::detail, Intrusion::active, std::chrono::seconds(45), facts, plan, run,
};

}  // namespace hoshi::probes
