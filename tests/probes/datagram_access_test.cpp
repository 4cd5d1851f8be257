// Tests of tftp_access, dns_access and ntp_access against scripted servers.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "probes/fake_bench.h"
#include "probes/tftp_transfer.h"
#include "protocols/dns/message.h"
#include "protocols/tftp/packets.h"

namespace hoshi::probes {

extern const Probe probe_tftp_access;
extern const Probe probe_dns_access;
extern const Probe probe_ntp_access;

namespace {

using namespace testing;
namespace tftp = protocols::tftp;
namespace dns = protocols::dns;

// Serves each transfer from a port of its own, as RFC 1350 wants; shares nothing with the probes but the packets.
struct FakeTftpServer {
  std::map<std::string, std::string> files;
  bool takes_files = false;
  bool gives_everything = false;
  bool endless = false;
  int loses = 0;  // so many datagrams are lost
  std::map<std::uint16_t, std::string> reading;  // by port
  std::map<std::uint16_t, std::string> writing;
  std::uint16_t next_port = 40000;
  int errors_heard = 0;

  std::vector<DatagramReply> answer(const HeardDatagram& heard) {
    if (loses-- > 0) return {};
    const auto operation = static_cast<tftp::Operation>(heard.bytes[1]);
    const std::uint16_t number = static_cast<std::uint16_t>(static_cast<std::uint8_t>(heard.bytes[2]) << 8 |
                                                            static_cast<std::uint8_t>(heard.bytes[3]));
    if (operation == tftp::Operation::error) ++errors_heard;
    const std::string name = heard.bytes.substr(2, heard.bytes.find('\0', 2) - 2);
    if (operation == tftp::Operation::read) {
      const auto found = files.find(name);
      if (found == files.end() && !gives_everything) return error(1);
      reading[++next_port] = found != files.end() ? found->second : "the same for everybody";
      return {{block(next_port, 1), next_port}};
    }
    if (operation == tftp::Operation::acknowledgement) return {{block(heard.port, number + 1), heard.port}};
    if (operation == tftp::Operation::write) {
      if (!takes_files) return error(2);
      writing[++next_port] = name;
      files[name] = "";
      return {{to_text(tftp::write_acknowledgement(0)), next_port}};
    }
    if (operation == tftp::Operation::data) {
      files[writing[heard.port]] += heard.bytes.substr(4);
      return {{to_text(tftp::write_acknowledgement(number)), heard.port}};
    }
    return {};
  }

