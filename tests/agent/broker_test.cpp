// The broker: passes connections to named targets and refuses everything else, whatever the agent asks.
// SPDX-License-Identifier: Apache-2.0
#include "agent/broker.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

namespace hoshi::agent {
namespace {

using transport::milliseconds;

// Knows one target and hands out one end of a socket pair.
class OneTarget : public transport::Connector {
 public:
  Result<int> connect(std::string_view target, std::uint16_t port, milliseconds) override {
    if (target != "main" && target != "document:policy") return fail(ErrorCode::forbidden, "not a named target");
    if (port == 1) return fail(ErrorCode::unavailable, "refused");
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return fail(ErrorCode::internal, "no pair");
    EXPECT_EQ(::write(ends[1], "hello", 5), 5);
    ::close(ends[1]);
    return ends[0];
  }
  Result<int> open_datagrams(std::string_view target, std::uint16_t port, transport::Reach reach) override {
    if (target != "main") return fail(ErrorCode::forbidden, "not a named target");
    if (port == 1) return fail(ErrorCode::unavailable, "nothing to send on");
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) != 0) return fail(ErrorCode::internal, "no pair");
    const std::uint8_t said = static_cast<std::uint8_t>(reach);
    EXPECT_EQ(::write(ends[1], &said, 1), 1);
    ::close(ends[1]);
    return ends[0];
  }
  Result<transport::ScanReport> scan_tcp(std::string_view, const transport::ScanOptions& options, milliseconds) override {
    transport::ScanReport report;
    report.open = options.ports;
    report.closed = 7;
    return report;
  }
};

struct Pair {
  OneTarget connector;
  ChannelPair channel = *make_channel();
  Broker broker{std::move(channel.command), connector, {80, 443}, {{"document:policy", 443}}};
  BrokerClient client{std::move(channel.agent), [] {}};
};

TEST(Broker, PassesTheEndOfARelayForNamedTargetsOnly) {
  Pair pair;
  for (const auto reach : {transport::Reach::port, transport::Reach::any_port, transport::Reach::group}) {
    const auto relay = pair.client.open_datagrams("main", 1900, reach);
    ASSERT_TRUE(relay.has_value()) << relay.error().message;
    std::uint8_t said = 0xff;
    EXPECT_EQ(::read(*relay, &said, 1), 1);
    EXPECT_EQ(said, static_cast<std::uint8_t>(reach));
    ::close(*relay);
  }
  EXPECT_EQ(pair.client.open_datagrams("other", 1900, transport::Reach::port).error().code, ErrorCode::forbidden);
  EXPECT_EQ(pair.client.open_datagrams("document:policy@ipv4", 443, transport::Reach::port).error().code,
            ErrorCode::forbidden);
  EXPECT_EQ(pair.client.connect("document:policy@ipv4", 80, milliseconds(100)).error().code, ErrorCode::forbidden);
  EXPECT_EQ(pair.client.open_datagrams("document:policy", 443, transport::Reach::port).error().code,
            ErrorCode::forbidden);
  EXPECT_EQ(pair.client.open_datagrams("main", 1, transport::Reach::port).error().code, ErrorCode::unavailable);
}

TEST(Broker, PassesAConnectedSocket) {
  Pair pair;
  const auto connection = pair.client.connect("main", 80, milliseconds(500));
  ASSERT_TRUE(connection.has_value()) << connection.error().message;
  char text[8] = {};
  EXPECT_EQ(::read(*connection, text, sizeof text), 5);
  EXPECT_EQ(std::string(text), "hello");
  ::close(*connection);
}

TEST(Broker, CarriesRefusalsWithTheirCode) {
  Pair pair;
  EXPECT_EQ(pair.client.connect("elsewhere", 80, milliseconds(500)).error().code, ErrorCode::forbidden);
  EXPECT_EQ(pair.client.connect("main", 1, milliseconds(500)).error().code, ErrorCode::unavailable);
}

TEST(Broker, ReachesOnlyThePortOfADocumentsHost) {
  Pair pair;
  const auto allowed = pair.client.connect("document:policy", 443, milliseconds(500));
  ASSERT_TRUE(allowed.has_value());
  ::close(*allowed);
  EXPECT_EQ(pair.client.connect("document:policy", 22, milliseconds(500)).error().code, ErrorCode::forbidden);
  EXPECT_EQ(pair.client.scan_tcp("document:policy", {}, milliseconds(500)).error().code, ErrorCode::forbidden);
}

