// The probe outage: what is kept and what is lost over a power cut, on a simulated device.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probes/snapshot.h"
#include "probes/stateful_device.h"

namespace hoshi::probes {

extern const Probe probe_outage;

namespace testing {
namespace {

class Outage : public StatefulBench {
 protected:
  void cut() { ASSERT_TRUE(bench.run(probe_outage, {"outage", "main", "", "power"})); }
};

TEST_F(Outage, IsPlannedForEachKindThatCanBeCutAndMended) {
  RecipeStep dhcp;
  dhcp.kind = "lab";
  dhcp.path = "cut dhcp";
  bench.described.recipes.push_back(recipe("dhcp-off", "network_off", dhcp));
  EXPECT_EQ(bench.plan(probe_outage).size(), 1u) << "nothing gives DHCP back";
  dhcp.path = "mend dhcp";
  bench.described.recipes.push_back(recipe("dhcp-on", "network_on", dhcp));
  const auto tasks = bench.plan(probe_outage);
  ASSERT_EQ(tasks.size(), 2u);
  EXPECT_EQ(tasks.at(0).reference, "power");
  EXPECT_EQ(tasks.at(1).reference, "dhcp");
}

TEST_F(Outage, SeesThatEverythingIsKept) {
  cut();
  const auto rounds = bench.values("outage.round");
  ASSERT_EQ(rounds.size(), 2u);
  EXPECT_TRUE(rounds.at(1)["seen_gone"].as_bool());
  EXPECT_TRUE(rounds.at(1)["seen_back"].as_bool());
  ASSERT_EQ(about("outage.kept", "wifi").size(), 2u);
  EXPECT_EQ(about("outage.kept", "wifi").at(1), object({{"kind", "power"}, {"round", 2}, {"same", true}, {"control", true}}));
  EXPECT_TRUE(about("outage.kept", "web").at(0)["same"].as_bool());
  EXPECT_TRUE(about("outage.kept", "web").at(0)["control"].as_bool());
  EXPECT_TRUE(about("value.kept", "web").at(0)["kept"].as_bool());
  EXPECT_TRUE(bench.values("outage.differs").empty());
}

TEST_F(Outage, SeesSettingsThatAreLost) {
  device.keeps_settings = false;
  cut();
  EXPECT_FALSE(about("outage.kept", "wifi").at(0)["same"].as_bool());
  EXPECT_TRUE(about("outage.kept", "wifi").at(0)["control"].as_bool());
}

TEST_F(Outage, SeesThePasswordOfTheLabelComeBack) {
  device.keeps_password = false;
  cut();
  EXPECT_FALSE(about("outage.kept", "web").at(0)["same"].as_bool(true));
  EXPECT_TRUE(about("outage.kept", "web").at(0)["control"].as_bool());
  EXPECT_EQ(bench.values("outage.differs").at(0)["what"].as_text(), "default password");
}

TEST_F(Outage, TellsWhomTheDeviceTalksToBeforeAndAfterWhereALabListens) {
  names = {"time.example.com cloud.example.com", "cloud.example.com", "other.example.net"};
  cut();
  const auto peers = bench.values("outage.peers");
  ASSERT_EQ(peers.size(), 2u);
  EXPECT_EQ(peers.at(1), object({{"kind", "power"}, {"round", 2}, {"before", ValueList{"cloud.example.com", "time.example.com"}},
                                 {"after", ValueList{"other.example.net"}}, {"control", true}}));
  EXPECT_TRUE(bench.values("outage.differs").empty());
}

TEST_F(Outage, SaysNothingOfPeersWithoutALab) {
  cut();
  EXPECT_TRUE(bench.values("outage.peers").empty());
}

TEST_F(Outage, HasNoControlWithoutCanaryAndLabel) {
  bench.planted.clear();
  bench.labels.clear();
  device.wifi = "as delivered";
  cut();
  EXPECT_FALSE(about("outage.kept", "wifi").at(0)["control"].as_bool());
  EXPECT_FALSE(about("outage.kept", "web").at(0)["control"].as_bool());
}

TEST_F(Outage, SaysNothingOfADeviceThatNeverWent) {
  stays = true;
  cut();
  ASSERT_EQ(bench.values("outage.round").size(), 1u);
  EXPECT_FALSE(bench.values("outage.round").at(0)["seen_gone"].as_bool());
  EXPECT_TRUE(bench.values("outage.kept").empty());
}

TEST_F(Outage, SaysNothingWithoutAPerson) {
  bench.world.acts = nullptr;
  cut();
  EXPECT_TRUE(bench.observed.empty());
}

TEST_F(Outage, WritesNoValueDown) {
  device.keeps_settings = false;
  cut();
  for (const auto& one : bench.observed) {
    EXPECT_EQ(to_json(one.value).find("canary-7d1e55"), std::string::npos);
    EXPECT_EQ(to_json(one.value).find("owner-secret-1"), std::string::npos);
  }
}

TEST(SnapshotDifferences, NameWhatChangedWithoutFingerprints) {
  Snapshot before;
  before.open = {22, 80};
  before.host_keys = {{"tcp/22", "aaaa"}};
  before.services = {{"tcp/22", "ssh Dropbear 1"}};
  before.version = "2.0";
  before.clock_seconds = 1'000'000;
  Snapshot after = before;
  EXPECT_TRUE(differences(before, after).empty());
  after.open = {22, 23};
  after.host_keys["tcp/22"] = "bbbb";
  after.version = "1.0";
  after.clock_seconds = 0;
  std::string all;
  for (const auto& one : differences(before, after)) all += one.what + ": " + one.before + " > " + one.after + "\n";
  EXPECT_EQ(all,
            "port: tcp/80 open > tcp/80 closed\nport: tcp/23 closed > tcp/23 open\nhost key: tcp/22 > tcp/22 another one\n"
            "version: 2.0 > 1.0\nclock: going on > off by more than an hour\n");
}

TEST(HttpDate, IsReadInItsOneForm) {
  EXPECT_EQ(read_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777);
  EXPECT_EQ(read_http_date("Thu, 01 Jan 1970 00:00:00 GMT"), 0);
  EXPECT_FALSE(read_http_date("Sun, 31 Feb 1994 08:49:37 GMT"));
  EXPECT_FALSE(read_http_date("Sunday, 06-Nov-94 08:49:37 GMT"));
  EXPECT_FALSE(read_http_date(""));
}

}  // namespace
}  // namespace testing
}  // namespace hoshi::probes
