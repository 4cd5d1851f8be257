// Tests that recipes do what they say on the wire and on the bench, and stop where a step does not.
// SPDX-License-Identifier: Apache-2.0
#include "probes/recipe_runner.h"

#include <gtest/gtest.h>

#include "fake_bench.h"
#include "probes/recipes/placeholders.h"

namespace hoshi::probes {
namespace {

using testing::FakeBench;
using testing::Heard;
using testing::Reply;
using transport::BenchAct;
using transport::BenchActReport;

RecipeStep http_step(std::string method, std::string path) {
  RecipeStep step;
  step.kind = "http";
  step.route = "web";
  step.method = std::move(method);
  step.path = std::move(path);
  return step;
}

RecipeStep bench_step(std::string kind, std::string await) {
  RecipeStep step;
  step.kind = std::move(kind);
  step.await = std::move(await);
  return step;
}

Recipe recipe_of(std::vector<RecipeStep> steps) {
  Recipe recipe;
  recipe.id = "change-web";
  recipe.purpose = "change";
  recipe.authentication = "web-password";
  recipe.steps = std::move(steps);
  return recipe;
}

std::string answer_of(std::string_view body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

class RecipeRunner : public ::testing::Test {
 protected:
  RecipeRunner() {
    Route web;
    web.id = "web";
    web.transport = "tcp";
    web.port = 80;
    web.protocol = "http";
    bench.described.routes = {web};
    bench.accounts = {{"web-password", "admin", "old secret", false}};
    bench.saw("port.open", {"main", "tcp/80", ""});
  }
  void answers(std::string body) {
    bench.serve(80, [body](const Heard& heard) { return heard.now.empty() ? Reply{} : Reply{answer_of(body), true}; });
  }
  FakeBench bench;
};

TEST_F(RecipeRunner, FillsPlaceholdersAndKeepsSecrets) {
  answers("changed");
  auto step = http_step("POST", "/password");
  step.form = {"old={password}", "new={new}"};
  step.expect = "(?i)CHANGED";
  const auto result = run_recipe(recipe_of({step}), bench, {{"new", "a b"}});
  EXPECT_TRUE(result.done) << result.why;
  EXPECT_TRUE(bench.wrote("old=old+secret&new=a+b") || bench.wrote("old=old%20secret&new=a%20b"));
  EXPECT_NE(std::find(bench.world.secrets.begin(), bench.world.secrets.end(), "old secret"), bench.world.secrets.end());
}

TEST_F(RecipeRunner, StopsWhereTheAnswerIsNotWhatWasExpected) {
  answers("sorry");
  auto first = http_step("POST", "/password");
  first.expect = "changed";
  const auto result = run_recipe(recipe_of({first, http_step("GET", "/never")}), bench, {});
  EXPECT_FALSE(result.done);
  EXPECT_EQ(result.steps, 0u);
  EXPECT_EQ(result.why, "step 1: the answer is not what was expected");
  EXPECT_FALSE(bench.wrote("/never"));
}

TEST_F(RecipeRunner, KeepsWhatALaterStepNeeds) {
  answers("token: t-42 end");
  auto first = http_step("GET", "/form");
  first.keep = {"csrf=token: (\\S+)"};
  auto second = http_step("POST", "/do");
  second.body = R"({"csrf": "{csrf}"})";
  const auto result = run_recipe(recipe_of({first, second}), bench, {});
  EXPECT_TRUE(result.done) << result.why;
  EXPECT_EQ(result.kept.at("csrf"), "t-42");
  EXPECT_TRUE(bench.wrote(R"({"csrf": "t-42"})"));
}

TEST_F(RecipeRunner, SaysWhichPlaceholderHasNoValue) {
  answers("ok");
  const auto result = run_recipe(recipe_of({http_step("GET", "/{nothing}")}), bench, {});
  EXPECT_EQ(result.why, "step 1: there is no value for {nothing}");
  EXPECT_TRUE(bench.world.written.empty());
}

TEST_F(RecipeRunner, SendsNothingToARouteThatIsNotDeclared) {
  auto step = http_step("GET", "/");
  step.route = "other";
  EXPECT_FALSE(run_recipe(recipe_of({step}), bench, {}).done);
}

TEST_F(RecipeRunner, UploadsTheImageAsOnePartOfAForm) {
  answers("ok");
  auto step = http_step("POST", "/update");
  step.file_field = "image";
  const std::string image("\x00\x01image bytes", 13);
  EXPECT_TRUE(run_recipe(recipe_of({step}), bench, {}, view_of(image)).done);
  EXPECT_TRUE(bench.wrote(image));
  EXPECT_TRUE(bench.wrote("name=\"image\""));
}

TEST_F(RecipeRunner, SeesTheDeviceGoAndComeBack) {
  answers("ok");
  int looks = 0;
  bench.world.acts = [&](const BenchAct& act) {
    EXPECT_EQ(act.recipe, "change-web");
    auto& service = bench.world.services[{"main", 80}];
    // Pulled at the first step, in again at the second.
    service.silent = act.step == 0;
    ++looks;
    return BenchActReport{BenchActReport::Outcome::done, ""};
  };
  const auto result = run_recipe(recipe_of({bench_step("hand", "gone"), bench_step("hand", "back")}), bench, {});
  EXPECT_TRUE(result.done) << result.why;
  EXPECT_TRUE(result.seen_gone);
  EXPECT_TRUE(result.seen_back);
  EXPECT_EQ(looks, 2);
}

TEST_F(RecipeRunner, SaysThatTheDeviceWasNotSeenToGo) {
  answers("ok");
  bench.world.acts = [](const BenchAct&) { return BenchActReport{BenchActReport::Outcome::done, ""}; };
  auto step = bench_step("hand", "gone");
  step.seconds = 5;
  const auto result = run_recipe(recipe_of({step}), bench, {});
  EXPECT_FALSE(result.done);
  EXPECT_FALSE(result.seen_gone);
  EXPECT_EQ(result.why, "step 1: the device was not seen to go");
}

TEST_F(RecipeRunner, TellsNobodyFromARefusal) {
  const auto result = run_recipe(recipe_of({bench_step("hand", "enter")}), bench, {});
  EXPECT_FALSE(result.done);
  EXPECT_TRUE(result.nobody);
}

TEST_F(RecipeRunner, DoesNotTakeAnEmptyRecipeForDone) {
  EXPECT_FALSE(run_recipe(recipe_of({}), bench, {}).done);
}

TEST_F(RecipeRunner, TakesABadPatternForNoAnswer) {
  answers("ok");
  auto step = http_step("GET", "/");
  step.expect = "(unclosed";
  EXPECT_FALSE(run_recipe(recipe_of({step}), bench, {}).done);
}

TEST(Placeholders, LeaveBracesOfJsonAlone) {
  const auto text = recipes::filled(R"({"a": {"b": "{value}"}} { not } {})", {{"value", "x"}});
  ASSERT_TRUE(text) << text.error().message;
  EXPECT_EQ(*text, R"({"a": {"b": "x"}} { not } {})");
}

TEST(Placeholders, FillInTheirValuesOnce) {
  EXPECT_EQ(recipes::filled("{a}{b}", {{"a", "{b}"}, {"b", "2"}}).value(), "{b}2");
}

}  // namespace
}  // namespace hoshi::probes