TEST(Broker, ScansThePortsOfTheRunWhenAllAreAskedFor) {
  Pair pair;
  const auto report = pair.client.scan_tcp("main", {}, milliseconds(500));
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->open, (std::vector<std::uint16_t>{80, 443}));
  EXPECT_EQ(report->closed, 7u);
}

TEST(Broker, AnswersManyThreadsEachItsOwn) {
  Pair pair;
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 20; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 20; ++n) {
        const auto connection = pair.client.connect("main", 80, milliseconds(5000));
        if (!connection) continue;
        ++good;
        ::close(*connection);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(good, 400);
}

TEST(Broker, RefusesWhatIsNoRequest) {
  OneTarget connector;
  ChannelPair channel = *make_channel();
  const Broker broker(std::move(channel.command), connector, {});
  ASSERT_TRUE(send_message(channel.agent.number(), object({{"op", "open_file"}, {"id", 3}})).has_value());
  const auto reply = receive_message(channel.agent.number());
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->message["error"].as_text(), "forbidden");
  EXPECT_EQ(reply->message["id"].as_integer(), 3);
}

// What came with the last act.
struct Bench {
  OneTarget connector;
  ChannelPair channel = *make_channel();
  Bytes content;
  int acts = 0;
  Broker broker{std::move(channel.command), connector, {}, {}, [this](const transport::BenchAct& act, milliseconds) {
                  content.assign(act.content.begin(), act.content.end());
                  ++acts;
                  return Result<transport::BenchActReport>({transport::BenchActReport::Outcome::done, act.recipe});
                }};
};

TEST(Broker, TakesAnImageForAnActBesideTheMessages) {
  Bench bench;
  BrokerClient client{std::move(bench.channel.agent), [] {}};
  for (const std::size_t size : {std::size_t{1}, std::size_t{65'537}, std::size_t{5} << 20}) {
    Bytes image(size);
    for (std::size_t i = 0; i < size; ++i) image[i] = static_cast<std::uint8_t>(i * 7 + size);
    const auto report = client.act({"update", 0, "", image}, milliseconds(5'000));
    ASSERT_TRUE(report.has_value()) << report.error().message;
    EXPECT_TRUE(bench.content == image) << size;
  }
  ASSERT_TRUE(client.act({"update", 1}, milliseconds(5'000)).has_value());
  EXPECT_TRUE(bench.content.empty());
}

TEST(Broker, DoesNothingWithAnImageThatIsNotHandedOverWhole) {
  Bench bench;
  const int agent = bench.channel.agent.number();
  const auto ask = [&](Value request) {
    EXPECT_TRUE(send_message(agent, request).has_value());
    return receive_message(agent).value();
  };
  {
    const Received way = ask(object({{"op", "hand_over"}, {"id", 1}, {"number", 5}, {"bytes", 10}}));
    ASSERT_TRUE(way.descriptor.is_open());
    EXPECT_EQ(::write(way.descriptor.number(), "half", 4), 4);
  }
  EXPECT_EQ(ask(object({{"op", "act"}, {"id", 2}, {"recipe", "update"}, {"content", 5}})).message["error"].as_text(), "not_found");
  EXPECT_EQ(ask(object({{"op", "act"}, {"id", 3}, {"recipe", "update"}, {"content", 6}})).message["error"].as_text(), "not_found");
  EXPECT_EQ(bench.acts, 0);
}

TEST(Broker, TakesNoImageOfASizeThatIsNone) {
  Bench bench;
  const int agent = bench.channel.agent.number();
  for (const std::int64_t size : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1} << 40, INT64_MAX}) {
    ASSERT_TRUE(send_message(agent, object({{"op", "hand_over"}, {"id", 1}, {"number", 5}, {"bytes", size}})).has_value());
    const auto reply = receive_message(agent).value();
    EXPECT_EQ(reply.message["error"].as_text(), "invalid_input") << size;
    EXPECT_FALSE(reply.descriptor.is_open());
  }
}

TEST(Broker, TakesNoImageWhereNobodyActs) {
  Pair pair;
  const Bytes image = to_bytes("image");
  EXPECT_EQ(pair.client.act({"update", 0, "", image}, milliseconds(500)).error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace hoshi::agent
