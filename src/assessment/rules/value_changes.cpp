// The value of every authentication was changed and the change took effect everywhere, as observed or as seen by hand.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "assessment/answers.h"
#include "assessment/reason.h"
#include "assessment/subjects.h"
#include "assessment/surfaces.h"

namespace hoshi::assessment {
namespace {

// What one recipe did at each login.
using Matrix = std::vector<const Observation*>;

bool is(const Observation* seen, std::string_view key, std::string_view wanted) { return seen->value[key].as_text() == wanted; }
bool has_control(const Observation* seen) { return seen->value["control"].as_bool(); }
bool keeps_old(const Observation* seen) { return has_control(seen) && is(seen, "old", "accepted"); }
bool refuses_new(const Observation* seen) { return has_control(seen) && is(seen, "new", "refused"); }
bool is_good(const Observation* seen) { return has_control(seen) && is(seen, "new", "accepted") && is(seen, "old", "refused"); }

// A recipe without any effect says more about the recipe than about the device.
bool had_effect(const Matrix& matrix) {
  return std::any_of(matrix.begin(), matrix.end(), [](const auto* seen) { return has_control(seen) && is(seen, "new", "accepted"); });
}
bool is_good_everywhere(const Matrix& matrix) { return std::all_of(matrix.begin(), matrix.end(), is_good); }
bool is_bad_somewhere(const Matrix& matrix) {
  return had_effect(matrix) && std::any_of(matrix.begin(), matrix.end(),
                                           [](const auto* seen) { return keeps_old(seen) || refuses_new(seen); });
}

void say_what_is_bad(Findings& findings, const Matrix& matrix, const std::string& authentication) {
  for (const auto* seen : matrix) {
    const std::string login = label_of(seen->subject);
    if (keeps_old(seen)) findings.fails(reason("change.old_works", {{"authentication", authentication}, {"login", login}}));
    if (refuses_new(seen)) findings.fails(reason("change.new_refused", {{"authentication", authentication}, {"login", login}}));
  }
}

void person_decides(Findings& findings, const std::optional<Answers>& answers, const std::string& authentication, Message why) {
  if (answers) {
    const AnswerState state = judge_answer(findings, *answers, authentication);
    if (state == AnswerState::yes || state == AnswerState::no) return;
  }
  findings.stays_open(std::move(why));
}

void judge(Findings& findings, const std::optional<Answers>& answers, const std::string& authentication,
           const std::vector<const Observation*>& all) {
  std::map<std::string, Matrix> by_recipe;
  for (const auto* seen : all) {
    if (!is(seen, "authentication", authentication)) continue;
    findings.rest_on(*seen);
    by_recipe[seen->value["recipe"].as_text()].push_back(seen);
  }
  // One way to change it that works is what is asked for.
  const auto good = std::find_if(by_recipe.begin(), by_recipe.end(), [](const auto& one) { return is_good_everywhere(one.second); });
  if (good != by_recipe.end()) {
    const auto logins = std::to_string(good->second.size());
    return findings.passes(reason("change.good", {{"authentication", authentication}, {"logins", logins}}));
  }
  if (by_recipe.empty()) {
    return person_decides(findings, answers, authentication, reason("change.not_tried", {{"authentication", authentication}}));
  }
  const bool is_all_bad = std::all_of(by_recipe.begin(), by_recipe.end(), [](const auto& one) { return is_bad_somewhere(one.second); });
  if (!is_all_bad) {
    return person_decides(findings, answers, authentication, reason("change.unclear", {{"authentication", authentication}}));
  }
  for (const auto& [recipe, matrix] : by_recipe) say_what_is_bad(findings, matrix, authentication);
}

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const auto answers = answers_for(input);
  const auto subjects = subjects_of("authentications", input.file);
  const auto all = input.file.observations.with_fact("value.change");
  if (!subjects || subjects->names.empty()) {
    findings.stays_open(reason("confirmed.no_subject", {{"over", "authentications"}}));
    return std::move(findings).result();
  }
  for (const auto& authentication : subjects->names) judge(findings, answers, authentication, all);
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_value_changes;
const Rule rule_value_changes{"value_changes", {}, {}, {}, false, evaluate};

}  // namespace hoshi::assessment
