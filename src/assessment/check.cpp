// Everything a rule may rely on is tested here, once, before it runs.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/check.h"

#include <algorithm>
#include <optional>

#include "assessment/findings.h"
#include "assessment/reason.h"

namespace hoshi::assessment {
namespace {

template <class List>
bool has(const List& list, std::string_view wanted) {
  return std::find(list.begin(), list.end(), wanted) != list.end();
}

std::optional<Message> wrong_arguments(const Rule& rule, const Check& check) {
  for (const auto& name : rule.required_arguments) {
    if (!check.arguments.has(name)) return reason("check.argument_missing", {{"name", std::string(name)}});
  }
  for (const auto& [name, value] : check.arguments.as_map()) {
    if (!has(rule.arguments, name) && !has(rule.required_arguments, name)) {
      return reason("check.argument_unknown", {{"name", name}});
    }
  }
  return std::nullopt;
}

std::optional<Message> wrong_parameters(const Rule& rule, const RuleInput& input) {
  for (const auto& name : rule.parameters) {
    const bool is_listed = has(input.check.parameters, name);
    if (!is_listed || find_parameter(input.criterion, name) == nullptr) {
      return reason("check.parameter_missing", {{"name", std::string(name)}});
    }
  }
  return std::nullopt;
}

std::optional<Message> wrong_question(const Rule& rule, const RuleInput& input) {
  const std::string& id = input.check.question;
  if (id.empty() && !rule.asks) return std::nullopt;
  if (find_question(input.criterion, id) != nullptr) return std::nullopt;
  return reason("check.question_missing", {{"question", id}});
}

// The first thing that keeps the rule from being run.
std::optional<Message> obstacle(const Rule* rule, const RuleInput& input) {
  if (rule == nullptr || rule->evaluate == nullptr) {
    return reason("check.rule_unknown", {{"rule", input.check.rule}});
  }
  if (auto wrong = wrong_arguments(*rule, input.check)) return wrong;
  if (auto wrong = wrong_parameters(*rule, input)) return wrong;
  return wrong_question(*rule, input);
}

CheckResult undecided(Message why) {
  CheckResult result;
  result.reasons.push_back(std::move(why));
  return result;
}

CheckResult evaluated(const Rule& rule, const RuleInput& input) {
  try {
    CheckResult result = rule.evaluate(input);
    if (result.reasons.empty()) return undecided(reason("check.no_reason", {{"rule", input.check.rule}}));
    if (result.verdict == Verdict::accepted_by_recognition) {
      return undecided(reason("check.forbidden_verdict", {{"rule", input.check.rule}}));
    }
    return result;
  } catch (...) {  // a rule must not bring the judgement down, and what it did not decide is undecided
    return undecided(reason("check.rule_failed", {{"rule", input.check.rule}}));
  }
}

}  // namespace

CheckResult run_check(const Check& check, const Criterion& criterion, const CaseFile& file) {
  return run_check(find_rule(check.rule), {check, criterion, file});
}

CheckResult run_check(const Rule* rule, const RuleInput& input) {
  auto wrong = obstacle(rule, input);
  CheckResult result = wrong ? undecided(std::move(*wrong)) : evaluated(*rule, input);
  result.check = input.check.id;
  result.basis = input.check.basis;
  result.rule = input.check.rule;
  tidy(result.because);
  tidy(result.records);
  tidy(result.parameters);
  return result;
}

}  // namespace hoshi::assessment
