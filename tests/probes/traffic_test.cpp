// Tests of reading captures as a probe: the device, its flows, and what went by in clear.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "probes/fake_bench.h"
#include "probes/traffic/device.h"
#include "protocols/capture_builder.h"

namespace hoshi::probes {

extern const Probe probe_traffic;

namespace testing {
namespace {

namespace capture = protocols::capture::testing;

class CapturedTraffic : public ::testing::Test {
 protected:
  CapturedTraffic() {
    ArtifactEntry entry;
    entry.id = "boot";
    entry.kind = "capture";
    entry.stage = "boot";
    bench_.described.artifacts = {entry};
    bench_.described.units = {{"A", "", "02:00:00:00:00:10", ""}};
  }

  void run() {
    file_ = traffic_.pcap();
    bench_.mapped_artifacts = {{"boot", "artifacts/boot.pcap", sha256_hex(file_), file_}};
    ASSERT_TRUE(bench_.run(probe_traffic, {"traffic", "", "", "boot"}));
  }
  // "http_basic" of the kinds seen, in the order of observation.
  std::vector<std::string> kinds() const {
    std::vector<std::string> found;
    for (const auto& one : bench_.values("traffic.secret")) found.push_back(one["kind"].as_text());
    return found;
  }
  void mqtt(std::string_view password) {
    traffic_.datagram(capture::router, 53, capture::device, 4000, capture::dns_answer({"broker", "example", "com"}, capture::cloud));
    traffic_.connection(capture::device, 40000, capture::cloud, 1883, capture::mqtt_connect("unit-7", password), "\x20\x02");
  }

