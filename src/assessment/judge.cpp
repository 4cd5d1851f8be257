// The level: scope, the criteria in the scheme's order, and the verdict over them.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/judge.h"

#include <algorithm>

#include "assessment/combine.h"
#include "assessment/reason.h"

namespace hoshi::assessment {
namespace {

CriterionResult judge_named(const std::string& id, const CaseFile& file) {
  const Criterion* criterion = file.scheme->criterion(id);
  if (criterion != nullptr) return judge_criterion(*criterion, file);
  CriterionResult missing;
  missing.criterion = id;
  missing.reasons.push_back(reason("criterion.missing", {{"criterion", id}}));
  return missing;
}

std::vector<Verdict> verdicts_of(const std::vector<CriterionResult>& criteria) {
  std::vector<Verdict> verdicts;
  for (const auto& criterion : criteria) verdicts.push_back(criterion.verdict);
  return verdicts;
}

bool is_out_of_scope(const CaseFile& file) {
  const auto& out = file.scheme->scope_out;
  return std::find(out.begin(), out.end(), file.product->kind) != out.end();
}

void judge_level(Judgement& judgement, const Level& level, const CaseFile& file) {
  for (const auto& id : level.criteria) judgement.criteria.push_back(judge_named(id, file));
  judgement.verdict = verdict_of_level(verdicts_of(judgement.criteria));
  if (level.criteria.empty()) judgement.reasons.push_back(reason("level.no_criteria"));
  if (!level.assessable) {
    judgement.verdict = doubted(judgement.verdict);
    judgement.reasons.push_back(reason("level.not_assessable", {{"level", std::to_string(level.number)}}));
  }
}

// A product the scheme does not speak of neither conforms nor fails to; one whose kind is not said might be
// such.
void judge_scope(Judgement& judgement, const CaseFile& file) {
  if (is_out_of_scope(file)) {
    judgement.verdict = Verdict::inconclusive;
    judgement.reasons.push_back(reason("scope.out", {{"kind", file.product->kind}}));
  } else if (file.product->kind.empty() && !file.scheme->scope_out.empty()) {
    judgement.verdict = doubted(judgement.verdict);
    judgement.reasons.push_back(reason("scope.not_said"));
  }
}

}  // namespace

Judgement judge(const CaseFile& file) {
  HOSHI_ASSERT(file.scheme != nullptr && file.product != nullptr);
  Judgement judgement;
  judgement.level = file.level;
  const Level* level = file.scheme->level(file.level);
  if (level == nullptr) {
    judgement.reasons.push_back(reason("level.unknown", {{"level", std::to_string(file.level)}}));
    return judgement;
  }
  judge_level(judgement, *level, file);
  judge_scope(judgement, file);
  return judgement;
}

}  // namespace hoshi::assessment
