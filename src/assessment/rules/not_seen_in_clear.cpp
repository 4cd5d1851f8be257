// Protected assets travel protected on every route they are declared for.
// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <utility>

#include "assessment/findings.h"
#include "assessment/reason.h"
#include "assessment/subjects.h"

namespace hoshi::assessment {
namespace {

// An asset nobody declared may or may not be one to protect: that is for the description to say.
void judge_clear(Findings& findings, const CaseFile& file) {
  for (const auto* seen : file.observations.with_fact("asset.seen_in_clear")) {
    const Asset* asset = file.product->asset(seen->subject.reference);
    if (asset != nullptr && !asset->is_protected) continue;
    findings.rest_on(*seen);
    const std::string& route = seen->value["route"].as_text();
    if (asset == nullptr) {
      findings.stays_open(reason("clear.unknown_asset", {{"route", route}}));
    } else {
      findings.fails(reason("clear.seen", {{"asset", asset->id}, {"route", route}}));
    }
  }
}

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const Product& product = *input.file.product;
  judge_clear(findings, input.file);
  std::set<std::pair<std::string_view, std::string_view>> covered;
  for (const auto* seen : input.file.observations.with_fact("asset.seen_protected")) {
    covered.emplace(seen->subject.reference, seen->value["route"].as_text());
    findings.rest_on(*seen);
  }
  bool has_any = false;
  for (const auto* asset : protected_assets(product)) {
    for (const auto& id : asset->routes) {
      const Route* route = product.route(id);
      if (route != nullptr && !is_enabled(*route)) continue;
      has_any = true;
      if (covered.contains({asset->id, id})) {
        findings.passes(reason("clear.protected", {{"asset", asset->id}, {"route", id}}));
      } else {
        findings.stays_open(reason("clear.not_seen", {{"asset", asset->id}, {"route", id}}));
      }
    }
  }
  if (!has_any) findings.stays_open(reason("clear.no_asset"));
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_not_seen_in_clear;
const Rule rule_not_seen_in_clear{"not_seen_in_clear", {}, {}, {}, false, evaluate};

}  // namespace hoshi::assessment
