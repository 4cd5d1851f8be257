// Says which TLS versions, suites and groups an endpoint accepts, with its certificate, graded by CRYPTREC's list.
// SPDX-License-Identifier: Apache-2.0
#include <chrono>

#include "probes/endpoint.h"
#include "probes/probe.h"
#include "probes/tls/report.h"

namespace hoshi::probes {

namespace {

namespace tls = protocols::tls;

std::vector<std::string_view> facts() {
  return {"tls.version", "tls.suite", "tls.group", "tls.certificate", "tls.grade"};
}

std::vector<Task> plan(const PlanInput& input) {
  std::vector<Task> tasks;
  for (const Observation* service : input.seen.with_fact("service.identified")) {
    if (service->value["tls"].as_bool() && tcp_port_of(service->subject.endpoint)) {
      tasks.push_back({"tls_offer", service->subject.target, service->subject.endpoint, ""});
    }
  }
  return tasks;
}

Result<void> run(const Task& task, Bench& bench) {
  const Value& cryptrec = bench.knowledge("cryptrec");
  if (cryptrec.is_null()) {
    return fail(ErrorCode::internal, "knowledge/cryptrec.toml is missing");
  }
  const auto port = tcp_port_of(task.endpoint);
  if (!port) {
    return fail(ErrorCode::invalid_input, "not a TCP endpoint: " + task.endpoint);
  }
  const TlsSurvey survey = HOSHI_TRY(survey_tls(bench.network(), task.target, *port));
  if (survey.speaks_tls) {
    report_survey(task, bench, cryptrec, survey, tls::name_of);
  }
  return {};
}

}  // namespace

// A slow device with eighty suites takes about a second a handshake.
extern const Probe probe_tls_offer;
const Probe probe_tls_offer{"tls_offer", Phase::detail, Intrusion::active, std::chrono::seconds(180),
                            facts,       plan,          run};

}  // namespace hoshi::probes
