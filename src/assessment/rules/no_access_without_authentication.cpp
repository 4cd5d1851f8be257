// No protected asset was read or changed without logging in, and that was really tried.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <tuple>

#include "assessment/answers.h"
#include "assessment/reason.h"
#include "assessment/subjects.h"
#include "assessment/surfaces.h"

namespace hoshi::assessment {
namespace {

// What was asked for: asset, route, operation, path or topic.
using Attempt = std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>;

Attempt attempt_of(const Observation& o) {
  return {o.subject.reference, o.value["route"].as_text(), o.value["operation"].as_text(),
          o.value["what"].as_text()};
}

// Something answered without login, and nobody declared what it is: a person decides.
void judge_unknown(Findings& findings, const std::optional<Answers>& answers, const Observation& seen) {
  const std::string subject = access_label(seen);
  if (answers) {
    judge_answer(findings, *answers, subject);
  } else {
    findings.stays_open(reason("access.unknown", {{"subject", subject}}));
  }
}

void judge_open(Findings& findings, const RuleInput& input) {
  const auto answers = answers_for(input);
  for (const auto* seen : input.file.observations.with_fact("access.unauthenticated")) {
    const std::string& is_protected = seen->value["protected"].as_text();
    if (is_protected == "no") continue;
    findings.rest_on(*seen);
    if (is_protected != "yes") {
      judge_unknown(findings, answers, *seen);
      continue;
    }
    findings.fails(reason("access.open", {{"asset", label_of(seen->subject)},
                                          {"operation", seen->value["operation"].as_text()},
                                          {"what", seen->value["what"].as_text()}}));
  }
}

// What did not come to its end might have found something. The probes are those of docs/facts.md.
void judge_unfinished(Findings& findings, const Observations& observations) {
  constexpr auto lookers = std::to_array<std::string_view>({"ftp_access", "http_access", "mqtt_access", "onvif_access",
                                                            "rtsp_access", "ssh_offer", "telnet_access", "upnp_access",
                                                            "vnc_access"});
  for (const auto* failed : observations.with_fact("probe.failed")) {
    if (std::find(lookers.begin(), lookers.end(), failed->probe) == lookers.end()) continue;
    findings.rest_on(*failed);
    findings.stays_open(reason("access.unfinished", {{"task", failed->value["task"].as_text()}}));
  }
}

class Refusals {
 public:
  explicit Refusals(const Observations& observations) {
    for (const auto* refused : observations.with_fact("access.refused")) {
      auto& attempts = refused->value["control"].as_bool() ? controlled_ : uncontrolled_;
      attempts.insert(attempt_of(*refused));
    }
  }
  bool has_controlled(const Attempt& attempt) const { return controlled_.contains(attempt); }
  bool has_uncontrolled(const Attempt& attempt) const { return uncontrolled_.contains(attempt); }

 private:
  std::set<Attempt> controlled_;
  std::set<Attempt> uncontrolled_;
};

// A request counts when its asset is to be protected (or not to be found, to be safe) and its route is open.
bool must_be_refused(const Request& request, const Product& product) {
  const Asset* asset = product.asset(request.asset);
  const Route* route = product.route(request.route);
  return (asset == nullptr || asset->is_protected) && (route == nullptr || is_enabled(*route));
}

void judge_requests(Findings& findings, const CaseFile& file) {
  const Refusals refusals(file.observations);
  bool has_any = false;
  for (const auto& request : file.product->requests) {
    if (!must_be_refused(request, *file.product)) continue;
    has_any = true;
    const Attempt attempt{request.asset, request.route, request.operation, request.path};
    if (refusals.has_controlled(attempt)) {
      findings.passes(reason("access.refused", {{"request", request.id}}));
    } else if (refusals.has_uncontrolled(attempt)) {
      findings.stays_open(reason("access.no_control", {{"request", request.id}}));
    } else {
      findings.stays_open(reason("access.not_tried", {{"request", request.id}}));
    }
  }
  if (!has_any) findings.does_not_apply(reason("access.no_request"));
}

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  judge_open(findings, input);
  judge_requests(findings, input.file);
  judge_unfinished(findings, input.file.observations);
  for (const auto fact : {"access.refused", "access.not_tried"}) {
    for (const auto* seen : input.file.observations.with_fact(fact)) findings.rest_on(*seen);
  }
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_no_access_without_authentication;
const Rule rule_no_access_without_authentication{
    "no_access_without_authentication", {}, {}, {}, false, evaluate};

}  // namespace hoshi::assessment
