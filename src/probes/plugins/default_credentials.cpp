// Looks for a default password at each login, within a budget that locks nobody out, judged by controls.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "probes/password_search.h"
#include "probes/probe.h"

namespace hoshi::probes {
namespace {

constexpr std::string_view list_name = "default_credentials";

std::vector<std::string_view> facts() {
  return {"login.control", "login.default_accepted", "login.defaults_refused"};
}

std::vector<Task> plan(const PlanInput& input) { return login_tasks(input, "default_credentials"); }

// What the device and its maker call themselves: pairs known from such devices come first.
std::string hints_for(const LoginSurface& surface, const Bench& bench) {
  const Product& product = bench.product();
  std::string hints = product.name + "\n" + product.model + "\n" + product.category + "\n";
  const Value& maker = product.source["parties"]["manufacturer"];
  for (const auto* key : {"name", "english"}) hints += maker[key].as_text() + "\n";
  for (const auto& observation : bench.seen().all()) {
    if (observation.subject.target != surface.target) continue;
    for (const auto* key : {"product", "banner", "title", "server", "realm"}) {
      hints += observation.value[key].as_text() + "\n";
    }
  }
  return lower(hints);
}

void observe_refused(Bench& bench, const LoginSurface& surface, const SearchReport& report) {
  bench.observe("login.defaults_refused", surface.subject(),
                object({{"tries", report.tries},
                        {"list", list_name},
                        {"left_out", report.left_out},
                        {"control", report.control},
                        {"stopped_by", report.stopped_by},
                        {"locks", report.lock.locks},
                        {"lock_after_tries", report.lock.after_tries},
                        {"lock_ms", report.lock.length.count()},
                        {"lock_scope", report.lock.scope},
                        {"waited_ms", report.lock.waited.count()},
                        {"sources", report.lock.sources}}));
}

void observe(Bench& bench, const LoginSurface& surface, const SearchReport& report) {
  bench.observe("login.control", surface.subject(),
                object({{"negative", name_of(report.negative)},
                        {"positive", report.positive ? name_of(*report.positive) : "not_given"},
                        {"distinguishable", report.distinguishable},
                        {"privileged_read", report.privileged_read}}));
  if (!report.found) return observe_refused(bench, surface, report);
  bench.observe("login.default_accepted", surface.subject(),
                object({{"account", report.found->account},
                        {"entry", report.found->number},
                        {"list", list_name},
                        {"confirmed_by", report.confirmed_by},
                        {"observations", report.observations},
                        {"locks", report.lock.locks},
                        {"waited_ms", report.lock.waited.count()},
                        {"sources", report.lock.sources}}));
}

Result<void> run(const Task& task, Bench& bench) {
  const auto surface = HOSHI_TRY(prepared_surface(task, bench));
  const auto list = HOSHI_TRY(default_list_from(bench.knowledge(list_name)));
  const auto* known = credential_for(surface, bench, false);
  const auto pairs = ordered_pairs(list, surface, hints_for(surface, bench), known != nullptr ? known->account : "");
  SearchLimits limits;
  limits.beyond = bench.disruption_allowed();
  const SearchInput input{surface, pairs, known, bench.sources()};
  observe(bench, surface, search_default_password(bench.network(), input, limits));
  return {};
}

}  // namespace

extern const Probe probe_default_credentials;
const Probe probe_default_credentials{
    "default_credentials", Phase::login, Intrusion::active, std::chrono::seconds(290), facts, plan, run, false, false, {Effect::lock},
};

}  // namespace hoshi::probes
