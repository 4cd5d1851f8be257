// Devices that fetch their updates from the server the lab plays, and what the probe update_effect says of each.
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <set>

#include "updated_device.h"

namespace hoshi::probes {

namespace {

using ::testing::HasSubstr;
using testing::Heard;
using testing::Reply;
using transport::BenchAct;
using transport::BenchActReport;
using Outcome = BenchActReport::Outcome;

constexpr std::size_t image_step = 0;
constexpr std::size_t description_step = 1;

RecipeStep serving(std::string path, std::string body = "") {
  RecipeStep step;
  step.kind = "serve";
  step.path = std::move(path);
  step.body = std::move(body);
  return step;
}

// A page that shows the version and takes "POST /check"; the lab gives out what it was handed last.
class UpdateServed : public testing::UpdatedDevice {
 protected:
  UpdateServed() {
    RecipeStep check = request();
    check.method = "POST";
    check.path = "/check";
    check.body = "now";
    check.expect = "200";
    add_update({serving("/fw.img"), serving("/latest.json", "{\"version\": \"{version}\", \"sha256\": \"{sha256}\", \"size\": {size}}"), check});
    bench.serve(80, [this](const Heard& heard) { return answer(heard); });
    bench.world.acts = [this](const BenchAct& act) { return on_bench(act); };
  }

  BenchActReport on_bench(const BenchAct& act) {
    if (!has_lab) return {Outcome::nobody, "no update server"};
    if (act.recipe == "update" && act.step == image_step && act.channel.empty()) {
      given = to_text(act.content);
      sent.insert(sha256_hex(act.content));
      has_come = false;
    }
    if (act.recipe == "update" && act.step == description_step) described = to_text(act.content);
    if (act.channel.starts_with("show")) shown.push_back(act.channel);
    if (act.channel != "fetched") return {Outcome::done, ""};
    const std::int64_t bytes = has_come ? static_cast<std::int64_t>(comes == Comes::for_half ? given.size() / 2 : given.size()) : 0;
    const bool is_whole = bytes == static_cast<std::int64_t>(given.size());
    return {Outcome::done, garbage.empty() ? to_json(object({{"requests", has_come ? 1 : 0}, {"bytes", bytes}, {"whole", is_whole}})) : garbage};
  }

  Reply answer(const Heard& heard) {
    if (heard.all.find("\r\n\r\n") == std::string::npos) return {};
    const bool is_posted = heard.all.starts_with("POST");
    const Reply said = page(is_posted);
    if (is_posted) look_for_update();
    return said;
  }

  void look_for_update() {
    const bool is_tampered = !good.contains(given);
    if (comes == Comes::never || (comes == Comes::for_good_ones && is_tampered)) return;
    has_come = true;
    if (comes == Comes::for_half || (!takes_all && is_tampered)) return;
    install(given);
  }

