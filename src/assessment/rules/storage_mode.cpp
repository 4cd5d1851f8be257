// Each protected asset is stored in a way the item allows.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "assessment/findings.h"
#include "assessment/reason.h"
#include "assessment/subjects.h"

namespace hoshi::assessment {
namespace {

constexpr std::array<std::string_view, 4> known_modes{"secure_area", "internal", "encrypted", "removable"};

bool allows(const ValueList& modes, const std::string& storage) {
  return std::any_of(modes.begin(), modes.end(),
                     [&](const Value& mode) { return mode.as_text() == storage; });
}

void judge_one(Findings& findings, const Asset& asset, const ValueList& modes) {
  const bool is_known = std::find(known_modes.begin(), known_modes.end(), asset.storage) != known_modes.end();
  if (asset.storage.empty() || !is_known) {
    return findings.stays_open(reason("storage.not_said", {{"asset", asset.id}}));
  }
  if (allows(modes, asset.storage)) {
    return findings.passes(reason("storage.allowed", {{"asset", asset.id}, {"storage", asset.storage}}));
  }
  if (asset.storage == "removable") return findings.fails(reason("storage.removable", {{"asset", asset.id}}));
  findings.does_not_apply(reason("storage.other_mode", {{"asset", asset.id}, {"storage", asset.storage}}));
}

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const auto assets = stored_assets(*input.file.product);
  if (assets.empty()) findings.stays_open(reason("storage.no_asset"));
  for (const auto* asset : assets) judge_one(findings, *asset, input.check.arguments["modes"].as_list());
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_storage_mode;
const Rule rule_storage_mode{"storage_mode", {"modes"}, {"modes"}, {}, false, evaluate};

}  // namespace hoshi::assessment
