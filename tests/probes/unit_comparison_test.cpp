// Tests of comparing two units by their SSH and TLS keys, and by what was found in their images.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/file.h"
#include "probes/fake_bench.h"
#include "protocols/ssh/identification.h"
#include "protocols/ssh/kexinit.h"
#include "protocols/ssh/packet.h"

namespace hoshi::probes {

extern const Probe probe_unit_comparison;

namespace testing {
namespace {

namespace ssh = protocols::ssh;

std::string packet(const Bytes& payload) { return to_text(ssh::write_packet(payload, Bytes(16))); }

// The server's reply to the first packet of a key exchange, with this key.
std::string reply_with(std::string_view key) {
  ByteWriter inner;
  inner.vector32(to_bytes("ssh-ed25519"));
  inner.vector32(to_bytes(key));
  ByteWriter payload;
  payload.u8(31);
  payload.vector32(inner.bytes());
  payload.vector32(Bytes(32, 1));
  payload.vector32(Bytes(64, 2));
  return packet(payload.bytes());
}

class UnitComparison : public ::testing::Test {
 protected:
  UnitComparison() { bench_.world.targets = {"main", "unit_B"}; }

  // An SSH server with one kind of key: says its offer when connected, its key once the exchange begins.
  void serve_key(const std::string& target, const std::string& key) {
    ssh::Kexinit offer;
    offer.key_exchange = {"curve25519-sha256"};
    offer.host_key = {"ssh-ed25519"};
    const std::string greeting = "SSH-2.0-device\r\n" + to_text(ssh::write_kexinit(offer, Bytes(16), Bytes(16)));
    bench_.world.services[{target, 22}].handler = [greeting, key](const Heard& heard) {
      if (heard.all.empty()) return Reply{greeting};
      const bool began = !heard.now.starts_with("SSH-");  // its own offer and the beginning of the exchange
      return Reply{began ? reply_with(key) : ""};
    };
  }
  void serve_certificate(const std::string& target, const std::string& file) {
    transport::TlsSession session;
    session.certificates_der = {to_bytes(read_file(std::string(HOSHI_SOURCE_FOLDER) + "/tests/data/tls/" + file).value())};
    auto& service = bench_.world.services[{target, 443}];
    service.tls = session;
    service.handler = [](const Heard&) { return Reply{""}; };
    service.plain = false;
  }
  void compare_ssh() { ASSERT_TRUE(bench_.run(probe_unit_comparison, {"unit_comparison", "main", "tcp/22", "ssh-unit_B"})); }
  void found(const std::string& artifact, const std::string& unit, std::string_view what, std::string_view hash) {
    ArtifactEntry entry;
    entry.id = artifact;
    entry.unit = unit;
    bench_.described.artifacts.push_back(entry);
    bench_.saw("image.finding", {"", "", artifact}, object({{"what", what}, {"sha256", hash}}));
  }

  FakeBench bench_;
};

}  // namespace

TEST_F(UnitComparison, IsPlannedForEveryKeyThatAServiceShows) {
  bench_.saw("service.identified", {"main", "tcp/22", ""}, object({{"protocol", "ssh"}, {"tls", false}}));
  bench_.saw("service.identified", {"main", "tcp/443", ""}, object({{"protocol", "http"}, {"tls", true}}));
  bench_.saw("service.identified", {"main", "tcp/80", ""}, object({{"protocol", "http"}, {"tls", false}}));
  bench_.saw("service.identified", {"unit_B", "tcp/22", ""}, object({{"protocol", "ssh"}, {"tls", false}}));
  EXPECT_EQ(bench_.plan(probe_unit_comparison, {"main", "unit_B", "unit_B@ipv6"}).size(), 2u);
  EXPECT_TRUE(bench_.plan(probe_unit_comparison, {"main"}).empty());
}

TEST_F(UnitComparison, FindsTheSameHostKey) {
  serve_key("main", "one key for all");
  serve_key("unit_B", "one key for all");
  compare_ssh();
  const Value same = bench_.values("units.same").at(0);
  EXPECT_EQ(same["what"].as_text(), "ssh host key");
  EXPECT_EQ(same["units"].as_list(), (ValueList{"A", "B"}));
  EXPECT_TRUE(bench_.values("units.compared").at(0)["same"].as_bool());
}

TEST_F(UnitComparison, SaysThatHostKeysDiffer) {
  serve_key("main", "a key of its own");
  serve_key("unit_B", "another key");
  compare_ssh();
  EXPECT_TRUE(bench_.values("units.same").empty());
  EXPECT_FALSE(bench_.values("units.compared").at(0)["same"].as_bool(true));
}

TEST_F(UnitComparison, ComparesNothingWithAUnitThatDoesNotAnswer) {
  serve_key("main", "a key of its own");
  compare_ssh();
  EXPECT_TRUE(bench_.observed.empty());
}

TEST_F(UnitComparison, TellsCertificatesAndKeysApart) {
  serve_certificate("main", "certificate_rsa.der");
  serve_certificate("unit_B", "certificate_rsa.der");
  ASSERT_TRUE(bench_.run(probe_unit_comparison, {"unit_comparison", "main", "tcp/443", "tls-unit_B"}));
  EXPECT_EQ(bench_.values("units.same").size(), 2u);
  EXPECT_NE(bench_.values("units.same").at(0)["sha256"], bench_.values("units.same").at(1)["sha256"]);
}

TEST_F(UnitComparison, ComparesWhatWasFoundInImages) {
  found("dump-a", "A", "private key", "11");
  found("dump-b", "B", "private key", "11");
  found("image-a", "", "weak hash", "22");
  found("image-b", "B", "weak hash", "33");
  found("image-c", "B", "empty password", "44");
  ASSERT_EQ(bench_.plan(probe_unit_comparison).size(), 1u);
  ASSERT_TRUE(bench_.run(probe_unit_comparison, {"unit_comparison", "", "", "artifacts"}));
  ASSERT_EQ(bench_.values("units.same").size(), 1u);
  EXPECT_EQ(bench_.values("units.same").at(0)["what"].as_text(), "private key");
  EXPECT_EQ(bench_.values("units.compared").size(), 2u);
}

TEST_F(UnitComparison, DoesNotCompareTwoImagesOfOneUnit) {
  found("dump-a", "A", "private key", "11");
  found("image-a", "", "private key", "11");
  EXPECT_TRUE(bench_.plan(probe_unit_comparison).empty());
}

}  // namespace testing
}  // namespace hoshi::probes