 private:
  std::string block(std::uint16_t port, int number) {
    const std::string& content = reading[port];
    const std::size_t from = static_cast<std::size_t>(number - 1) * tftp::block_bytes;
    const std::string part = endless ? std::string(512, 'x') : from > content.size() ? "" : content.substr(from, 512);
    return to_text(tftp::write_data(static_cast<std::uint16_t>(number), to_bytes(part)));
  }
  static std::vector<DatagramReply> error(std::uint16_t code) { return {{to_text(tftp::write_error(code, "no"))}}; }
};

std::shared_ptr<FakeTftpServer> serve(FakeBench& bench, FakeTftpServer made) {
  auto server = std::make_shared<FakeTftpServer>(std::move(made));
  bench.world.udp[{"main", 69}].handler = [server](const HeardDatagram& heard) { return server->answer(heard); };
  bench.learn("tftp_names");
  return server;
}

Product device(std::string_view protocol, std::uint16_t port, std::string_view operation, std::string_view path) {
  Product product;
  Route route;
  route.id = "route";
  route.transport = "udp";
  route.port = port;
  route.protocol = std::string(protocol);
  product.routes = {route};
  Asset asset;
  asset.id = "settings";
  product.assets = {asset};
  product.requests = {{"r", "route", "settings", std::string(operation), std::string(path)}};
  return product;
}

const Task tftp_task{"tftp_access", "main", "udp/69", ""};
const Task dns_task{"dns_access", "main", "udp/53", ""};
const Task ntp_task{"ntp_access", "main", "udp/123", ""};

TEST(TftpAccess, ReadsDeclaredFilesAndKnownNames) {
  FakeBench bench;
  bench.described = device("tftp", 69, "read", "camera.cfg");
  serve(bench, {{{"camera.cfg", std::string(1300, 'c')}, {"startup-config", std::string(512, 's')}}});
  ASSERT_TRUE(bench.run(probe_tftp_access, tftp_task));
  const auto given = bench.values("access.unauthenticated");
  ASSERT_EQ(given.size(), 2u);
  EXPECT_EQ(given[0]["what"].as_text(), "camera.cfg");
  EXPECT_EQ(given[0]["bytes"].as_integer(), 1300);
  EXPECT_EQ(given[0]["protected"].as_text(), "yes");
  EXPECT_EQ(given[1]["what"].as_text(), "startup-config");
  EXPECT_EQ(given[1]["bytes"].as_integer(), 512);
  EXPECT_EQ(bench.values("asset.seen_in_clear").size(), 1u);
}

TEST(TftpAccess, BreaksOffAfter64KiB) {
  FakeBench bench;
  bench.described = device("tftp", 69, "read", "camera.cfg");
  FakeTftpServer made;
  made.files = {{"camera.cfg", "x"}};
  made.endless = true;
  const auto server = serve(bench, made);
  ASSERT_TRUE(bench.run(probe_tftp_access, tftp_task));
  EXPECT_EQ(bench.values("access.unauthenticated").at(0)["bytes"].as_integer(), 64 * 1024);
  EXPECT_EQ(server->errors_heard, 1);
}

TEST(TftpAccess, AServerThatAnswersEveryNameGivesNothing) {
  FakeBench bench;
  bench.described = device("tftp", 69, "read", "camera.cfg");
  FakeTftpServer made;
  made.gives_everything = true;
  serve(bench, made);
  ASSERT_TRUE(bench.run(probe_tftp_access, tftp_task));
  EXPECT_TRUE(bench.values("access.unauthenticated").empty());
  EXPECT_EQ(bench.values("access.not_tried").at(0)["why"].as_text(), "answers_every_name");
}

TEST(TftpAccess, WritesOnlyWithLeaveAndPutsTheOldFileBack) {
  for (const bool leave : {false, true}) {
    FakeBench bench;
    bench.described = device("tftp", 69, "write", "camera.cfg");
    bench.disruption = leave;
    FakeTftpServer made;
    made.files = {{"camera.cfg", std::string(512, 'o')}};
    made.takes_files = true;
    const auto server = serve(bench, made);
    ASSERT_TRUE(bench.run(probe_tftp_access, tftp_task));
    EXPECT_EQ(server->files["camera.cfg"], std::string(512, 'o'));
    EXPECT_EQ(bench.wrote("hoshi-"), leave);
    EXPECT_EQ(bench.values("access.unauthenticated").size(), leave ? 1u : 0u);
  }
}

TEST(TftpAccess, ARefusedWriteIsSaidSo) {
  FakeBench bench;
  bench.described = device("tftp", 69, "write", "camera.cfg");
  bench.disruption = true;
  serve(bench, {});
  ASSERT_TRUE(bench.run(probe_tftp_access, tftp_task));
  EXPECT_EQ(bench.values("access.refused").at(0)["how"].as_text(), "error_2");
  EXPECT_FALSE(bench.values("access.refused").at(0)["control"].as_bool());
}

TEST(TftpTransfer, SendsAgainWhatWasLost) {
  FakeBench bench;
  FakeTftpServer made;
  made.files = {{"a", "content"}};
  made.loses = 1;
  serve(bench, made);
  const auto outcome = read_file(bench.network(), "main", 69, "a");
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(outcome->is_whole);
  EXPECT_EQ(to_text(outcome->content), "content");
}

TEST(TftpTransfer, SilenceAndForeignNamesAreNoFiles) {
  FakeBench bench;
  EXPECT_EQ(read_file(bench.network(), "main", 69, "a")->kind, TftpOutcome::Kind::silent);
  EXPECT_FALSE(read_file(bench.network(), "main", 69, std::string_view("a\0b", 3)));
}

// Answers any question with these flags and no records.
void serve_dns(FakeBench& bench, std::uint16_t flags) {
  bench.world.udp[{"main", 53}].handler = [flags](const HeardDatagram& heard) -> std::vector<DatagramReply> {
    std::string reply = heard.bytes;
    reply[2] = static_cast<char>(flags >> 8);
    reply[3] = static_cast<char>(flags & 0xFF);
    return {{reply}};
  };
}

TEST(DnsAccess, AServerThatResolvesForeignNamesRecurses) {
  FakeBench bench;
  serve_dns(bench, 0x8183);  // recursion desired and available, no such name
  ASSERT_TRUE(bench.run(probe_dns_access, dns_task));
  ASSERT_EQ(bench.values("access.unauthenticated").size(), 1u);
  EXPECT_TRUE(bench.wrote("invalid"));
}

TEST(DnsAccess, RefusedOrAuthoritativeIsNoRecursion) {
  for (const std::uint16_t flags : {std::uint16_t{0x8105}, std::uint16_t{0x8185}, std::uint16_t{0x8503}, std::uint16_t{0x8103}}) {
    FakeBench bench;
    serve_dns(bench, flags);
    ASSERT_TRUE(bench.run(probe_dns_access, dns_task));
    EXPECT_TRUE(bench.observed.empty()) << flags;
  }
}

// A transfer of one record, or the code.
void serve_zone(FakeBench& bench, std::uint8_t code) {
  bench.serve(53, [code](const Heard& heard) -> Reply {
    if (heard.all.size() < 2) return {};
    std::string message = heard.all.substr(2);
    message[2] = static_cast<char>(0x84);
    message[3] = static_cast<char>(code);
    if (code == 0) {
      message[7] = 1;
      message += std::string("\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x0a\0\0\1", 16);
    }
    ByteWriter framed;
    framed.vector16(to_bytes(message));
    return {to_text(framed.bytes())};
  });
}

TEST(DnsAccess, AZoneThatIsHandedOutIsAccess) {
  FakeBench bench;
  bench.described = device("dns", 53, "read", "home.example");
  serve_zone(bench, 0);
  ASSERT_TRUE(bench.run(probe_dns_access, dns_task));
  ASSERT_EQ(bench.values("access.unauthenticated").size(), 1u);
  EXPECT_EQ(bench.values("access.unauthenticated")[0]["what"].as_text(), "home.example");
}

TEST(DnsAccess, ARefusedTransferIsSaidSo) {
  FakeBench bench;
  bench.described = device("dns", 53, "read", "home.example");
  serve_zone(bench, 5);
  ASSERT_TRUE(bench.run(probe_dns_access, dns_task));
  EXPECT_EQ(bench.values("access.refused").at(0)["how"].as_text(), "code_5");
}

TEST(DnsAccess, NobodyOnTcpIsNotTried) {
  FakeBench bench;
  bench.described = device("dns", 53, "read", "home.example");
  ASSERT_TRUE(bench.run(probe_dns_access, dns_task));
  EXPECT_EQ(bench.values("access.not_tried").size(), 1u);
}

TEST(NtpAccess, SaysWhatTheServerTellsStrangers) {
  FakeBench bench;
  bench.learn("identity");
  bench.world.udp[{"main", 123}].handler = [](const HeardDatagram& heard) -> std::vector<DatagramReply> {
    const std::string text = "version=\"ntpd 4.2.8p15\", system=\"Linux/6.1\"";
    if ((heard.bytes[0] & 7) == 6) {
      return {{std::string("\x16\x82\0\1\0\0\0\0\0\0\0", 11) + static_cast<char>(text.size()) + text}};
    }
    return {{std::string("\xd7\0\x03\x2a\0\6\0\x48", 8)}};
  };
  ASSERT_TRUE(bench.run(probe_ntp_access, ntp_task));
  const auto given = bench.values("access.unauthenticated");
  ASSERT_EQ(given.size(), 2u);
  EXPECT_EQ(given[0]["what"].as_text(), "server variables (mode 6)");
  EXPECT_EQ(given[1]["what"].as_text(), "list of clients (mode 7)");
  EXPECT_EQ(bench.values("identity.shown").size(), 1u);
}

TEST(NtpAccess, AServerThatTellsTheTimeOnlySaysNothingElse) {
  FakeBench bench;
  bench.learn("identity");
  ASSERT_TRUE(bench.run(probe_ntp_access, ntp_task));
  EXPECT_TRUE(bench.observed.empty());
}

}  // namespace
}  // namespace hoshi::probes
