// No stored asset can be read from outside, and that was really tried.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "assessment/findings.h"
#include "assessment/reason.h"
#include "assessment/subjects.h"

namespace hoshi::assessment {
namespace {

const Asset* stored_asset(const std::vector<const Asset*>& assets, const Observation& seen) {
  const auto found = std::find_if(assets.begin(), assets.end(),
                                  [&](const Asset* asset) { return asset->id == seen.subject.reference; });
  return found != assets.end() ? *found : nullptr;
}

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const auto assets = stored_assets(*input.file.product);
  for (const auto* asset : assets) {
    if (asset->storage == "removable") findings.fails(reason("storage.removable", {{"asset", asset->id}}));
  }
  for (const auto* seen : input.file.observations.with_fact("access.unauthenticated")) {
    const Asset* asset = stored_asset(assets, *seen);
    if (asset == nullptr || seen->value["operation"].as_text() == "write") continue;
    findings.rest_on(*seen);
    findings.fails(reason("exposed.read", {{"asset", asset->id}, {"what", seen->value["what"].as_text()}}));
  }
  bool was_tried = false;
  for (const auto* seen : input.file.observations.with_fact("access.refused")) {
    if (stored_asset(assets, *seen) == nullptr || !seen->value["control"].as_bool()) continue;
    findings.rest_on(*seen);
    was_tried = true;
  }
  if (was_tried) {
    findings.passes(reason("exposed.refused"));
  } else {
    findings.stays_open(reason("exposed.not_tried"));
  }
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_no_protected_asset_exposed;
const Rule rule_no_protected_asset_exposed{"no_protected_asset_exposed", {}, {}, {}, false, evaluate};

}  // namespace hoshi::assessment
