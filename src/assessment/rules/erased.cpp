// Nothing that a user stored is left after the deletion that the product offers.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "assessment/answers.h"
#include "assessment/reason.h"
#include "assessment/subjects.h"

namespace hoshi::assessment {
namespace {

bool is_set_by_user(const Product& product, const std::string& id) {
  const Asset* asset = product.asset(id);
  if (asset != nullptr) return asset->set_by_user;
  const auto users = user_authentications(product);
  return std::any_of(users.begin(), users.end(), [&](const Authentication* one) { return one->id == id; });
}

// The reset was run and the device came back from it: what is not found then is gone, not only out of reach.
bool was_reset(Findings& findings, const CaseFile& file) {
  bool is_back = false;
  for (const auto* seen : file.observations.with_fact("erasure.round")) {
    findings.rest_on(*seen);
    is_back = is_back || seen->value["seen_back"].as_bool();
  }
  return is_back;
}

// Sessions that live on are not asked for; see renewed_after_erasure.
void judge_remains(Findings& findings, const CaseFile& file) {
  for (const auto* seen : file.observations.with_fact("erasure.remains")) {
    const std::string& id = seen->subject.reference;
    const std::string& what = seen->value["what"].as_text();
    if (what == "session" || !is_set_by_user(*file.product, id)) continue;
    findings.rest_on(*seen);
    findings.fails(reason("erasure.remains", {{"asset", id}, {"where", seen->value["where"].as_text()}}));
  }
}

// Seen there before, looked for in the same places after, and not found. A place where it was found settles nothing else.
bool is_gone(Findings& findings, const CaseFile& file, const std::string& asset) {
  bool was_there = false;
  bool is_there = false;
  for (const auto* seen : file.observations.with_fact("erasure.looked")) {
    if (seen->subject.reference != asset) continue;
    findings.rest_on(*seen);
    const Value& after = seen->value["found_after"];
    is_there = is_there || !after.is_bool() || after.as_bool();
    was_there = was_there || (seen->value["found_before"].as_bool() && !seen->value["places"].as_list().empty());
  }
  return was_there && !is_there;
}

void judge_asset(Findings& findings, const std::optional<Answers>& answers, const std::string& asset, bool is_gone) {
  const AnswerState state = answers ? answers->to(asset) : AnswerState::missing;
  if (is_gone && state != AnswerState::no) return findings.passes(reason("erasure.gone", {{"asset", asset}}));
  if (answers) judge_answer(findings, *answers, asset);
  if (state != AnswerState::yes && !is_gone) findings.stays_open(reason("erasure.not_looked", {{"asset", asset}}));
}

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  judge_remains(findings, input.file);
  const auto subjects = *subjects_of("user_assets", input.file);
  if (subjects.names.empty()) findings.stays_open(reason("erasure.no_asset"));
  const auto answers = answers_for(input);
  const bool reset = was_reset(findings, input.file);
  for (const auto& asset : subjects.names) {
    const bool gone = is_gone(findings, input.file, asset);
    judge_asset(findings, answers, asset, reset && gone);
  }
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_erased;
const Rule rule_erased{"erased", {}, {}, {}, false, evaluate};

}  // namespace hoshi::assessment
