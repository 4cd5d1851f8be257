// The probe erasure: what is left of the user after a reset, on a simulated device.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probes/stateful_device.h"
#include "probes/user_values.h"

namespace hoshi::probes {

extern const Probe probe_erasure;

namespace testing {
namespace {

class Erasure : public StatefulBench {
 protected:
  Erasure() {
    bench.described.recipes.push_back(recipe("reset", "reset", web_step("POST", "/reset")));
    bench.described.recipes.push_back(recipe("backup", "backup", web_step("GET", "/backup", "value=(?s)\\n\\n(.*)")));
  }
  void erase() { ASSERT_TRUE(bench.run(probe_erasure, {"erasure", "main", "", ""})); }
};

TEST_F(Erasure, IsPlannedWhereThereIsAReset) {
  EXPECT_EQ(bench.plan(probe_erasure).size(), 1u);
  std::erase_if(bench.described.recipes, [](const Recipe& one) { return one.purpose == "reset"; });
  EXPECT_TRUE(bench.plan(probe_erasure).empty());
}

TEST_F(Erasure, SeesThatEverythingIsGone) {
  erase();
  EXPECT_EQ(device.resets, 1);
  EXPECT_TRUE(bench.values("erasure.remains").empty());
  const auto looked = about("erasure.looked", "wifi");
  ASSERT_EQ(looked.size(), 1u);
  EXPECT_EQ(looked.at(0), object({{"places", ValueList{"read", "backup backup"}}, {"found_before", true}, {"found_after", false}}));
  EXPECT_EQ(about("erasure.looked", "web").at(0)["found_after"], Value(false));
  EXPECT_EQ(bench.values("erasure.version").at(0),
            object({{"before", "2.1.0"}, {"after", "2.1.0"}, {"older", false}, {"control", true}}));
}

TEST_F(Erasure, TellsWhomTheDeviceTalksToBeforeAndAfterWhereALabListens) {
  names = {"broker.of-the-user.example", "cloud.example.com"};
  erase();
  EXPECT_EQ(bench.values("erasure.peers").at(0),
            object({{"before", ValueList{"broker.of-the-user.example"}}, {"after", ValueList{"cloud.example.com"}}, {"control", true}}));
}

TEST_F(Erasure, FindsWhatAResetForgot) {
  device.erases = false;
  device.version_after_reset = "1.10.0";
  erase();
  std::set<std::string> found;
  for (const auto& one : bench.observed) {
    if (one.fact == "erasure.remains") {
      found.insert(one.subject.reference + " " + one.value["what"].as_text() + " " + one.value["how"].as_text());
    }
  }
  EXPECT_EQ(found, (std::set<std::string>{"wifi canary raw", "wifi backup base64", "web account accepted"}));
  EXPECT_TRUE(about("erasure.looked", "wifi").at(0)["found_after"].as_bool());
  EXPECT_TRUE(bench.values("erasure.version").at(0)["older"].as_bool());
}

TEST_F(Erasure, DoesNotTakeAShutDoorForAnEmptyHouse) {
  bench.labels = {{"A", "web", "admin", "not the right label"}};  // so nothing opens the device after its reset
  erase();
  EXPECT_EQ(about("erasure.looked", "wifi").at(0)["found_after"].as_text(), "unknown");
  EXPECT_TRUE(about("erasure.looked", "wifi").at(0)["found_before"].as_bool());
}

TEST_F(Erasure, SaysNothingOfAPasswordThatMayBeTheFactorys) {
  bench.labels.clear();
  device.erases = false;
  erase();
  EXPECT_TRUE(about("erasure.remains", "web").empty());
  EXPECT_FALSE(about("erasure.remains", "wifi").empty()) << "the canary is the user's in any case";
}

TEST_F(Erasure, StopsWhenTheResetIsRefused) {
  for (auto& one : bench.described.recipes) {
    if (one.purpose == "reset") one.steps.front().expect = " 204 ";
  }
  erase();
  ASSERT_EQ(bench.values("erasure.round").size(), 1u);
  EXPECT_FALSE(bench.values("erasure.round").at(0)["seen_back"].as_bool());
  EXPECT_TRUE(bench.values("erasure.looked").empty());
}

TEST(CanaryForms, AreFoundAtEveryOffset) {
  const std::string canary = "canary/7d+1e55";
  EXPECT_EQ(form_found("x=" + canary, canary), "raw");
  for (const std::string front : {"", "a", "ab", "abc", "abcd"}) {
    for (const std::string back : {"", "y", "yz", "xyz"}) {
      EXPECT_EQ(form_found(to_base64(to_bytes(front + canary + back)), canary), "base64") << front.size() << back.size();
    }
  }
  EXPECT_EQ(form_found("00" + to_hex(to_bytes(canary)), canary), "hex");
  EXPECT_EQ(form_found("key=canary%2F7d%2B1e55&", canary), "url");
  EXPECT_EQ(form_found("key=canary", canary), "");
  EXPECT_EQ(form_found("anything", ""), "");
}

}  // namespace
}  // namespace testing
}  // namespace hoshi::probes
