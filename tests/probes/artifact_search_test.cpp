// Tests of the artifact_search probe.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/file.h"
#include "probes/fake_bench.h"

namespace hoshi::probes {

extern const Probe probe_artifact_search;

namespace {

using testing::FakeBench;

Bytes image(const std::string& name) {
  return to_bytes(read_file(std::string(HOSHI_SOURCE_FOLDER) + "/tests/artifacts/images/" + name).value());
}

void search(FakeBench& bench, const Bytes& content, const std::string& kind = "flash_dump") {
  bench.described.artifacts = {{"dump", kind, "dump.bin", "", "use", "", "", ""}};
  bench.mapped_artifacts = {{"dump", "artifacts/dump.bin", sha256_hex(content), content}};
  ASSERT_TRUE(bench.run(probe_artifact_search, {"", "", "", "dump"}));
}

TEST(ArtifactSearch, TellsWhereInTheContainersACanaryLies) {
  FakeBench bench;
  bench.planted = {{"wifi", "wifi-key", "canary-in-the-image"}, {"token", "", "never-planted-1"}};
  const Bytes content = image("gzip.squashfs");
  search(bench, content);
  const auto found = bench.values("canary.found");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0]["canary"].as_text(), "wifi");
  EXPECT_EQ(found[0]["asset"].as_text(), "wifi-key");
  EXPECT_EQ(found[0]["where"].as_text(), "squashfs:/etc/wifi.conf");
  EXPECT_EQ(found[0]["how"].as_text(), "raw");
  const auto searched = bench.values("artifact.searched").at(0);
  EXPECT_EQ(searched["canaries"].as_integer(), 2);
  EXPECT_EQ(searched["stage"].as_text(), "use");
  EXPECT_TRUE(searched["complete"].as_bool());
  EXPECT_EQ(searched["containers"].as_list().at(0).as_text(), "squashfs");
  EXPECT_EQ(bench.observed.at(0).evidence.at(0).path, "artifacts/dump.bin");
}

TEST(ArtifactSearch, FindsWhatIsWrongWithAnImage) {
  FakeBench bench;
  const Bytes content = image("little.jffs2");
  search(bench, content, "firmware_image");
  std::vector<std::string> told;
  for (const auto& value : bench.values("image.finding")) told.push_back(value["what"].as_text() + " " + value["where"].as_text());
  std::sort(told.begin(), told.end());
  EXPECT_EQ(told, (std::vector<std::string>{"empty password jffs2:/etc/passwd", "password in clear jffs2:/etc/wifi.conf",
                                            "readable secret jffs2:/etc/wifi.conf", "weak hash jffs2:/etc/shadow"}));
}

TEST(ArtifactSearch, FindsCanariesInRawBytesAndInEveryForm) {
  const std::string value = "hoshi-K3y/7";
  for (const std::string& form : {value, to_base64(to_bytes("user:" + value)), to_hex(to_bytes(value))}) {
    FakeBench bench;
    bench.planted = {{"key", "", value}};
    const Bytes content = to_bytes(std::string(5000, '\xff') + form + std::string(100, '.'));
    search(bench, content);
    const auto found = bench.values("canary.found");
    ASSERT_EQ(found.size(), 1u) << form;
    EXPECT_EQ(found[0]["where"].as_text(), "");
    EXPECT_GE(found[0]["offset"].as_integer(), 5000);
  }
}

TEST(ArtifactSearch, NeverShowsAPlantedValue) {
  FakeBench bench;
  bench.planted = {{"user", "", "canary-in-the-image"}, {"name", "", "wifi.conf"}};
  const Bytes content = image("tree.tar.gz");
  search(bench, content);
  EXPECT_EQ(bench.values("canary.found").size(), 2u);
  for (const auto& observation : bench.observed) {
    const std::string text = to_json(observation.value);
    EXPECT_EQ(text.find("canary-in-the-image"), std::string::npos) << text;
    EXPECT_EQ(text.find("wifi.conf"), std::string::npos) << text;
  }
}

TEST(ArtifactSearch, SaysThatADamagedImageWasNotReadAsAWhole) {
  FakeBench bench;
  const Bytes whole = image("gzip.squashfs");
  const Bytes content(whole.begin(), whole.begin() + 1000);
  search(bench, content);
  EXPECT_FALSE(bench.values("artifact.searched").at(0)["complete"].as_bool());
  EXPECT_FALSE(bench.values("artifact.searched").at(0)["unreadable"].as_list().empty());
}

TEST(ArtifactSearch, IsPlannedForEachArtifactAndSilentAboutThoseThatAreNotThere) {
  FakeBench bench;
  bench.described.artifacts = {{"a", "log", "a", "", "", "", "", ""}, {"b", "backup", "b", "", "", "", "", ""}};
  EXPECT_EQ(bench.plan(probe_artifact_search).size(), 2u);
  ASSERT_TRUE(bench.run(probe_artifact_search, {"", "", "", "a"}));
  EXPECT_TRUE(bench.observed.empty());
  EXPECT_FALSE(bench.run(probe_artifact_search, {"", "", "", "unknown"}));
}

}  // namespace
}  // namespace hoshi::probes
