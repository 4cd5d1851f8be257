// Devices that check images, that check nothing and that die of them, and what the probe says of each.
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <set>

#include "probes/update_sequence.h"
#include "updated_device.h"

namespace hoshi::probes {

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Heard;
using testing::Reply;
using transport::BenchAct;
using transport::BenchActReport;

// A device with one page that shows its version, and one that takes an image and says that all is well.
class UpdateEffect : public testing::UpdatedDevice {
 protected:
  UpdateEffect() {
    RecipeStep upload = request();
    upload.method = "POST";
    upload.path = "/upload";
    upload.body = "{image}";
    add_update({upload});
    bench.serve(80, [this](const Heard& heard) { return answer(heard); });
  }

  void has_power_switch() {
    RecipeStep step;
    step.kind = "command";
    add_recipe("power_off", {step});
    add_recipe("power_on", {step});
    bench.world.acts = [this](const BenchAct& act) {
      bench.world.services[{"main", 80}].silent = act.recipe == "power_off";
      if (act.recipe == "power_off" && forgets) version = "1.0";
      return BenchActReport{BenchActReport::Outcome::done, ""};
    };
  }

  Reply answer(const Heard& heard) {
    const auto end = heard.all.find("\r\n\r\n");
    if (end == std::string::npos) return {};
    const bool is_posted = heard.all.starts_with("POST");
    if (is_posted) take(heard.all.substr(end + 4));
    return page(is_posted);
  }

  void take(const std::string& image) {
    if (dies_of_short_ones && image.size() < images[0].size()) {
      bench.world.services[{"main", 80}].silent = true;
      return;
    }
    if (!takes_all && !good.contains(image)) return;
    if (!takes_none) install(image);
  }

