// Tests what is done over SSH once inside: commands, typed lines, bounds, replay, and that secrets stay out.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "servers.h"
#include "ssh_server.h"
#include "transport/replay_network.h"

namespace hoshi::transport {
namespace {

using Outcome = SshLogin::Outcome;
using testing::Server;

struct Both {
  SshRun live;
  SshRun replayed;
  std::string transcript;
};

Both run(const testing::SshServerOptions& options, const SshCommand& command, const std::string& password = "right horse",
         milliseconds timeout = milliseconds(20'000)) {
  const auto& context = testing::tls_context();
  const Server server(testing::ssh_service(options));
  testing::MemorySink sink;
  auto connector = testing::connector_to("127.0.0.1");
  Both both;
  {
    const auto network = live_network(connector, context, sink, {});
    network->keep_secret("new horse");
    both.live = network->ssh_run("main", server.port(), "root", password, command, timeout).value();
  }
  both.transcript = sink.lanes()[""];
  both.replayed =
      replay_network(sink.lanes()).value()->ssh_run("main", server.port(), "root", "", {}, timeout).value();
  return both;
}

void expect_same(const Both& both) {
  EXPECT_EQ(both.live.login.outcome, both.replayed.login.outcome);
  EXPECT_EQ(both.live.output, both.replayed.output);
  EXPECT_EQ(both.live.ended, both.replayed.ended);
  EXPECT_EQ(both.live.exit_status, both.replayed.exit_status);
}

testing::SshServerOptions serving(std::function<std::string(const std::string&, const std::string&)> inside) {
  testing::SshServerOptions options;
  options.inside = std::move(inside);
  return options;
}

TEST(SshRunTest, CarriesOutACommandAndGivesItsOutputAndStatus) {
  const Both both = run(serving([](const auto& command, const auto&) { return "did " + command + "\n\x04"; }),
                        {"show version", {}});
  EXPECT_EQ(both.live.login.outcome, Outcome::accepted);
  EXPECT_EQ(both.live.output, "did show version\n");
  EXPECT_TRUE(both.live.ended);
  EXPECT_EQ(both.live.exit_status, 7);
  expect_same(both);
}

TEST(SshRunTest, FeedsACommandItsLines) {
  const Both both = run(serving([](const auto&, const auto& heard) { return heard.empty() ? "" : "read " + heard + "\x04"; }),
                        {"chpasswd", {"root:other"}});
  EXPECT_EQ(both.live.output, "read root:other\n");
}

TEST(SshRunTest, TypesEachLineOnlyWhenAPromptStandsStill) {
  std::string typed;
  const auto shell = [&typed](const std::string&, const std::string& heard) -> std::string {
    typed += heard + "|";
    if (heard.empty()) return "# ";
    if (heard == "passwd\n") return "Changing password for root\nNew password: ";
    if (heard == "other\n") return "\nRetype password: ";
    return "\x04";
  };
  const Both both = run(serving(shell), {"", {"passwd", "other", "again"}});
  EXPECT_EQ(typed, "|passwd\n|other\n|again\n|");
  EXPECT_NE(both.live.output.find("Retype password: "), std::string::npos);
  EXPECT_TRUE(both.live.ended);
  expect_same(both);
}

TEST(SshRunTest, DoesNothingWithAWrongPassword) {
  bool asked = false;
  const Both both = run(serving([&asked](const auto&, const auto&) { return asked = true, std::string("\x04"); }),
                        {"show version", {}}, "wrong horse");
  EXPECT_EQ(both.live.login.outcome, Outcome::refused);
  EXPECT_FALSE(asked);
  EXPECT_EQ(both.live.output, "");
  expect_same(both);
}

TEST(SshRunTest, HidesSecretsThatTheDeviceSaysBack) {
  const Both both = run(serving([](const auto&, const auto&) { return "right horse, then new horse\n\x04"; }), {"env", {}});
  EXPECT_EQ(both.live.output, "***********, then *********\n");
  for (const char* secret : {"right horse", "new horse"}) {
    EXPECT_EQ(both.transcript.find(secret), std::string::npos);
    EXPECT_EQ(both.transcript.find(to_base64(to_bytes(std::string_view(secret)))), std::string::npos);
  }
  expect_same(both);
}

TEST(SshRunTest, BoundsTheOutput) {
  const Both both = run(serving([](const auto&, const auto&) { return std::string(200'000, 'x') + "\x04"; }), {"yes", {}});
  EXPECT_EQ(both.live.output.size(), 64u * 1024);
  expect_same(both);
}

TEST(SshRunTest, EndsInTimeWithACommandThatDoesNot) {
  const auto began = std::chrono::steady_clock::now();
  const auto silent = [](const auto&, const auto& heard) { return heard.empty() ? "$ " : "\n"; };
  const Both both = run(serving(silent), {"", {"sleep"}}, "right horse", milliseconds(1500));
  EXPECT_EQ(both.live.login.outcome, Outcome::accepted);
  EXPECT_FALSE(both.live.ended);
  EXPECT_LT(std::chrono::steady_clock::now() - began, milliseconds(14'000));
  expect_same(both);
}

TEST(SshRunTest, AReplayOfALoginIsNotOneOfARun) {
  testing::MemorySink sink;
  std::uint16_t port = 0;
  testing::listen_on("127.0.0.1", port);
  auto connector = testing::connector_to("127.0.0.1");
  {
    const auto network = live_network(connector, testing::tls_context(), sink, {});
    EXPECT_EQ(network->ssh_run("main", port, "root", "x", {"id", {}}, milliseconds(1000))->login.outcome,
              Outcome::unreachable);
  }
  EXPECT_FALSE(replay_network(sink.lanes()).value()->ssh_login("main", port, "root", "x", milliseconds(1000)));
}

}  // namespace
}  // namespace hoshi::transport
