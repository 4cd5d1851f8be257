// Port scans, target by target: "nothing found" is worth something only with a control.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/scans.h"

#include <map>
#include <optional>

#include "assessment/reason.h"

namespace hoshi::assessment {
namespace {

using Scans = std::vector<const Observation*>;

std::optional<Message> doubt_about_tcp(const std::string& target, const Scans& scans) {
  if (scans.empty()) return reason("scan.missing", {{"target", target}});
  for (const auto* scan : scans) {
    if (!scan->value["complete"].as_bool()) return reason("scan.incomplete", {{"target", target}});
    if (!scan->value["control"].as_bool()) return reason("scan.no_control", {{"target", target}});
  }
  return std::nullopt;
}

std::optional<Message> doubt_about_udp(const std::string& target, const Scans& scans) {
  if (scans.empty()) return reason("scan.udp_missing", {{"target", target}});
  for (const auto* scan : scans) {
    if (!scan->value["complete"].as_bool()) return reason("scan.udp_incomplete", {{"target", target}});
    if (!scan->value["control"].as_bool()) return reason("scan.udp_no_control", {{"target", target}});
  }
  return std::nullopt;
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
    const auto doubt = transport == "udp" ? doubt_about_udp(target, scans) : doubt_about_tcp(target, scans);
    if (!doubt) continue;
    findings.stays_open(*doubt);
    is_complete = false;
  }
  return is_complete;
}

}  // namespace hoshi::assessment
