// No planted value of a stored asset lies in what the device gave out, nor in the flash of a device said to encrypt it.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "assessment/answers.h"
#include "assessment/reason.h"
#include "assessment/subjects.h"

namespace hoshi::assessment {
namespace {

bool is_handed_out(const std::string& kind) { return kind == "backup" || kind == "export" || kind == "log"; }

// What lay there before the user set anything, or was wiped later, says nothing of how it is stored.
bool is_of_use(const std::string& stage) { return stage != "factory" && stage != "after_reset"; }

// Built-in storage may hold plain text in its chips; what is said to be encrypted, or in a secure area, may not.
bool contradicts_mode(const Asset& asset) { return asset.storage == "encrypted" || asset.storage == "secure_area"; }

void judge_found(Findings& findings, const std::optional<Answers>& answers, const Asset& asset, const Observation& seen) {
  const std::string& kind = seen.value["kind"].as_text();
  const std::string& where = seen.value["where"].as_text();
  const bool counts = is_of_use(seen.value["stage"].as_text()) && (is_handed_out(kind) || (kind == "flash_dump" && contradicts_mode(asset)));
  if (!counts) return;
  findings.rest_on(seen);
  if (kind == "flash_dump") {
    return findings.fails(reason("canary.not_encrypted", {{"asset", asset.id}, {"artifact", seen.subject.reference}, {"where", where}}));
  }
  // Whoever may have it may be handed it: only a person knows who could take this file out of the device.
  const AnswerState said = answers ? answers->to(asset.id) : AnswerState::missing;
  const bool is_decided = said == AnswerState::yes || said == AnswerState::no;
  if (!is_decided) {
    findings.stays_open(reason("canary.handed_out", {{"asset", asset.id}, {"artifact", seen.subject.reference}, {"where", where}}));
  }
  if (answers) judge_answer(findings, *answers, asset.id);
}

// Some value was found somewhere, so they were planted and can be found; and something was searched as a whole.
bool has_control(Findings& findings, const CaseFile& file) {
  bool searched = false;
  for (const auto* seen : file.observations.with_fact("artifact.searched")) {
    if (seen->value["canaries"].as_integer() < 1 || !seen->value["complete"].as_bool()) continue;
    findings.rest_on(*seen);
    searched = true;
  }
  const auto found = file.observations.with_fact("canary.found");
  for (const auto* seen : found) findings.rest_on(*seen);
  return searched && !found.empty();
}

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const auto answers = answers_for(input);
  const auto assets = stored_assets(*input.file.product);
  for (const auto* seen : input.file.observations.with_fact("canary.found")) {
    const auto asset = std::find_if(assets.begin(), assets.end(), [&](const Asset* one) { return one->id == seen->value["asset"].as_text(); });
    if (asset != assets.end()) judge_found(findings, answers, **asset, *seen);
  }
  if (has_control(findings, input.file)) {
    findings.passes(reason("canary.not_exposed"));
  } else {
    findings.does_not_apply(reason("canary.no_control"));
  }
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_canaries_not_exposed;
const Rule rule_canaries_not_exposed{"canaries_not_exposed", {}, {}, {}, false, evaluate};

}  // namespace hoshi::assessment
