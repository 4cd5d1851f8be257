// Protected assets travel protected on every route they are declared for.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <utility>

#include "assessment/answers.h"
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

using Covered = std::set<std::pair<std::string_view, std::string_view>>;  // asset, route

Covered seen_protected(Findings& findings, const CaseFile& file) {
  Covered covered;
  for (const auto* seen : file.observations.with_fact("asset.seen_protected")) {
    covered.emplace(seen->subject.reference, seen->value["route"].as_text());
    findings.rest_on(*seen);
  }
  return covered;
}

// What no probe saw protected, a person may know: a capture by hand, a VPN, a closed network.
void judge_uncovered(Findings& findings, const std::optional<Answers>& answers, const std::string& asset,
                     const std::string& route) {
  if (answers) {
    const AnswerState state = judge_answer(findings, *answers, route);
    if (state == AnswerState::yes || state == AnswerState::no) return;
  }
  findings.stays_open(reason("clear.not_seen", {{"asset", asset}, {"route", route}}));
}

void judge_asset(Findings& findings, const std::optional<Answers>& answers, const Covered& covered,
                 const Asset& asset, const Product& product) {
  for (const auto& id : asset.routes) {
    const Route* route = product.route(id);
    if (route != nullptr && !is_enabled(*route)) continue;
    if (covered.contains({asset.id, id})) {
      findings.passes(reason("clear.protected", {{"asset", asset.id}, {"route", id}}));
    } else {
      judge_uncovered(findings, answers, asset.id, id);
    }
  }
}

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  judge_clear(findings, input.file);
  const auto answers = answers_for(input);
  const Covered covered = seen_protected(findings, input.file);
  const auto assets = protected_assets(*input.file.product);
  for (const auto* asset : assets) judge_asset(findings, answers, covered, *asset, *input.file.product);
  const bool none_travels =
      std::all_of(assets.begin(), assets.end(), [](const Asset* asset) { return asset->routes.empty(); });
  if (none_travels) findings.stays_open(reason("clear.no_asset"));
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_not_seen_in_clear;
const Rule rule_not_seen_in_clear{"not_seen_in_clear", {}, {}, {}, false, evaluate};

}  // namespace hoshi::assessment
