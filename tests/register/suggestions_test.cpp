// Tests suggestions for typing mistakes against a plain comparison of every word.
// SPDX-License-Identifier: Apache-2.0
#include "register/suggestions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <random>

namespace hoshi::public_register {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Folding& folding() {
  static const Folding loaded = Folding::load(HOSHI_SOURCE_FOLDER "/office/japanese_folding.toml").value();
  return loaded;
}

TEST(Suggestions, FindTheWordBehindATypingMistake) {
  Suggestions known(folding());
  for (const char* word : {"ネットワークカメラ", "無線ルーター", "Buffalo", "NC-100", "NC-200"}) known.add(word);
  EXPECT_THAT(known.nearest("ネットワクーカメタ"), ElementsAre("ネットワークカメラ"));
  EXPECT_THAT(known.nearest("bufallo"), ElementsAre("Buffalo"));
  EXPECT_THAT(known.nearest("無腺ルータ"), ElementsAre("無線ルーター"));
  EXPECT_THAT(known.nearest("nc-300"), ElementsAre("NC-100", "NC-200"));
}

TEST(Suggestions, AreSilentWhenTheWordIsKnownOrNothingIsNear) {
  Suggestions known(folding());
  known.add("株式会社高星");
  EXPECT_THAT(known.nearest("㈱髙星"), IsEmpty());
  EXPECT_THAT(known.nearest("まったく別"), IsEmpty());
  EXPECT_THAT(known.nearest(""), IsEmpty());
  EXPECT_THAT(known.nearest(std::string(3000, 'x')), IsEmpty());
}

TEST(Suggestions, LookAtNamesWithoutTheirLegalForm) {
  Suggestions known(folding());
  known.add("星野電機株式会社");
  EXPECT_THAT(known.nearest("星野電気"), ElementsAre("星野電機株式会社"));
  EXPECT_THAT(known.nearest("㈲星野電気"), ElementsAre("星野電機株式会社"));
  EXPECT_THAT(known.nearest("㈲星野電機"), IsEmpty());
}

TEST(Suggestions, PreferTheMoreFrequentOfTwoEquallyNear) {
  Suggestions known(folding());
  known.add("camera");
  for (int i = 0; i < 5; ++i) known.add("camere");
  EXPECT_THAT(known.nearest("camerx", 1), ElementsAre("camere"));
}

TEST(Suggestions, KeepTheirBoundsOverAHundredThousandWords) {
  Suggestions known(folding());
  std::mt19937 random(7);
  for (int i = 0; i < 100'000; ++i) {
    std::string word = "model";
    for (int j = 0; j < 6; ++j) word.push_back(static_cast<char>('a' + random() % 26));
    known.add(word);
  }
  known.add("zzyzx-9000");
  const auto start = std::chrono::steady_clock::now();
  EXPECT_THAT(known.nearest("zzyzx-9010"), ElementsAre("zzyzx-9000"));
  for (int i = 0; i < 20; ++i) (void)known.nearest("modelabcdex");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

}  // namespace
}  // namespace hoshi::public_register
