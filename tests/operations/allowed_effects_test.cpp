// Tests of asking what tests may do to the device: once, in the user's words, and never more than was allowed.
// SPDX-License-Identifier: Apache-2.0
#include "operations/allowed_effects.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"

namespace hoshi::operations {
namespace {

namespace fs = std::filesystem;
using probes::Effect;
using Effects = std::vector<Effect>;

class AllowedEffects : public ::testing::Test {
 protected:
  void SetUp() override {
    options_.out = fs::path(::testing::TempDir()) / ("hoshi-effects-" + std::to_string(::getpid()) + "-" + ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(options_.out);
    fs::create_directories(options_.out / spool_folder);
    Recipe reset;
    reset.id = "to-factory";
    reset.purpose = "reset";
    product_.recipes.push_back(reset);
  }
  void TearDown() override { fs::remove_all(options_.out); }

  // What is allowed when the person types these lines.
  Effects settled(std::vector<std::string> lines, Language language = Language::en) {
    const auto home = open_home(HOSHI_SOURCE_FOLDER, language, "hoshi test");
    EXPECT_TRUE(home);
    Conversation talk;
    said_.clear();
    asked_ = 0;
    talk.say = [&](const std::string& line) { said_ += line + "\n"; };
    talk.ask = [&, lines](const std::string& question) -> std::optional<std::string> {
      said_ += question + "\n";
      return asked_ < lines.size() ? std::optional(lines[asked_++]) : std::nullopt;
    };
    const auto allowed = settle_effects(*home, options_, product_, {}, talk);
    EXPECT_TRUE(allowed) << allowed.error().message;
    return allowed.value_or(Effects{});
  }

  AssessOptions options_;
  Product product_;
  std::string said_;
  std::size_t asked_ = 0;
};

TEST_F(AllowedEffects, AsksOnceAndListsWhatWouldBeDoneByWhat) {
  const Effects wanted{Effect::lock, Effect::erase};
  EXPECT_EQ(settled({"lock, erase"}), wanted);
  EXPECT_EQ(asked_, 1u);
  EXPECT_NE(said_.find("throttling"), std::string::npos);
  EXPECT_NE(said_.find("Recipe to-factory (reset)"), std::string::npos);
  EXPECT_NE(said_.find("Hoshi waits"), std::string::npos);
  EXPECT_NE(said_.find("left out: restart"), std::string::npos);
}

TEST_F(AllowedEffects, AllowsNothingByAnEmptyLineOrTheEndOfInput) {
  EXPECT_TRUE(settled({""}).empty());
  EXPECT_TRUE(settled({"none"}).empty());
  EXPECT_TRUE(settled({}).empty());
}

TEST_F(AllowedEffects, AsksAgainWhenAWordIsNotUnderstood) {
  EXPECT_EQ(settled({"yes", "all"}), probes::all_effects());
  EXPECT_EQ(asked_, 2u);
  EXPECT_TRUE(settled({"ja", "yes", "lok", "all"}).empty());
}

TEST_F(AllowedEffects, UnderstandsJapanesePunctuation) {
  const Effects wanted{Effect::lock, Effect::restart};
  EXPECT_EQ(settled({"lock、restart"}, Language::ja), wanted);
  EXPECT_NE(said_.find("ロック"), std::string::npos);
}

TEST_F(AllowedEffects, NeverAsksUnattended) {
  options_.unattended = true;
  EXPECT_TRUE(settled({"all"}).empty());
  EXPECT_EQ(asked_, 0u);
}

TEST_F(AllowedEffects, DoesNotAskWhereTheOptionSaysIt) {
  options_.allow_disruptive = true;
  EXPECT_EQ(settled({"none"}), probes::all_effects());
  options_.allowed_effects = {"restart", "lock"};
  const Effects wanted{Effect::lock, Effect::restart};
  EXPECT_EQ(settled({"none"}), wanted);
  EXPECT_EQ(asked_, 0u);
}

TEST_F(AllowedEffects, GoesOnAsDecidedWhenARunIsResumed) {
  const Effects wanted{Effect::lock};
  ASSERT_EQ(settled({"lock"}), wanted);
  options_.resume = true;
  EXPECT_EQ(settled({"all"}), wanted);
  EXPECT_EQ(asked_, 0u);
}

TEST_F(AllowedEffects, ReadsRecordingsOfBeforeTheEffectsHadNames) {
  EXPECT_EQ(allowed_effects_in(object({{"disruption_allowed", true}})), probes::all_effects());
  EXPECT_TRUE(allowed_effects_in(object({{"disruption_allowed", false}})).empty());
  const Effects wanted{Effect::restart};
  EXPECT_EQ(allowed_effects_in(object({{"disruption_allowed", true}, {"allowed_effects", to_value(wanted)}})), wanted);
}

}  // namespace
}  // namespace hoshi::operations
