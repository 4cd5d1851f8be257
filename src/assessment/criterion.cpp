// One criterion, in the order of docs/rules.md: applicability, recognition, items, contradictions, override.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>

#include "assessment/applicability.h"
#include "assessment/check.h"
#include "assessment/combine.h"
#include "assessment/judge.h"
#include "assessment/overrides.h"
#include "assessment/provisional.h"
#include "assessment/reason.h"
#include "assessment/recognition.h"
#include "base/text.h"

namespace hoshi::assessment {
namespace {

std::vector<CheckResult> run_advice(const Criterion& criterion, const CaseFile& file) {
  std::vector<CheckResult> results;
  for (const auto& check : criterion.advice) {
    results.push_back(run_check(check, criterion, file));
    results.back().basis = Basis::beyond;
  }
  return results;
}

std::vector<ItemResult> run_items(const Criterion& criterion, const CaseFile& file) {
  std::vector<ItemResult> items;
  for (const auto& item : criterion.items) {
    ItemResult result;
    result.item = item.id;
    for (const auto& check : item.checks) result.checks.push_back(run_check(check, criterion, file));
    result.verdict = verdict_of_item(result.checks);
    items.push_back(std::move(result));
  }
  return items;
}

// The item the description chooses. Nothing, with a reason, when it chooses none, several, or one that is not
// there.
std::optional<std::string> choice_of(const Criterion& criterion, const Product& product,
                                     std::vector<Message>& reasons) {
  std::optional<std::string> chosen;
  for (const auto& choice : product.choices) {
    if (choice.criterion != criterion.id) continue;
    if (chosen && *chosen != choice.item) {
      reasons.push_back(reason("choice.conflicting"));
      return std::nullopt;
    }
    chosen = choice.item;
  }
  const bool is_there = chosen && std::any_of(criterion.items.begin(), criterion.items.end(),
                                              [&](const Item& item) { return item.id == *chosen; });
  if (!chosen) reasons.push_back(reason("choice.none"));
  if (chosen && !is_there) reasons.push_back(reason("choice.unknown", {{"item", *chosen}}));
  return is_there ? chosen : std::nullopt;
}

const Check& check_of(const Criterion& criterion, std::size_t item, std::size_t check) {
  return criterion.items[item].checks[check];
}

// A declaration that observations refute casts doubt on the criterion, and fails it where it was what
// satisfied it. Alternatives that merely were not needed still speak of the same product; those not chosen do
// not.
void apply_contradictions(CriterionResult& result, const Criterion& criterion) {
  for (std::size_t i = 0; i < result.items.size(); ++i) {
    if (criterion.combine == Combine::chosen && !result.items[i].counts) continue;
    for (std::size_t c = 0; c < result.items[i].checks.size(); ++c) {
      const CheckResult& check = result.items[i].checks[c];
      if (check.basis != Basis::contradicts_declaration || check.verdict != Verdict::fail) continue;
      const bool is_fatal = check_of(criterion, i, c).satisfied_by_declaration;
      result.verdict = is_fatal ? Verdict::fail : doubted(result.verdict);
      result.reasons.push_back(reason("criterion.contradiction", {{"check", check.check}}));
    }
  }
}

void judge_items(CriterionResult& result, const Criterion& criterion, const CaseFile& file) {
  result.items = run_items(criterion, file);
  std::optional<std::string> chosen;
  if (criterion.combine == Combine::chosen) chosen = choice_of(criterion, *file.product, result.reasons);
  if (criterion.items.empty()) result.reasons.push_back(reason("criterion.no_items"));
  result.verdict = verdict_of_items(criterion.combine, result.items, chosen);
  apply_contradictions(result, criterion);
  result.provisional = is_provisional(result, criterion);
}

void append(std::vector<Message>& to, const std::vector<Message>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

// The items of an accepted criterion are shown, but nothing rests on them.
void accept(CriterionResult& result, const RecognitionResult& recognition) {
  result.verdict = Verdict::accepted_by_recognition;
  result.provisional = recognition.is_provisional;
  for (auto& item : result.items) item.counts = false;
}

void judge_applicable(CriterionResult& result, const Criterion& criterion, const CaseFile& file,
                      bool is_doubtful) {
  const RecognitionResult recognition = recognition_of(criterion, file);
  const bool is_accepted = recognition.is_accepted && !is_doubtful;
  if (is_accepted) {
    result.items = run_items(criterion, file);
    accept(result, recognition);
  } else {
    judge_items(result, criterion, file);
  }
  append(result.reasons, recognition.reasons);
  if (is_doubtful) result.verdict = doubted(result.verdict);
}

void override_verdict(CriterionResult& result, const Criterion& criterion, const CaseFile& file) {
  OverrideResult override = override_of(criterion, result.verdict, file);
  append(result.reasons, override.reasons);
  if (!override.applied) return;
  result.verdict = override.applied->to;
  result.overridden.push_back(std::move(*override.applied));
}

}  // namespace

CriterionResult judge_criterion(const Criterion& criterion, const CaseFile& file) {
  CriterionResult result;
  result.criterion = criterion.id;
  result.advice = run_advice(criterion, file);
  const Applicability applicability = applicability_of(criterion, file);
  result.reasons = applicability.reasons;
  result.because = applicability.because;
  if (applicability.applies == Applies::no) {
    result.verdict = Verdict::not_applicable;
    result.provisional = applicability.rule->confidence == Confidence::unverified;
  } else {
    judge_applicable(result, criterion, file, applicability.applies == Applies::doubtful);
  }
  override_verdict(result, criterion, file);
  return result;
}

}  // namespace hoshi::assessment
