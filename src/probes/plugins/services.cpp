// Says what runs behind each open port, by how it greets or answers.
// SPDX-License-Identifier: Apache-2.0
#include <chrono>

#include "probes/endpoint.h"
#include "probes/probe.h"
#include "probes/services/conversation.h"
#include "protocols/services/fingerprints.h"

namespace hoshi::probes {

namespace {

namespace services = protocols::services;

std::vector<std::string_view> facts() { return {"service.identified"}; }

std::vector<Task> plan(const PlanInput& input) {
  std::vector<Task> tasks;
  for (const Observation* open : input.seen.with_fact("port.open")) {
    if (tcp_port_of(open->subject.endpoint)) {
      tasks.push_back({"services", open->subject.target, open->subject.endpoint, ""});
    }
  }
  return tasks;
}

Value value_of(const Finding& finding, bool tls, const services::Fingerprints& fingerprints) {
  const bool recognised = finding.reaction.outcome == Reaction::Outcome::recognised;
  const services::Product product = recognised ? fingerprints.match(finding.reaction.service) : services::Product{};
  const bool answered = finding.reaction.outcome != Reaction::Outcome::not_answering;
  const std::string how(answered ? name_of(finding.opening) : "not_answering");
  return object({{"protocol", recognised ? finding.reaction.service.protocol : tls ? "tls" : "unknown"},
                 {"tls", tls},
                 {"product", product.name},
                 {"version", product.version},
                 {"banner", recognised ? finding.reaction.service.banner : finding.reaction.said},
                 {"how", tls ? "tls hello, " + how : how}});
}

Result<void> run(const Task& task, Bench& bench) {
  const Value& knowledge = bench.knowledge("services");
  if (knowledge.is_null()) {
    return fail(ErrorCode::internal, "knowledge/services.toml is missing");
  }
  const auto fingerprints = services::Fingerprints::create(knowledge);
  if (!fingerprints) {
    return tl::unexpected(fingerprints.error());
  }
  const auto port = tcp_port_of(task.endpoint);
  if (!port) {
    return fail(ErrorCode::invalid_input, "not a TCP endpoint: " + task.endpoint);
  }
  Place place{task.target, *port, false};
  Finding finding = HOSHI_TRY(try_openings(bench.network(), place, openings_for(knowledge, *port)));
  if (finding.reaction.outcome == Reaction::Outcome::speaks_tls) {
    place.inside_tls = true;
    finding = HOSHI_TRY(try_openings(bench.network(), place, openings_inside(knowledge, *port)));
  }
  bench.observe("service.identified", {task.target, task.endpoint, ""},
                value_of(finding, place.inside_tls, *fingerprints));
  return {};
}

}  // namespace

// All rounds of openings at their timeouts, then those inside TLS.
extern const Probe probe_services;
const Probe probe_services{"services", Phase::identification, Intrusion::active, std::chrono::seconds(60),
                           facts,      plan,                  run};

}  // namespace hoshi::probes
