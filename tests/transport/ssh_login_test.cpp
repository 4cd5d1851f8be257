// Tests the outcomes of SSH logins, their replay, and that passwords stay out of the transcript.
// SPDX-License-Identifier: Apache-2.0
#include "ssh_server.h"

#include <gtest/gtest.h>

#include "servers.h"
#include "transport/replay_network.h"

namespace hoshi::transport {
namespace {

using Outcome = SshLogin::Outcome;
using testing::Server;
using testing::ssh_service;
using testing::SshServerOptions;

struct Both {
  SshLogin live;
  SshLogin replayed;
  std::string transcript;
};

Both log_in(std::uint16_t port, const std::optional<std::string>& password,
            milliseconds timeout = milliseconds(10'000)) {
  testing::MemorySink sink;
  auto connector = testing::connector_to("127.0.0.1");
  Both both;
  {
    const auto network = live_network(connector, testing::tls_context(), sink, {});
    both.live = network->ssh_login("main", port, "root", password, timeout).value();
  }
  both.transcript = sink.lanes()[""];
  both.replayed = replay_network(sink.lanes()).value()->ssh_login("main", port, "root", "", timeout).value();
  return both;
}

Both log_in(const SshServerOptions& options, const std::optional<std::string>& password) {
  static_cast<void>(testing::tls_context());
  const Server server(ssh_service(options));
  return log_in(server.port(), password);
}

void expect_same(const Both& both) {
  EXPECT_EQ(both.live.outcome, both.replayed.outcome);
  EXPECT_EQ(both.live.methods, both.replayed.methods);
  EXPECT_EQ(both.live.none_accepted, both.replayed.none_accepted);
  EXPECT_EQ(both.live.detail, both.replayed.detail);
  EXPECT_EQ(both.live.began, both.replayed.began);
  EXPECT_EQ(both.live.ended, both.replayed.ended);
  EXPECT_LE(both.live.began, both.live.ended);
}

TEST(SshLoginTest, AcceptsTheRightPasswordAndRecordsNoneOfIt) {
  const Both both = log_in(SshServerOptions{}, "right horse");
  EXPECT_EQ(both.live.outcome, Outcome::accepted) << both.live.detail;
  EXPECT_EQ(both.live.methods, (std::vector<std::string>{"password", "publickey"}));
  EXPECT_FALSE(both.live.none_accepted);
  EXPECT_EQ(both.transcript.find("right horse"), std::string::npos);
  expect_same(both);
}

TEST(SshLoginTest, RefusesTheWrongPassword) {
  const Both both = log_in(SshServerOptions{}, "wrong horse");
  EXPECT_EQ(both.live.outcome, Outcome::refused) << both.live.detail;
  expect_same(both);
}

TEST(SshLoginTest, SaysWhenNoneAloneOpensTheDoor) {
  const Both both = log_in({.password = "x", .accepts_none = true, .only_key_exchange = ""}, std::nullopt);
  EXPECT_EQ(both.live.outcome, Outcome::accepted) << both.live.detail;
  EXPECT_TRUE(both.live.none_accepted);
  expect_same(both);
}

TEST(SshLoginTest, SaysWhenAFurtherMethodIsAsked) {
  const Both both = log_in({.wants_more = true, .only_key_exchange = ""}, "right horse");
  EXPECT_EQ(both.live.outcome, Outcome::partial) << both.live.detail;
  expect_same(both);
}

TEST(SshLoginTest, SaysWhenPasswordsAreNotTaken) {
  const Both both = log_in({.methods = SSH_AUTH_METHOD_PUBLICKEY, .only_key_exchange = ""}, "right horse");
  EXPECT_EQ(both.live.outcome, Outcome::no_password_method) << both.live.detail;
  expect_same(both);
}

TEST(SshLoginTest, AnswersAPasswordPromptOfKeyboardInteractive) {
  const SshServerOptions options{.methods = SSH_AUTH_METHOD_INTERACTIVE, .only_key_exchange = ""};
  EXPECT_EQ(log_in(options, "right horse").live.outcome, Outcome::accepted);
  EXPECT_EQ(log_in(options, "wrong horse").live.outcome, Outcome::refused);
}

TEST(SshLoginTest, SpeaksTheOldKeyExchangesOfOldDevices) {
  for (const char* old : {"diffie-hellman-group1-sha1", "diffie-hellman-group14-sha1"}) {
    const Both both = log_in({.only_key_exchange = old}, "right horse");
    EXPECT_EQ(both.live.outcome, Outcome::accepted) << old << ": " << both.live.detail;
  }
}

TEST(SshLoginTest, SaysWhenTheServerHangsUpInTheHandshake) {
  const Server server([](int socket) { testing::send_text(socket, "SSH-2.0-tiny\r\n"); });
  const Both both = log_in(server.port(), "pass word");
  EXPECT_EQ(both.live.outcome, Outcome::disconnected);
  EXPECT_FALSE(both.live.detail.empty());
  expect_same(both);
}

TEST(SshLoginTest, SaysWhenNobodyListens) {
  std::uint16_t port = 0;
  testing::listen_on("127.0.0.1", port);
  const Both both = log_in(port, "pass word");
  EXPECT_EQ(both.live.outcome, Outcome::unreachable);
  EXPECT_EQ(both.live.detail, "the connection was refused");
  expect_same(both);
}

TEST(SshLoginTest, EndsInTimeWithASilentServer) {
  const Server server([](int socket) { testing::read_some(socket), testing::read_some(socket); });
  const auto began = std::chrono::steady_clock::now();
  const Both both = log_in(server.port(), "pass word", milliseconds(300));
  EXPECT_EQ(both.live.outcome, Outcome::timed_out);
  EXPECT_LT(std::chrono::steady_clock::now() - began, milliseconds(2000));
  expect_same(both);
}

TEST(SshLoginTest, HidesAPasswordThatTheServerSaysBack) {
  const Server server([](int socket) {
    testing::send_text(socket, "SSH-2.0-tiny\r\n");
    testing::read_some(socket);
    // RFC 4253, 11.1: disconnect; the description is the server's to choose.
    const std::string text = "your password is right horse";
    std::string packet("\0\0\0\0\x04\x01\0\0\0\x0b\0\0\0", 13);
    packet += static_cast<char>(text.size());
    packet += text + std::string(4, '\0') + std::string(4, '\0');
    packet[3] = static_cast<char>(packet.size() - 4);
    testing::send_text(socket, packet);
  });
  const Both both = log_in(server.port(), "right horse");
  EXPECT_EQ(both.live.outcome, Outcome::disconnected);
  EXPECT_EQ(both.live.detail.find("right horse"), std::string::npos) << both.live.detail;
  EXPECT_EQ(both.transcript.find("right horse"), std::string::npos);
}

}  // namespace
}  // namespace hoshi::transport
