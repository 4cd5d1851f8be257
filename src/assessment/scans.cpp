// Port scans, target by target: "nothing found" is worth something only with a control.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/scans.h"

#include <map>
#include <optional>

#include "assessment/reason.h"

namespace hoshi::assessment {
namespace {

using Scans = std::vector<const Observation*>;

enum class Doubt { missing, incomplete, no_control };

std::optional<Doubt> doubt_about(const Scans& scans) {
  if (scans.empty()) return Doubt::missing;
  for (const auto* scan : scans) {
    if (!scan->value["complete"].as_bool()) return Doubt::incomplete;
    if (!scan->value["control"].as_bool()) return Doubt::no_control;
  }
  return std::nullopt;
}

Message said_of_tcp(Doubt doubt, const std::string& target) {
  switch (doubt) {
    case Doubt::missing: return reason("scan.missing", {{"target", target}});
    case Doubt::incomplete: return reason("scan.incomplete", {{"target", target}});
    case Doubt::no_control: break;
  }
  return reason("scan.no_control", {{"target", target}});
}

Message said_of_udp(Doubt doubt, const std::string& target) {
  switch (doubt) {
    case Doubt::missing: return reason("scan.udp_missing", {{"target", target}});
    case Doubt::incomplete: return reason("scan.udp_incomplete", {{"target", target}});
    case Doubt::no_control: break;
  }
  return reason("scan.udp_no_control", {{"target", target}});
}

}  // namespace

bool judge_scans(Findings& findings, const CaseFile& file, std::string_view transport) {
  std::map<std::string, Scans> by_target;
  for (const auto& target : file.product->targets) by_target[target.name];
  for (const auto* scan : file.observations.with_fact("ports.scanned")) {
    if (scan->subject.endpoint != transport) continue;
    by_target[scan->subject.target].push_back(scan);
    findings.rest_on(*scan);
  }
  if (by_target.empty()) findings.stays_open(reason("scan.none"));
  bool is_complete = !by_target.empty();
  for (const auto& [target, scans] : by_target) {
    const auto doubt = doubt_about(scans);
    if (!doubt) continue;
    findings.stays_open(transport == "udp" ? said_of_udp(*doubt, target) : said_of_tcp(*doubt, target));
    is_complete = false;
  }
  return is_complete;
}

}  // namespace hoshi::assessment
