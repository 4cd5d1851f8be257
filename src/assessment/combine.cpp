// The algebra of verdicts; its tests enumerate it.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/combine.h"

#include <algorithm>

namespace hoshi::assessment {
namespace {

bool has(const std::vector<Verdict>& verdicts, Verdict wanted) {
  return std::find(verdicts.begin(), verdicts.end(), wanted) != verdicts.end();
}

std::vector<Verdict> verdicts_of(const std::vector<ItemResult>& items) {
  std::vector<Verdict> verdicts;
  for (const auto& item : items) verdicts.push_back(item.verdict);
  return verdicts;
}

Verdict verdict_of_choice(std::vector<ItemResult>& items, const std::optional<std::string>& chosen) {
  Verdict verdict = Verdict::inconclusive;
  for (auto& item : items) {
    item.counts = chosen.has_value() && item.item == *chosen;
    if (item.counts) verdict = combine_all({item.verdict});
  }
  return verdict;
}

// Once an alternative passes, the others are not what the verdict rests on.
Verdict verdict_of_alternatives(std::vector<ItemResult>& items) {
  const Verdict verdict = combine_any(verdicts_of(items));
  for (auto& item : items) item.counts = verdict != Verdict::pass || item.verdict == Verdict::pass;
  return verdict;
}

}  // namespace

Verdict combine_all(const std::vector<Verdict>& verdicts) {
  if (has(verdicts, Verdict::fail)) return Verdict::fail;
  if (has(verdicts, Verdict::inconclusive)) return Verdict::inconclusive;
  if (has(verdicts, Verdict::accepted_by_recognition)) return Verdict::inconclusive;
  return has(verdicts, Verdict::pass) ? Verdict::pass : Verdict::inconclusive;
}

Verdict combine_any(const std::vector<Verdict>& verdicts) {
  if (has(verdicts, Verdict::pass)) return Verdict::pass;
  const bool all_fail = !verdicts.empty() && std::all_of(verdicts.begin(), verdicts.end(),
                                                         [](Verdict v) { return v == Verdict::fail; });
  return all_fail ? Verdict::fail : Verdict::inconclusive;
}

Verdict verdict_of_item(const std::vector<CheckResult>& checks) {
  std::vector<Verdict> required;
  for (const auto& check : checks) {
    if (check.basis == Basis::required) required.push_back(check.verdict);
  }
  return combine_all(required);
}

Verdict verdict_of_items(Combine combine, std::vector<ItemResult>& items,
                         const std::optional<std::string>& chosen) {
  switch (combine) {
    case Combine::all: return combine_all(verdicts_of(items));
    case Combine::any: return verdict_of_alternatives(items);
    case Combine::chosen: return verdict_of_choice(items, chosen);
  }
  return Verdict::inconclusive;
}

Verdict doubted(Verdict verdict) { return verdict == Verdict::fail ? Verdict::fail : Verdict::inconclusive; }

Verdict verdict_of_level(const std::vector<Verdict>& criteria) {
  if (has(criteria, Verdict::fail)) return Verdict::fail;
  const bool all_done = !criteria.empty() && std::all_of(criteria.begin(), criteria.end(), is_satisfied);
  return all_done ? Verdict::pass : Verdict::inconclusive;
}

bool is_satisfied(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
    case Verdict::not_applicable:
    case Verdict::accepted_by_recognition: return true;
    case Verdict::fail:
    case Verdict::inconclusive: return false;
  }
  return false;
}

}  // namespace hoshi::assessment
