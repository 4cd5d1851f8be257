// The tls.* facts of a survey, graded by CRYPTREC's list.
// SPDX-License-Identifier: Apache-2.0
#include "probes/tls/report.h"

#include <algorithm>

#include "protocols/tls/certificate.h"

namespace hoshi::probes {
namespace {

namespace tls = protocols::tls;

// Emits the facts of one endpoint and collects what is under the list.
class Reporter {
 public:
  Reporter(const Task& task, Bench& bench, const Value& cryptrec, NameOfVersion name_of)
      : subject_{task.target, task.endpoint, ""}, bench_(bench), cryptrec_(cryptrec), name_of_(name_of) {}

  void report(const TlsSurvey& survey) {
    for (const auto& [version, accepted] : survey.versions) {
      const std::string name(name_of_(version));
      bench_.observe("tls.version", subject_, object({{"version", name}, {"accepted", accepted}}));
      if (accepted) {
        grade(name, tls::class_in(cryptrec_, "version", tls::name_of(version)));
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
                   object({{"version", name_of_(suite.version)}, {"suite", name}, {"code", int{suite.code}},
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
  NameOfVersion name_of_;
  ValueList below_;
};

}  // namespace

void report_survey(const Task& task, Bench& bench, const Value& cryptrec, const TlsSurvey& survey,
                   NameOfVersion name_of) {
  Reporter(task, bench, cryptrec, name_of).report(survey);
}

}  // namespace hoshi::probes
