// No planted value of the user is left in backups, exports, logs or dumps that were taken after the deletion.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <string>

#include "assessment/answers.h"
#include "assessment/reason.h"

namespace hoshi::assessment {
namespace {

using Names = std::set<std::string>;

std::string name_of(const Observation& seen) { return seen.value["canary"].as_text(); }

// Canaries seen in artifacts of any stage before the deletion: they really were there.
Names seen_before(Findings& findings, const CaseFile& file) {
  Names names;
  for (const auto* seen : file.observations.with_fact("canary.found")) {
    if (seen->value["stage"].as_text() != "before_reset") continue;
    findings.rest_on(*seen);
    names.insert(name_of(*seen));
  }
  return names;
}

// A value that belongs to something users do not set says nothing here; one of nothing declared is a user's.
bool is_of_user(const Product& product, const std::string& id) {
  const Asset* asset = product.asset(id);
  return asset == nullptr || asset->set_by_user;
}

// Bytes of a dump outside every file are remains of the chip that the device itself no longer reads, or a place of its own.
bool is_in_raw_flash(const Observation& seen) {
  return seen.value["kind"].as_text() == "flash_dump" && seen.value["where"].as_text().empty();
}

void judge_remains(Findings& findings, const std::optional<Answers>& answers, const Names& before, const Observation& seen) {
  const std::string& asset = seen.value["asset"].as_text();
  const std::string& artifact = seen.subject.reference;
  findings.rest_on(seen);
  if (answers && answers->to(asset) == AnswerState::no) judge_answer(findings, *answers, asset);
  const std::string label = asset.empty() ? name_of(seen) : asset;
  if (!before.contains(name_of(seen))) return findings.stays_open(reason("canary.not_before", {{"asset", label}, {"artifact", artifact}}));
  if (is_in_raw_flash(seen)) return findings.stays_open(reason("canary.in_raw_flash", {{"asset", label}, {"artifact", artifact}}));
  findings.fails(reason("canary.remains", {{"asset", label}, {"artifact", artifact}, {"where", seen.value["where"].as_text()}}));
}

bool was_searched_after(Findings& findings, const CaseFile& file) {
  bool searched = false;
  for (const auto* seen : file.observations.with_fact("artifact.searched")) {
    const bool counts = seen->value["stage"].as_text() == "after_reset" && seen->value["complete"].as_bool() &&
                        seen->value["canaries"].as_integer() > 0;
    if (!counts) continue;
    findings.rest_on(*seen);
    searched = true;
  }
  return searched;
}

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const auto answers = answers_for(input);
  const Names before = seen_before(findings, input.file);
  for (const auto* seen : input.file.observations.with_fact("canary.found")) {
    const bool is_after = seen->value["stage"].as_text() == "after_reset" && seen->value["kind"].as_text() != "capture";
    if (is_after && is_of_user(*input.file.product, seen->value["asset"].as_text())) judge_remains(findings, answers, before, *seen);
  }
  if (before.empty()) {
    findings.stays_open(reason("canary.no_before"));
  } else if (was_searched_after(findings, input.file)) {
    findings.passes(reason("canary.gone"));
  } else {
    findings.stays_open(reason("canary.not_after"));
  }
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_canaries_gone;
const Rule rule_canaries_gone{"canaries_gone", {}, {}, {}, false, evaluate};

}  // namespace hoshi::assessment
