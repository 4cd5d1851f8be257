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
  return {"tls.version", "tls.suite", "tls.group", "tls.certificate", "tls.grade", "starttls.offered"};
}

// TLS from the first byte, or a protocol that may agree on it; nothing: no question of TLS.
std::optional<StartTls> start_of(const Observation& service) {
  if (service.value["tls"].as_bool()) return StartTls::none;
  return start_tls_of(service.value["protocol"].as_text());
}

std::vector<Task> plan(const PlanInput& input) {
  std::vector<Task> tasks;
  for (const Observation* service : input.seen.with_fact("service.identified")) {
    if (start_of(*service) && tcp_port_of(service->subject.endpoint)) {
      tasks.push_back({"tls_offer", service->subject.target, service->subject.endpoint, ""});
    }
  }
  return tasks;
}

StartTls start_at(const Task& task, const Bench& bench) {
  for (const auto* service : bench.seen().with_fact("service.identified")) {
    const bool is_here = service->subject.target == task.target && service->subject.endpoint == task.endpoint;
    if (is_here) return start_of(*service).value_or(StartTls::none);
  }
  return StartTls::none;
}

// Whether TLS can be agreed on at all; what FTP offers is told by ftp_access, which knows whether it is required.
Result<bool> offers_tls(const Task& task, Bench& bench, std::uint16_t port, StartTls start) {
  if (start == StartTls::none) return true;
  const auto stream = bench.network().connect(task.target, port, std::chrono::seconds(5));
  const auto agreed = stream ? agree_on_tls(**stream, start) : tl::unexpected(stream.error());
  HOSHI_CHECK(bench.network().wait(std::chrono::milliseconds(0)));  // our own deadline is no silence of the device
  if (!agreed) return false;
  if (start != StartTls::ftp) {
    bench.observe("starttls.offered", {task.target, task.endpoint, ""},
                  object({{"offered", agreed->offered}, {"required", agreed->offered && agreed->required}}));
  }
  return agreed->offered;
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
  const StartTls start = start_at(task, bench);
  if (!HOSHI_TRY(offers_tls(task, bench, *port, start))) return {};
  const TlsSurvey survey = HOSHI_TRY(survey_tls(bench.network(), task.target, *port, start));
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