  FakeBench bench_;
  capture::Traffic traffic_;
  Bytes file_;
};

}  // namespace

TEST_F(CapturedTraffic, IsPlannedForEachCapture) {
  EXPECT_EQ(bench_.plan(probe_traffic).size(), 1u);
  bench_.described.artifacts[0].kind = "firmware_image";
  EXPECT_TRUE(bench_.plan(probe_traffic).empty());
}

TEST_F(CapturedTraffic, TellsWhomTheDeviceTalksToByName) {
  mqtt("whatever");
  run();
  EXPECT_EQ(to_json(bench_.values("traffic.flow").at(0)),
            R"({"bytes":38,"direction":"out","peer":"broker.example.com","port":1883,"protected":"no","protocol":"mqtt"})");
  EXPECT_TRUE(bench_.values("traffic.seen").at(0)["device"].as_bool());
  EXPECT_TRUE(bench_.values("traffic.seen").at(0)["complete"].as_bool());
}

TEST_F(CapturedTraffic, KnowsThePasswordOfATestAccount) {
  bench_.accounts = {{"cloud", "unit-7", "sesame", false}};
  mqtt("sesame");
  run();
  EXPECT_EQ(kinds(), (std::vector<std::string>{"mqtt"}));
  EXPECT_EQ(bench_.values("traffic.secret").at(0)["authentication"].as_text(), "cloud");
}

TEST_F(CapturedTraffic, SaysNothingOfWhosePasswordItIsWhenNobodyKnowsIt) {
  bench_.accounts = {{"cloud", "unit-7", "another", false}};
  mqtt("sesame");
  run();
  EXPECT_EQ(bench_.values("traffic.secret").at(0)["authentication"].as_text(), "");
}

TEST_F(CapturedTraffic, NeverWritesASecretAnAccountOrAnAddress) {
  bench_.planted = {{"wifi", "network_settings", "canary-wifi-0815"}};
  mqtt("sesame-4711");
  traffic_.connection(capture::device, 40001, capture::cloud, 80, "GET /?k=canary-wifi-0815 HTTP/1.1\r\nHost: 9.9.9.9\r\n\r\n", "");
  run();
  for (const auto& one : bench_.observed) {
    const std::string text = to_json(one.value);
    for (const auto* secret : {"sesame", "unit-7", "canary-wifi", "9.9.9.9", "192.168"}) EXPECT_EQ(text.find(secret), std::string::npos) << text;
  }
}

TEST_F(CapturedTraffic, MeetsCanariesAlsoInOthersTraffic) {
  bench_.planted = {{"wifi", "network_settings", "canary-wifi-0815"}};
  traffic_.connection(capture::laptop, 40001, capture::cloud, 80, "GET /?k=canary-wifi-0815 HTTP/1.1\r\n\r\n", "");
  traffic_.datagram(capture::device, 5, capture::router, 6, "x");
  run();
  const Value secret = bench_.values("traffic.secret").at(0);
  EXPECT_EQ(secret["kind"].as_text(), "canary");
  EXPECT_EQ(secret["canary"].as_text(), "wifi");
  EXPECT_EQ(secret["asset"].as_text(), "network_settings");
  EXPECT_EQ(secret["direction"].as_text(), "unknown");
}

TEST_F(CapturedTraffic, LeavesOutFlowsAndPasswordsOfOtherMachines) {
  traffic_.connection(capture::laptop, 40001, capture::cloud, 1883, capture::mqtt_connect("other", "password"), "");
  traffic_.datagram(capture::device, 5, capture::router, 6, "x");
  run();
  EXPECT_TRUE(kinds().empty());
  EXPECT_EQ(bench_.values("traffic.flow").size(), 1u);
}

TEST_F(CapturedTraffic, RecognisesALongKnownPasswordInAFormOfItsOwn) {
  bench_.accounts = {{"web", "admin", "unit-9f3a77c1", false}};
  traffic_.connection(capture::laptop, 40001, capture::device, 80, "POST /l HTTP/1.1\r\n\r\n{\"secret\":\"unit-9f3a77c1\"}", "");
  run();
  EXPECT_EQ(kinds(), (std::vector<std::string>{"password"}));
  EXPECT_EQ(bench_.values("traffic.secret").at(0)["direction"].as_text(), "in");
  EXPECT_EQ(bench_.values("traffic.secret").at(0)["peer"].as_text(), "local");
}

TEST_F(CapturedTraffic, IsNotCompleteWhenItIsNoCapture) {
  bench_.mapped_artifacts = {{"boot", "artifacts/boot.pcap", "", file_}};
  ASSERT_TRUE(bench_.run(probe_traffic, {"traffic", "", "", "boot"}));
  EXPECT_FALSE(bench_.values("traffic.seen").at(0)["complete"].as_bool());
}

// Two captures of a lab whose own address is the router's: the first at second 1, the second at second 100.
class LabTraffic : public ::testing::Test {
 protected:
  LabTraffic() {
    bench_.described.lab.captures = {"captures/first.pcapng", "captures/ring-1.pcapng"};
    bench_.described.lab.own_addresses = {"c0a80101"};
    bench_.described.lab.stages = {{"boot", 0}, {"idle", 50'000}, {"use", 100'000}, {"idle", 200'000}};
    bench_.planted = {{"wifi", "network_settings", "canary-wifi-0815"}};
    bench_.described.units = {{"A", "", "02:00:00:00:00:10", ""}};
  }
  void run(const std::string& stage) {
    first_file_ = first_.pcap(1, 1);
    second_file_ = second_.pcap(1, 100);
    bench_.mapped_artifacts = {{"captures/first.pcapng", "captures/first.pcapng", "1", first_file_},
                               {"captures/ring-1.pcapng", "captures/ring-1.pcapng", "2", second_file_}};
    ASSERT_TRUE(bench_.run(probe_traffic, {"traffic", "", "", "lab_" + stage}));
  }
  static void tells_canary(capture::Traffic& traffic, const capture::Machine& to, std::uint16_t port) {
    traffic.datagram(capture::device, 40000, to, port, "key=canary-wifi-0815");
  }

  FakeBench bench_;
  capture::Traffic first_;
  capture::Traffic second_;
  Bytes first_file_;
  Bytes second_file_;
};

TEST_F(LabTraffic, IsPlannedOnceForEachStage) {
  std::vector<std::string> references;
  for (const auto& task : bench_.plan(probe_traffic)) references.push_back(task.reference);
  EXPECT_EQ(references, (std::vector<std::string>{"lab_boot", "lab_idle", "lab_use"}));
  bench_.described.lab.captures.clear();
  EXPECT_TRUE(bench_.plan(probe_traffic).empty());
}

TEST_F(LabTraffic, SaysOfAStageWhatWasCapturedInIt) {
  tells_canary(second_, capture::cloud, 514);
  run("boot");
  EXPECT_TRUE(bench_.values("traffic.secret").empty());
  EXPECT_EQ(bench_.values("traffic.seen").at(0)["packets"].as_integer(), 0);
  bench_.observed.clear();
  run("use");
  EXPECT_EQ(bench_.values("traffic.secret").at(0)["canary"].as_text(), "wifi");
  EXPECT_EQ(bench_.values("traffic.seen").at(0)["stage"].as_text(), "use");
  const auto& seen = bench_.observed.back();
  EXPECT_EQ(seen.subject.reference, "lab_use");
  EXPECT_EQ(seen.evidence.size(), 2u);  // both files, with their hashes
}

TEST_F(LabTraffic, KnowsNamesOfAnEarlierStage) {
  first_.datagram(capture::router, 53, capture::device, 4000, capture::dns_answer({"log", "example", "com"}, capture::cloud));
  tells_canary(second_, capture::cloud, 514);
  run("use");
  EXPECT_EQ(bench_.values("traffic.secret").at(0)["peer"].as_text(), "log.example.com");
}

TEST_F(LabTraffic, NamesNobodyByAnAddressThatAnswersToSeveralNames) {
  first_.datagram(capture::router, 53, capture::device, 4000, capture::dns_answer({"log", "example", "com"}, capture::cloud));
  first_.datagram(capture::router, 53, capture::device, 4001, capture::dns_answer({"time", "example", "com"}, capture::cloud));
  tells_canary(second_, capture::cloud, 514);
  run("use");
  EXPECT_EQ(bench_.values("traffic.secret").at(0)["peer"].as_text(), "[address]");
}

TEST_F(LabTraffic, LeavesOutWhatTheAssessmentItselfDid) {
  second_.connection(capture::router, 50000, capture::device, 80, "GET / HTTP/1.1\r\nAuthorization: Basic YTpi\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n");
  second_.datagram(capture::device, 1900, capture::router, 50001, "canary-wifi-0815");  // the answer to a question to a group
  tells_canary(second_, capture::laptop, 514);
  run("use");
  EXPECT_EQ(bench_.values("traffic.secret").size(), 1u);
  EXPECT_EQ(bench_.values("traffic.flow").size(), 1u);
}

TEST_F(LabTraffic, LeavesOutOtherAddressesOfThisComputer) {
  const capture::Machine other{capture::router.mac, {169, 254, 1, 1}};  // link-local, and declared nowhere
  second_.datagram(capture::device, 5000, capture::router, 123, "x");
  second_.connection(other, 50000, capture::device, 80, "GET /?canary-wifi-0815 HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n");
  run("use");
  EXPECT_TRUE(bench_.values("traffic.secret").empty());
  EXPECT_EQ(bench_.values("traffic.flow").size(), 1u);  // what the device asked of the lab
}

TEST_F(LabTraffic, SaysNothingWithoutItsFiles) {
  ASSERT_TRUE(bench_.run(probe_traffic, {"traffic", "", "", "lab_use"}));
  EXPECT_TRUE(bench_.observed.empty());
}

TEST(DeviceOfACapture, IsTheDeclaredOneOrTheOnlyCandidate) {
  using protocols::capture::CaptureSeen;
  CaptureSeen seen;
  seen.unicast = 100;
  seen.hosts[capture::device.mac] = {100, false, false};
  seen.hosts[capture::router.mac] = {95, true, false};
  seen.hosts[capture::laptop.mac] = {5, false, false};
  EXPECT_EQ(find_device(seen, std::nullopt), std::optional(capture::device.mac));
  EXPECT_EQ(find_device(seen, capture::laptop.mac), std::optional(capture::laptop.mac));
  EXPECT_EQ(find_device(seen, mac_from("00-11-22-33-44-55")), std::nullopt);
  seen.hosts[capture::laptop.mac].packets = 95;
  EXPECT_EQ(find_device(seen, std::nullopt), std::nullopt);
  seen.hosts[capture::laptop.mac].asked_for_address = true;
  EXPECT_EQ(find_device(seen, std::nullopt), std::optional(capture::laptop.mac));
  EXPECT_EQ(mac_from("02:00:00:00:00:10"), std::optional(capture::device.mac));
  EXPECT_EQ(mac_from("not a mac"), std::nullopt);
}

}  // namespace testing
}  // namespace hoshi::probes
