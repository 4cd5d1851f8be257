// Says which TLS versions, suites and groups an endpoint accepts, with its certificate, graded by CRYPTREC's list.
// SPDX-License-Identifier: Apache-2.0
#include <chrono>

#include "probes/endpoint.h"
#include "probes/probe.h"
#include "probes/tls/survey.h"
#include "protocols/tls/certificate.h"

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
    if (start_of(*service)) {
      tasks.push_back({"tls_offer", service->subject.target, service->subject.endpoint, ""});
    }
  }
  return tasks;
}

// Emits the facts of one endpoint and collects what is under the list.
class Reporter {
 public:
  Reporter(const Task& task, Bench& bench, const Value& cryptrec)
      : subject_{task.target, task.endpoint, ""}, bench_(bench), cryptrec_(cryptrec) {}

  void report(const TlsSurvey& survey) {
    for (const auto& [version, accepted] : survey.versions) {
      const std::string name(tls::name_of(version));
      bench_.observe("tls.version", subject_, object({{"version", name}, {"accepted", accepted}}));
      if (accepted) {
        grade(name, tls::class_in(cryptrec_, "version", name));
      }
    }
    for (const AcceptedSuite& suite : survey.suites) {
      report_suite(suite);
    }
    for (const std::string& group : survey.groups) {
      const std::string cryptrec = tls::group_class(cryptrec_, group);
      bench_.observe("tls.group", subject_, object({{"group", group}, {"cryptrec", cryptrec}}));
      grade(group, cryptrec);
    }
    for (const Bytes& der : survey.certificates_der) {
      report_certificate(der);
    }
    if (survey.complete && !survey.suites.empty()) {
      bench_.observe("tls.grade", subject_, object({{"below", below_}, {"connections", survey.connections}}));
    }
  }

 private:
  void grade(const std::string& what, std::string_view cryptrec) {
    const bool known = std::find(below_.begin(), below_.end(), Value(what)) != below_.end();
    if (cryptrec != "recommended" && !known) {
      below_.emplace_back(what);
    }
  }

  void report_suite(const AcceptedSuite& suite) {
    const std::string name = tls::suite_name(suite.code);
    const std::string cryptrec = tls::suite_class(cryptrec_, suite.code);
    bench_.observe("tls.suite", subject_,
                   object({{"version", tls::name_of(suite.version)}, {"suite", name}, {"code", int{suite.code}},
                           {"cryptrec", cryptrec}, {"key_exchange", tls::key_exchange_of(name)}}));
    grade(name, cryptrec);
  }

  void report_certificate(const Bytes& der) {
    const auto facts = tls::read_certificate(der);
    if (!facts) {
      return;  // a device that sends no certificate where one should be shows none
    }
    const std::string cryptrec = tls::certificate_class(cryptrec_, *facts);
    bench_.observe("tls.certificate", subject_,
                   object({{"subject", facts->subject}, {"issuer", facts->issuer}, {"not_before", facts->not_before},
                           {"not_after", facts->not_after}, {"key", facts->key}, {"key_bits", facts->key_bits},
                           {"signature", facts->signature}, {"self_signed", facts->self_signed},
                           {"names", ValueList(facts->names.begin(), facts->names.end())},
                           {"sha256", facts->sha256}, {"cryptrec", cryptrec}}));
    grade("certificate " + facts->key + "_" + std::to_string(facts->key_bits) + " " + facts->signature, cryptrec);
    if (facts->self_signed) {
      below_.emplace_back("self_signed");
    }
  }

  Subject subject_;
  Bench& bench_;
  const Value& cryptrec_;
  ValueList below_;
};

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
    Reporter(task, bench, cryptrec).report(survey);
  }
  return {};
}

}  // namespace

// A slow device with eighty suites takes about a second a handshake.
extern const Probe probe_tls_offer;
const Probe probe_tls_offer{"tls_offer", Phase::detail, Intrusion::active, std::chrono::seconds(180),
                            facts,       plan,          run};

}  // namespace hoshi::probes
