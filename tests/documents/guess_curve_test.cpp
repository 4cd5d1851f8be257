// Tests of the picture of guessing: its marks, its words aloud, and evidence that lies.
// SPDX-License-Identifier: Apache-2.0
#include "documents/guess_curve.h"

#include <gtest/gtest.h>

namespace hoshi::documents {
namespace {

struct Measured {
  Scheme scheme;
  Product product;
  Judgement judgement;
  Observations observations;
  std::vector<Record> records;
  Value run;
  i18n::Catalogue words = *i18n::Catalogue::load(std::filesystem::path(HOSHI_SOURCE_FOLDER) / "translations");

  static Observation made(std::string_view fact, Value value) {
    return {std::string(fact), "throttling", std::string(fact), {"main", "tcp/22", "ssh<b>"}, std::move(value), {}};
  }
  std::string picture(ValueList points, Language language = Language::en) {
    const auto throttle = made("login.throttle", object({{"class", "lock_account"}, {"lock_after_tries", 5},
                                                         {"recovery_ms", 60'200}, {"sustained_per_hour", 300},
                                                         {"sources", 1}, {"scope", "account"}, {"default_space", "list"},
                                                         {"exhaust_user_hours", 1'000'000'000}}));
    observations.add(throttle);
    observations.add(made("login.curve", object({{"points", points}, {"locked_at_ms", 2'000}, {"open_again_ms", 62'000}})));
    return guess_curve({scheme, product, judgement, observations, records, run, words, language}, throttle);
  }
};

Value point(int begin, int took, const char* letter) { return ValueList{1, begin, took, letter, 0}; }

TEST(GuessCurve, ShowsJudgedGuessesLockAndRightPasswords) {
  const auto html = Measured{}.picture({point(0, 300, "r"), point(400, 310, "A"), point(2000, 300, "R"), point(62000, 300, "A")});
  EXPECT_NE(html.find("role=\"img\""), std::string::npos);
  EXPECT_NE(html.find("<title>Guesses at the login ssh&lt;b&gt;</title>"), std::string::npos);
  EXPECT_NE(html.find("From 2 s to 62 s it was locked."), std::string::npos);
  EXPECT_NE(html.find("stroke-dasharray"), std::string::npos);
  EXPECT_NE(html.find("after 5 wrong passwords; open again after 60 s"), std::string::npos);
  EXPECT_NE(html.find("more than 114077 years"), std::string::npos);
  EXPECT_NE(html.find("never part of the verdict"), std::string::npos);
  EXPECT_EQ(html.find("⟨"), std::string::npos) << "every word is there";
}

TEST(GuessCurve, SpeaksJapanese) {
  const auto html = Measured{}.picture({point(0, 300, "r")}, Language::ja);
  EXPECT_NE(html.find("アカウントのロック"), std::string::npos);
  EXPECT_EQ(html.find("⟨"), std::string::npos);
}

TEST(GuessCurve, IsNotThereWithoutPoints) {
  EXPECT_EQ(Measured{}.picture({}), "");
  EXPECT_EQ(Measured{}.picture({Value("x"), ValueList{1, 2}}), "");
}

TEST(GuessCurve, StaysWithinItsFrameWhateverTheEvidenceSays) {
  const auto html = Measured{}.picture({point(-5, -7, "r"), point(2'000'000'000, 2'000'000'000, "<"), point(1, 1, "Z")});
  EXPECT_EQ(html.find("=\"-"), std::string::npos);
  EXPECT_LT(html.size(), 20'000u);
}

}  // namespace
}  // namespace hoshi::documents
