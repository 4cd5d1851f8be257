// Counts and open questions of a judgement.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/summary.h"

#include <set>
#include <utility>

#include "assessment/combine.h"

namespace hoshi::assessment {
namespace {

class Collected {
 public:
  void add(const OpenQuestion& question) {
    if (known_.emplace(question.question, question.subject).second) questions_.push_back(question);
  }
  std::vector<OpenQuestion> take() && { return std::move(questions_); }

 private:
  std::set<std::pair<std::string, std::string>> known_;
  std::vector<OpenQuestion> questions_;
};

void collect(Collected& collected, const ItemResult& item) {
  if (!item.counts) return;
  for (const auto& check : item.checks) {
    if (check.basis == Basis::beyond) continue;
    for (const auto& question : check.questions) collected.add(question);
  }
}

}  // namespace

Summary summarise(const Judgement& judgement) {
  Summary summary;
  for (const auto verdict : {Verdict::pass, Verdict::fail, Verdict::inconclusive, Verdict::not_applicable,
                             Verdict::accepted_by_recognition}) {
    summary.counts[verdict] = 0;
  }
  Collected collected;
  for (const auto& criterion : judgement.criteria) {
    ++summary.counts[criterion.verdict];
    if (is_satisfied(criterion.verdict)) continue;
    for (const auto& item : criterion.items) collect(collected, item);
  }
  summary.questions = std::move(collected).take();
  return summary;
}

}  // namespace hoshi::assessment
