// Tests of what probes and recipes say they may do to the device.
// SPDX-License-Identifier: Apache-2.0
#include "probes/effect.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "probes/probe.h"

namespace hoshi::probes {
namespace {

std::string page_of(const Probe& probe) {
  std::ifstream file(std::string(HOSHI_SOURCE_FOLDER) + "/src/probes/plugins/" + std::string(probe.name) + ".md");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Effects, EveryDisruptiveProbeSaysWhatItMayDoAndHowTheDeviceRecovers) {
  int disruptive = 0;
  for (const auto* probe : catalog()) {
    if (probe->intrusion != Intrusion::disruptive) continue;
    ++disruptive;
    EXPECT_FALSE(probe->effects.empty()) << probe->name << ": declare what it may do (Probe::effects)";
    EXPECT_NE(page_of(*probe).find("**Recover"), std::string::npos) << probe->name << ".md: say how it recovers (**Recovers.** …)";
  }
  EXPECT_GT(disruptive, 0);
}

TEST(Effects, HaveNamesThatCanBeReadBack) {
  for (const auto effect : all_effects()) EXPECT_EQ(effect_named(name_of(effect)), effect);
  EXPECT_FALSE(effect_named("explode"));
}

TEST(Effects, ARecipeHasThoseOfItsPurposeWhateverTheDescriptionSays) {
  Recipe reset;
  reset.purpose = "reset";
  EXPECT_TRUE(has_effect(effects_of(reset), Effect::erase));
  Recipe change;
  change.purpose = "change";
  change.may = {"restart", "overwrite"};
  const std::vector<Effect> wanted{Effect::restart, Effect::overwrite};
  EXPECT_EQ(effects_of(change), wanted);
  Recipe version;
  version.purpose = "version";
  EXPECT_TRUE(effects_of(version).empty());
}

}  // namespace
}  // namespace hoshi::probes