  bool takes_all = false;
  bool takes_none = false;
  bool dies_of_short_ones = false;
  bool forgets = false;
};

TEST_F(UpdateEffect, ADeviceThatChecksRefusesEveryVariantAndTakesTheGoodImage) {
  const auto variants = run();
  const auto applied = bench.values("update.applied").at(0);
  EXPECT_EQ(applied["from"].as_text(), "1.0");
  EXPECT_EQ(applied["to"].as_text(), "2.0");
  EXPECT_EQ(applied["took_effect"].as_text(), "yes");
  for (const auto* name : {"payload_flipped", "version_edited", "truncated"}) {
    ASSERT_TRUE(variants.contains(name)) << name;
    EXPECT_EQ(variants.at(name)["took_effect"].as_text(), "no") << name;
    EXPECT_TRUE(variants.at(name)["control"].as_bool()) << name;
    EXPECT_FALSE(variants.at(name)["beyond"].as_bool()) << name;
    EXPECT_THAT(variants.at(name)["answer"].as_text(), HasSubstr("200 OK Update successful")) << name;
  }
}

TEST_F(UpdateEffect, AnAnswerOf200IsNoEffect) {
  takes_none = true;
  const auto variants = run();
  EXPECT_EQ(bench.values("update.applied").at(0)["took_effect"].as_text(), "no");
  EXPECT_EQ(variants.at("payload_flipped")["took_effect"].as_text(), "no");
  EXPECT_FALSE(variants.at("payload_flipped")["control"].as_bool());
}

TEST_F(UpdateEffect, ATamperedImageThatChangesTheVersionTookEffectAndTheDeviceIsPutBack) {
  takes_all = true;
  const auto variants = run();
  EXPECT_EQ(variants.at("payload_flipped")["took_effect"].as_text(), "yes");
  EXPECT_EQ(variants.at("version_edited")["version"].as_text(), "2.1");
  // Put back each time, or the good update could not be told from the tampered one.
  EXPECT_EQ(bench.values("update.applied").at(0)["from"].as_text(), "1.0");
  EXPECT_EQ(bench.values("update.applied").at(0)["took_effect"].as_text(), "yes");
}

TEST_F(UpdateEffect, WithoutAnOlderImageTheTestStopsAtTheFirstEffect) {
  takes_all = true;
  bench.described.artifacts.erase(bench.described.artifacts.begin());
  const auto variants = run();
  EXPECT_EQ(variants.size(), 1U);
  EXPECT_EQ(variants.at("payload_flipped")["took_effect"].as_text(), "yes");
  EXPECT_EQ(bench.values("update.applied").at(0)["took_effect"].as_text(), "unclear");
}

TEST_F(UpdateEffect, ADeviceThatNoLongerAnswersIsUnclearAndEndsTheTest) {
  dies_of_short_ones = true;
  const auto variants = run();
  EXPECT_EQ(variants.at("truncated")["took_effect"].as_text(), "unclear");
  EXPECT_EQ(variants.at("truncated")["changed"].as_list().at(0).as_text(), "does not answer");
  EXPECT_TRUE(bench.values("update.applied").empty());
  EXPECT_FALSE(variants.at("payload_flipped")["control"].as_bool());
}

TEST_F(UpdateEffect, ADeadDeviceIsRestoredWhenTheDescriptionSaysHow) {
  dies_of_short_ones = true;
  RecipeStep step;
  step.kind = "command";
  add_recipe("restore", {step});
  bench.world.acts = [this](const BenchAct&) {
    bench.world.services[{"main", 80}].silent = false;
    return BenchActReport{BenchActReport::Outcome::done, ""};
  };
  const auto variants = run();
  EXPECT_EQ(variants.at("truncated")["took_effect"].as_text(), "unclear");
  EXPECT_TRUE(variants.at("truncated")["restarted"].as_bool());
  EXPECT_EQ(bench.values("update.applied").at(0)["took_effect"].as_text(), "yes");
}

TEST_F(UpdateEffect, TheNewVersionIsKeptOverAPowerCut) {
  has_power_switch();
  run();
  const auto kept = bench.values("update.kept").at(0);
  EXPECT_EQ(kept["after"].as_text(), "power");
  EXPECT_TRUE(kept["kept"].as_bool());
  EXPECT_TRUE(kept["seen_gone"].as_bool());
}

TEST_F(UpdateEffect, AVersionLostWithThePowerIsNotKept) {
  has_power_switch();
  forgets = true;
  run();
  EXPECT_FALSE(bench.values("update.kept").at(0)["kept"].as_bool());
  EXPECT_EQ(bench.values("update.kept").at(0)["version"].as_text(), "1.0");
}

TEST_F(UpdateEffect, TheOlderImageIsTriedLastAndTheNewVersionPutBack) {
  const auto variants = run();
  ASSERT_TRUE(variants.contains("older_signed"));
  EXPECT_EQ(variants.at("older_signed")["took_effect"].as_text(), "yes");
  EXPECT_TRUE(variants.at("older_signed")["beyond"].as_bool());
  EXPECT_EQ(variants.at("oversized")["took_effect"].as_text(), "no");
  EXPECT_EQ(version, "2.0");
}

TEST_F(UpdateEffect, AnUploadBrokenOffLeavesTheDeviceAsItWas) {
  const auto variants = run();
  ASSERT_TRUE(variants.contains("interrupted"));
  EXPECT_EQ(variants.at("interrupted")["took_effect"].as_text(), "no");
  EXPECT_EQ(variants.at("interrupted")["version"].as_text(), "2.0");
  EXPECT_TRUE(variants.at("interrupted")["beyond"].as_bool());
}

// A device that is busy with an image for a while; what it is when power comes back is what it had begun to write.
class CutUpdate : public UpdateEffect {
 protected:
  CutUpdate() {
    RecipeStep step;
    step.kind = "command";
    add_recipe("power_off", {step});
    add_recipe("power_on", {step});
    bench.world.acts = [this](const BenchAct& act) {
      auto& web = bench.world.services[{"main", 80}];
      web.silent = act.recipe.ends_with("_off");
      cuts += act.recipe == "power_off" ? 1 : 0;
      const bool is_second = act.recipe == "power_on" && cuts == 2;  // the first one is after the good update
      if (is_second && breaks) web.silent = true;
      if (is_second && half_written) version = "0.0";
      return BenchActReport{BenchActReport::Outcome::done, ""};
    };
  }
  Value cut() {
    run();
    const auto cuts_seen = bench.values("update.cut");
    return cuts_seen.empty() ? Value() : cuts_seen.back();
  }

