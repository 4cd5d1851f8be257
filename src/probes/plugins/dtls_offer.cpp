// Says which DTLS versions, suites and groups an endpoint accepts, with its certificate, graded by CRYPTREC's list.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>

#include "probes/datagram_dialogue.h"
#include "probes/dtls/survey.h"
#include "probes/endpoint.h"
#include "probes/probe.h"
#include "probes/tls/report.h"

namespace hoshi::probes {
namespace {

std::vector<std::string_view> facts() {
  return {"tls.version", "tls.suite", "tls.group", "tls.certificate", "tls.grade"};
}

std::vector<Task> plan(const PlanInput& input) {
  auto tasks = datagram_tasks(input, "dtls_offer", {"coaps", "dtls"});
  for (const Observation* service : input.seen.with_fact("service.identified")) {
    if (!service->value["tls"].as_bool() || !udp_port_of(service->subject.endpoint)) continue;
    const Task task{"dtls_offer", service->subject.target, service->subject.endpoint, ""};
    const bool is_planned = std::any_of(tasks.begin(), tasks.end(), [&](const auto& one) { return one.id() == task.id(); });
    if (!is_planned) tasks.push_back(task);
  }
  return tasks;
}

std::string_view dtls_name(protocols::tls::Version version) {
  using protocols::dtls::Version;
  const bool is_newer = version == protocols::dtls::counterpart_of(Version::dtls_1_2);
  return protocols::dtls::name_of(is_newer ? Version::dtls_1_2 : Version::dtls_1_0);
}

Result<void> run(const Task& task, Bench& bench) {
  const Value& cryptrec = bench.knowledge("cryptrec");
  if (cryptrec.is_null()) return fail(ErrorCode::internal, "knowledge/cryptrec.toml is missing");
  const auto port = udp_port_of(task.endpoint);
  if (!port) return fail(ErrorCode::invalid_input, "not a UDP endpoint: " + task.endpoint);
  const TlsSurvey survey = HOSHI_TRY(survey_dtls(bench.network(), task.target, *port));
  if (survey.speaks_tls) report_survey(task, bench, cryptrec, survey, dtls_name);
  return {};
}

}  // namespace

extern const Probe probe_dtls_offer;
const Probe probe_dtls_offer{"dtls_offer", Phase::detail, Intrusion::active, std::chrono::seconds(180),
                             facts,        plan,          run};

}  // namespace hoshi::probes