  enum class Comes { always, never, for_half, for_good_ones };
  std::set<std::string> sent;  // hashes of what was given out
  std::vector<std::string> shown;
  std::string given;
  std::string described;
  std::string garbage;
  Comes comes = Comes::always;
  bool has_lab = true;
  bool has_come = false;
  bool takes_all = false;
};

TEST_F(UpdateServed, WhatWasFetchedWholeAndChangedNothingWasRefused) {
  const auto variants = run();
  for (const auto* name : {"payload_flipped", "version_edited", "truncated"}) {
    ASSERT_TRUE(variants.contains(name)) << name;
    EXPECT_EQ(variants.at(name)["took_effect"].as_text(), "no") << name;
    EXPECT_EQ(variants.at(name)["fetched"].as_text(), "whole") << name;
    EXPECT_TRUE(variants.at(name)["control"].as_bool()) << name;
    EXPECT_TRUE(sent.contains(variants.at(name)["sha256"].as_text())) << name;
  }
  const auto applied = bench.values("update.applied").at(0);
  EXPECT_EQ(applied["took_effect"].as_text(), "yes");
  EXPECT_EQ(applied["fetched"].as_text(), "whole");
}

TEST_F(UpdateServed, ATamperedImageThatChangesTheVersionTookEffectAndTheOlderIsGivenOutAgain) {
  takes_all = true;
  const auto variants = run();
  EXPECT_EQ(variants.at("payload_flipped")["took_effect"].as_text(), "yes");
  EXPECT_EQ(bench.values("update.applied").at(0)["from"].as_text(), "1.0");
  EXPECT_EQ(version, "2.0");
}

TEST_F(UpdateServed, WhatWasNotFetchedWasNotRefused) {
  comes = Comes::never;
  const auto variants = run();
  EXPECT_EQ(variants.size(), 2U);  // it does not come for the others either
  for (const auto& [name, value] : variants) {
    EXPECT_EQ(value["took_effect"].as_text(), "unclear") << name;
    EXPECT_EQ(value["fetched"].as_text(), "none") << name;
    EXPECT_FALSE(value["control"].as_bool()) << name;
    EXPECT_THAT(to_json(value["changed"]), HasSubstr("fetched 0 of")) << name;
  }
  EXPECT_EQ(bench.values("update.applied").at(0)["took_effect"].as_text(), "unclear");
}

TEST_F(UpdateServed, HalfAFetchIsNoRefusal) {
  comes = Comes::for_half;
  const auto variants = run();
  EXPECT_EQ(variants.at("payload_flipped")["took_effect"].as_text(), "unclear");
  EXPECT_EQ(variants.at("payload_flipped")["fetched"].as_text(), "part");
  EXPECT_EQ(bench.values("update.applied").at(0)["took_effect"].as_text(), "unclear");
}

TEST_F(UpdateServed, ADeviceThatComesForTheGoodImageAloneHasRefusedNothing) {
  comes = Comes::for_good_ones;
  const auto variants = run();
  EXPECT_EQ(bench.values("update.applied").at(0)["took_effect"].as_text(), "yes");
  EXPECT_EQ(variants.at("payload_flipped")["took_effect"].as_text(), "unclear");
}

TEST_F(UpdateServed, TheDescriptionOfAnImageFitsTheImageThatIsGivenOut) {
  run();
  const auto value = parse_json(described, JsonLimits{4, 4096}).value();
  EXPECT_EQ(value["version"].as_text(), "2.0");
  EXPECT_EQ(value["size"].as_integer(), static_cast<std::int64_t>(given.size()));
  EXPECT_EQ(value["sha256"].as_text(), sha256_hex(given));
}

TEST_F(UpdateServed, TheServerIsClosedBeforeAndAfter) {
  run();
  EXPECT_EQ(shown, (std::vector<std::string>{"show closed", "show closed"}));
  EXPECT_EQ(version, "2.0");  // and the good image was the last
}

TEST_F(UpdateServed, WithoutALabItWaitsForOneAndSaysNothing) {
  has_lab = false;
  const auto waits = bench.run(probe_update_effect, bench.plan(probe_update_effect).at(0));
  ASSERT_FALSE(waits);
  EXPECT_EQ(waits.error().code, ErrorCode::conflict);
  EXPECT_TRUE(bench.observed.empty());
}

TEST_F(UpdateServed, WhatTheLabSaysIsReadStrictly) {
  for (const auto* said : {"x", "{\"whole\":true}", "{\"whole\":true,\"bytes\":1}", "[[[[[[[[]]]]]]]]"}) {
    garbage = said;
    bench.observed.clear();
    const auto variants = run();
    EXPECT_EQ(variants.at("payload_flipped")["took_effect"].as_text(), "unclear") << said;
    version = "1.0";
  }
}

TEST_F(UpdateServed, PowerIsCutOnceTheImageWasFetched) {
  RecipeStep step;
  step.kind = "command";
  add_recipe("power_off", {step});
  add_recipe("power_on", {step});
  bench.world.acts = [this](const BenchAct& act) {
    if (act.recipe.starts_with("power")) bench.world.services[{"main", 80}].silent = act.recipe == "power_off";
    return on_bench(act);
  };
  run();
  const auto cuts = bench.values("update.cut");
  ASSERT_EQ(cuts.size(), 1U);
  EXPECT_TRUE(cuts[0]["recovered"].as_bool());
  EXPECT_TRUE(cuts[0]["seen_gone"].as_bool());
}

}  // namespace
}  // namespace hoshi::probes
