// Follows the confidence of items and parameters up to the criterion.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/provisional.h"

#include <algorithm>

namespace hoshi::assessment {
namespace {

bool uses_unverified(const CheckResult& check, const Criterion& criterion) {
  return std::any_of(check.parameters.begin(), check.parameters.end(), [&](const std::string& name) {
    const Parameter* parameter = find_parameter(criterion, name);
    return parameter == nullptr || parameter->confidence == Confidence::unverified;
  });
}

bool is_unverified(const ItemResult& result, const Item& item, const Criterion& criterion) {
  if (item.confidence == Confidence::unverified) return true;
  return std::any_of(result.checks.begin(), result.checks.end(), [&](const CheckResult& check) {
    return is_counted(check) && uses_unverified(check, criterion);
  });
}

}  // namespace

bool is_counted(const CheckResult& check) {
  switch (check.basis) {
    case Basis::required: return true;
    case Basis::contradicts_declaration: return check.verdict == Verdict::fail;
    case Basis::beyond: return false;
  }
  return false;
}

bool is_provisional(const CriterionResult& result, const Criterion& criterion) {
  std::size_t counting = 0;
  std::size_t unverified = 0;
  for (std::size_t i = 0; i < result.items.size(); ++i) {
    if (!result.items[i].counts) continue;
    ++counting;
    if (is_unverified(result.items[i], criterion.items[i], criterion)) ++unverified;
  }
  const bool one_suffices = criterion.combine == Combine::any && result.verdict == Verdict::pass;
  return one_suffices ? counting > 0 && unverified == counting : unverified > 0;
}

}  // namespace hoshi::assessment
