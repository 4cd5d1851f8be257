// Says where one can log in: declared logins, and what asked for a password where none is declared.
// SPDX-License-Identifier: Apache-2.0
#include "probes/login.h"
#include "probes/probe.h"

namespace hoshi::probes {
namespace {

std::vector<std::string_view> facts() { return {"login.surface"}; }

std::vector<Task> plan(const PlanInput& input) { return login_tasks(input, "logins"); }

Result<void> run(const Task& task, Bench& bench) {
  for (const auto& surface : login_surfaces(bench.product(), bench.seen())) {
    if (surface.target != task.target || surface.endpoint != task.endpoint || surface.id != task.reference) continue;
    bench.observe("login.surface", surface.subject(),
                  object({{"kind", surface.kind}, {"authentication", surface.authentication}, {"tls", surface.tls}}));
    return {};
  }
  return fail(ErrorCode::not_found, "no login called " + task.reference);
}

}  // namespace

extern const Probe probe_logins;
const Probe probe_logins{
    "logins", Phase::comparison, Intrusion::passive, std::chrono::seconds(5), facts, plan, run,
};

}  // namespace hoshi::probes