  int cuts = 0;
  bool breaks = false;
  bool half_written = false;
};

TEST_F(CutUpdate, ADeviceThatComesBackWithOneOfTheTwoVersionsHasRecovered) {
  const Value seen = cut();
  EXPECT_EQ(seen["what"].as_text(), "power");
  EXPECT_EQ(seen["from"].as_text(), "1.0");
  EXPECT_EQ(seen["version"].as_text(), "2.0");
  EXPECT_TRUE(seen["came_back"].as_bool());
  EXPECT_TRUE(seen["recovered"].as_bool());
  EXPECT_EQ(version, "2.0");
}

TEST_F(CutUpdate, ADeviceThatStaysAwayHasNot) {
  breaks = true;
  const Value seen = cut();
  EXPECT_TRUE(seen["seen_gone"].as_bool());
  EXPECT_FALSE(seen["came_back"].as_bool());
  EXPECT_FALSE(seen["recovered"].as_bool());
  EXPECT_EQ(seen["changed"].as_list().at(0).as_text(), "does not answer");
  EXPECT_EQ(bench.values("update.applied").at(0)["took_effect"].as_text(), "yes");  // what counts stands
}

TEST_F(CutUpdate, ADeviceThatStaysAwayIsRestoredWhenTheDescriptionSaysHow) {
  breaks = true;
  RecipeStep step;
  step.kind = "command";
  add_recipe("restore", {step});
  const auto acts = bench.world.acts;
  bench.world.acts = [this, acts](const BenchAct& act) {
    if (act.recipe != "restore") return acts(act);
    bench.world.services[{"main", 80}].silent = false;
    version = "1.0";
    return BenchActReport{BenchActReport::Outcome::done, ""};
  };
  EXPECT_FALSE(cut()["came_back"].as_bool());
  EXPECT_EQ(version, "2.0");  // and brought up to date at the end
}

TEST_F(CutUpdate, AVersionThatIsNeitherIsNoRecovery) {
  half_written = true;
  const Value seen = cut();
  EXPECT_EQ(seen["version"].as_text(), "0.0");
  EXPECT_FALSE(seen["recovered"].as_bool());
}

TEST_F(CutUpdate, IsLeftOutWhereAPersonWouldHaveToPullThePlugInTime) {
  for (auto& recipe : bench.described.recipes) {
    if (recipe.purpose == "power_off") recipe.steps.front().kind = "hand";
  }
  EXPECT_TRUE(cut().is_null());
}

TEST_F(CutUpdate, AlsoCutsTheLinkInTheMiddleOfTheTransfer) {
  RecipeStep step;
  step.kind = "lab";
  step.path = "cut link";
  add_recipe("network_off", {step});
  step.path = "mend link";
  add_recipe("network_on", {step});
  run();
  const auto seen = bench.values("update.cut");
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(seen[0]["what"].as_text(), "link");
  EXPECT_EQ(seen[0]["version"].as_text(), "1.0");
  EXPECT_TRUE(seen[0]["recovered"].as_bool());
  EXPECT_TRUE(seen[0]["control"].as_bool());
}

TEST_F(CutUpdate, DoesNotTakeFailingNamesForACutLink) {
  RecipeStep step;
  step.kind = "lab";
  step.path = "cut dns";
  add_recipe("network_off", {step});
  add_recipe("network_on", {step});
  run();
  EXPECT_EQ(bench.values("update.cut").size(), 1u);
}

TEST_F(UpdateEffect, ADeviceWithTheNewVersionIsFirstGivenTheOlder) {
  version = "2.0";
  run();
  EXPECT_EQ(bench.values("update.applied").at(0)["from"].as_text(), "1.0");
  EXPECT_EQ(bench.values("update.applied").at(0)["took_effect"].as_text(), "yes");
}

TEST_F(UpdateEffect, NothingIsSaidWhenNobodyIsThereToDoIt) {
  bench.described.recipes[1].steps[0].kind = "hand";
  EXPECT_TRUE(run().empty());
  EXPECT_TRUE(bench.values("update.applied").empty());
}

TEST_F(UpdateEffect, ThereIsNoTaskWithoutAnImageOrAWayToReadTheVersion) {
  auto described = bench.described;
  bench.described.artifacts.clear();
  EXPECT_TRUE(bench.plan(probe_update_effect).empty());
  bench.described = described;
  bench.described.recipes.erase(bench.described.recipes.begin());
  EXPECT_TRUE(bench.plan(probe_update_effect).empty());
}

TEST(Versions, AreComparedByTheirNumbers) {
  EXPECT_TRUE(is_newer("1.10", "1.9"));
  EXPECT_TRUE(is_newer("v2.0", "1.9.9"));
  EXPECT_FALSE(is_newer("2.0", "2.0"));
  EXPECT_FALSE(is_newer("2.0", "2.0.1"));
  EXPECT_TRUE(is_newer("2.0.1", "2.0"));
}

TEST(DeviceLooks, DifferInPortsAndInWhatServicesSay) {
  const DeviceLook before{"1.0", {{"tcp/22", "open SSH-2.0-a"}, {"tcp/80", "open"}}};
  const DeviceLook after{"1.0", {{"tcp/22", "open SSH-2.0-b"}, {"tcp/8080", "open"}}};
  EXPECT_THAT(differences(before, after), ElementsAre("tcp/22 banner", "tcp/80 closed", "tcp/8080 opened"));
}

}  // namespace
}  // namespace hoshi::probes
