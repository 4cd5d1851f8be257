// The algebra of verdicts, enumerated.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/combine.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace hoshi::assessment {
namespace {

using enum Verdict;
const std::vector<Verdict> all_verdicts{pass, fail, inconclusive, not_applicable, accepted_by_recognition};

// Every list of verdicts up to the given length, the empty one included.
std::vector<std::vector<Verdict>> lists_up_to(std::size_t length) {
  std::vector<std::vector<Verdict>> lists{{}};
  std::size_t begin = 0;
  for (std::size_t n = 0; n < length; ++n) {
    const std::size_t end = lists.size();
    for (; begin < end; ++begin) {
      for (const auto verdict : all_verdicts) {
        auto longer = lists[begin];
        longer.push_back(verdict);
        lists.push_back(std::move(longer));
      }
    }
  }
  return lists;
}

bool has(const std::vector<Verdict>& list, Verdict wanted) { return std::count(list.begin(), list.end(), wanted) > 0; }

bool only(const std::vector<Verdict>& list, std::initializer_list<Verdict> allowed) {
  return std::all_of(list.begin(), list.end(),
                     [&](Verdict v) { return std::find(allowed.begin(), allowed.end(), v) != allowed.end(); });
}

std::vector<ItemResult> items_with(const std::vector<Verdict>& verdicts) {
  std::vector<ItemResult> items;
  for (const auto verdict : verdicts) items.push_back({std::to_string(items.size() + 1), verdict, true, {}});
  return items;
}

TEST(CombineAll, FailsOnAnyFailAndPassesOnlyWhenNothingIsOpen) {
  for (const auto& list : lists_up_to(5)) {
    const Verdict verdict = combine_all(list);
    EXPECT_EQ(verdict == fail, has(list, fail));
    EXPECT_EQ(verdict == pass, only(list, {pass, not_applicable}) && has(list, pass));
    EXPECT_TRUE(verdict == pass || verdict == fail || verdict == inconclusive);
  }
}

TEST(CombineAny, PassesOnAnyPassAndFailsOnlyWhenAllFail) {
  for (const auto& list : lists_up_to(5)) {
    const Verdict verdict = combine_any(list);
    EXPECT_EQ(verdict == pass, has(list, pass));
    EXPECT_EQ(verdict == fail, !list.empty() && only(list, {fail}));
    EXPECT_TRUE(verdict == pass || verdict == fail || verdict == inconclusive);
  }
}

TEST(Combining, DoesNotDependOnOrder) {
  for (auto list : lists_up_to(4)) {
    const Verdict every = combine_all(list);
    const Verdict some = combine_any(list);
    const Verdict level = verdict_of_level(list);
    std::reverse(list.begin(), list.end());
    EXPECT_EQ(combine_all(list), every);
    EXPECT_EQ(combine_any(list), some);
    EXPECT_EQ(verdict_of_level(list), level);
  }
}

TEST(LevelVerdict, PassesOnlyWhenEveryCriterionIsDoneWith) {
  for (const auto& list : lists_up_to(5)) {
    const Verdict verdict = verdict_of_level(list);
    EXPECT_EQ(verdict == pass, !list.empty() && only(list, {pass, not_applicable, accepted_by_recognition}));
    EXPECT_EQ(verdict == fail, has(list, fail));
  }
}

TEST(ItemVerdict, LooksAtRequiredChecksAlone) {
  for (const auto required : all_verdicts) {
    for (const auto other : all_verdicts) {
      CheckResult counted;
      counted.verdict = required;
      CheckResult advice;
      advice.basis = Basis::beyond;
      advice.verdict = other;
      CheckResult contradiction;
      contradiction.basis = Basis::contradicts_declaration;
      contradiction.verdict = other;
      EXPECT_EQ(verdict_of_item({counted, advice, contradiction}), combine_all({required}));
    }
  }
}

TEST(ItemVerdict, IsInconclusiveWithoutRequiredChecks) {
  CheckResult advice;
  advice.basis = Basis::beyond;
  advice.verdict = pass;
  EXPECT_EQ(verdict_of_item({}), inconclusive);
  EXPECT_EQ(verdict_of_item({advice}), inconclusive);
}

TEST(ItemsVerdict, TakesTheChosenItemAlone) {
  for (const auto first : all_verdicts) {
    for (const auto second : all_verdicts) {
      auto items = items_with({first, second});
      EXPECT_EQ(verdict_of_items(Combine::chosen, items, "2"), combine_all({second}));
      EXPECT_FALSE(items[0].counts);
      EXPECT_TRUE(items[1].counts);
    }
  }
}

TEST(ItemsVerdict, IsInconclusiveWithoutAChoiceThatIsThere) {
  auto items = items_with({pass, fail});
  EXPECT_EQ(verdict_of_items(Combine::chosen, items, std::nullopt), inconclusive);
  EXPECT_EQ(verdict_of_items(Combine::chosen, items, "3"), inconclusive);
  EXPECT_FALSE(items[0].counts);
}

TEST(ItemsVerdict, LetsAlternativesThatWereNotNeededNotCount) {
  auto items = items_with({fail, pass, inconclusive});
  EXPECT_EQ(verdict_of_items(Combine::any, items, std::nullopt), pass);
  EXPECT_FALSE(items[0].counts);
  EXPECT_TRUE(items[1].counts);
  EXPECT_FALSE(items[2].counts);
}

TEST(ItemsVerdict, CountsAllAlternativesWhileNonePasses) {
  auto items = items_with({fail, inconclusive});
  EXPECT_EQ(verdict_of_items(Combine::any, items, std::nullopt), inconclusive);
  EXPECT_TRUE(items[0].counts);
  EXPECT_TRUE(items[1].counts);
}

TEST(Doubt, LowersEverythingButAFail) {
  for (const auto verdict : all_verdicts) EXPECT_EQ(doubted(verdict), verdict == fail ? fail : inconclusive);
}

}  // namespace
}  // namespace hoshi::assessment
