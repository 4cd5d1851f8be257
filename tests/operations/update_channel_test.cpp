// The bench's side of the update server a lab plays: what it does for nobody, and what it does not do at all.
// SPDX-License-Identifier: Apache-2.0
#include "operations/update_channel.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "lab/lab.h"
#include "operations/bench_acts.h"

namespace hoshi::operations {
namespace {

namespace fs = std::filesystem;
using Outcome = transport::BenchActReport::Outcome;
using probes::Effect;

constexpr transport::milliseconds patience{300};
const std::vector<Effect> updating{Effect::restart, Effect::overwrite};

class UpdateChannelOfTheBench : public ::testing::Test {
 protected:
  Home home_ = open_home(HOSHI_SOURCE_FOLDER, Language::en, "hoshi test").value();
};

TEST_F(UpdateChannelOfTheBench, IsNobodyWithoutALab) {
  UpdateChannel channel(home_, "");
  const auto report = channel.act("show self_signed", patience, updating);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->outcome, Outcome::nobody);
  EXPECT_NE(report->said.find("--lab"), std::string::npos);
}

TEST_F(UpdateChannelOfTheBench, IsNobodyWhereTheFolderIsOfNoLab) {
  UpdateChannel channel(home_, fs::temp_directory_path() / ("hoshi-no-lab-" + std::to_string(::getpid())));
  const auto report = channel.act("show self_signed", patience, updating);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->outcome, Outcome::nobody);
}

TEST_F(UpdateChannelOfTheBench, DoesNothingThatWasNotAllowed) {
  UpdateChannel channel(home_, "");
  for (const auto& allowed : {std::vector<Effect>{}, {Effect::restart}, {Effect::overwrite}, {Effect::lock, Effect::erase}}) {
    const auto report = channel.act("show good", patience, allowed);
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::forbidden);
  }
}

// An agent that a device took over can name cases, and nothing else.
TEST_F(UpdateChannelOfTheBench, KnowsItsCasesAndNothingElse) {
  UpdateChannel channel(home_, "");
  for (const auto* wanted : {"", "show", "show ", "show Good", "show good\n", "show ../x", "look", "look ", "look at this", "serve good", "show good;reboot"}) {
    const auto report = channel.act(wanted, patience, updating);
    ASSERT_FALSE(report) << wanted;
    EXPECT_EQ(report.error().code, ErrorCode::forbidden) << wanted;
  }
}

TEST_F(UpdateChannelOfTheBench, GivesOutNothingWithoutALabAndWaitsForNothingThatWasNotGivenOut) {
  UpdateChannel channel(home_, "");
  EXPECT_EQ(channel.act("fetched", patience, updating).error().code, ErrorCode::forbidden);
  const Bytes image = to_bytes("image");
  const auto report = channel.serve({"/fw.img", image, true, true});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->outcome, Outcome::nobody);
  EXPECT_EQ(channel.act("fetched", patience, updating).error().code, ErrorCode::forbidden);
  EXPECT_EQ(channel.serve({"/fw.img", {}, true, true}).error().code, ErrorCode::invalid_input);
}

// What is given out, and where, is the description's to say; that it may be overwritten is the user's.
TEST_F(UpdateChannelOfTheBench, AnImageIsTakenForDeclaredStepsOnly) {
  Product product;
  Recipe recipe;
  recipe.id = "fetch";
  recipe.purpose = "restore";
  RecipeStep step;
  step.kind = "serve";
  step.path = "/fw.img";
  recipe.steps = {step};
  step.kind = "wait";
  recipe.steps.push_back(step);
  product.recipes = {recipe};
  const Bytes image = to_bytes("image");
  const auto say = [](const std::string&) {};
  const auto allowed = bench_actor(home_, product, {say, nullptr, "", "", "", updating});
  const auto report = allowed({"fetch", 0, "", image}, patience);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->outcome, Outcome::nobody);
  EXPECT_EQ(allowed({"fetch", 1, "", image}, patience).error().code, ErrorCode::forbidden);
  EXPECT_EQ(allowed({"other", 0, "", image}, patience).error().code, ErrorCode::forbidden);
  const auto half = bench_actor(home_, product, {say, nullptr, "", "", "", {Effect::overwrite}});
  EXPECT_EQ(half({"fetch", 0, "", image}, patience).error().code, ErrorCode::forbidden);
}

TEST_F(UpdateChannelOfTheBench, IsReachedThroughTheBenchWithWhatWasAllowedThere) {
  const Product product;
  const auto say = [](const std::string&) {};
  const auto allowed = bench_actor(home_, product, {say, nullptr, "", "", "", updating});
  const auto report = allowed({"", 0, "show good"}, patience);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->outcome, Outcome::nobody);
  const auto refused = bench_actor(home_, product, {say, nullptr, "", "", "", {}});
  EXPECT_FALSE(refused({"", 0, "show good"}, patience));
  EXPECT_FALSE(allowed({"", 0, ""}, patience));
}

}  // namespace
}  // namespace hoshi::operations
