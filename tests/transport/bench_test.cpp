// Tests of acts on the bench, of several sources, and of large writes: live and in replay.
// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "servers.h"
#include "transport/replay_network.h"

namespace hoshi::transport {
namespace {

using testing::MemorySink;
using testing::Server;

constexpr auto patience = milliseconds(5'000);

// A broker whose people do everything but the third step.
class Crew : public DirectConnector {
 public:
  explicit Crew(std::string said) : DirectConnector({}, {}), said_(std::move(said)) {}
  Result<BenchActReport> act(const BenchAct& act, milliseconds) override {
    if (act.step == 2) return BenchActReport{BenchActReport::Outcome::nobody, ""};
    if (act.step > 2) return fail(ErrorCode::forbidden, "no such step");
    return BenchActReport{BenchActReport::Outcome::done, said_};
  }

 private:
  std::string said_;
};

std::string acted(Network& network, const std::string& recipe) {
  network.keep_secret("a secret word");
  std::string seen;
  for (std::size_t step = 1; step < 4; ++step) {
    const auto report = network.act({recipe, step}, patience);
    seen += report ? std::string(name_of(report->outcome)) + " '" + report->said + "'; " : report.error().message + "; ";
  }
  return seen;
}

TEST(BenchActs, AreRepeatedInReplayWithoutTheirSecrets) {
  MemorySink sink;
  Crew crew("said a secret word");
  std::string live;
  {
    const auto network = live_network(crew, testing::tls_context(), sink, {});
    live = acted(*network, "power-off");
  }
  EXPECT_EQ(live, "done 'said *************'; nobody ''; no such step; ");
  const auto replayed = replay_network(sink.lanes()).value();
  EXPECT_EQ(acted(*replayed, "power-off"), live);
  const auto other = replay_network(sink.lanes()).value();
  EXPECT_NE(acted(*other, "other"), live);
}

TEST(BenchActs, OfTheUpdateServerAreToldFromEachOtherInReplay) {
  MemorySink sink;
  Crew crew("{\"contacts\":1}");
  const BenchAct look{"", 0, "look"};
  {
    const auto network = live_network(crew, testing::tls_context(), sink, {});
    EXPECT_EQ(network->act(look, patience).value().said, "{\"contacts\":1}");
  }
  EXPECT_EQ(replay_network(sink.lanes()).value()->act(look, patience).value().said, "{\"contacts\":1}");
  EXPECT_FALSE(replay_network(sink.lanes()).value()->act({"", 0, "show good"}, patience));
  EXPECT_FALSE(replay_network(sink.lanes()).value()->act({"", 0}, patience));
}

TEST(BenchActs, ThatGiveOutAnImageAreRepeatedWithTheSameImageOnly) {
  MemorySink sink;
  Crew crew("");
  const Bytes image = to_bytes("an image");
  const Bytes other = to_bytes("another");
  {
    const auto network = live_network(crew, testing::tls_context(), sink, {});
    EXPECT_TRUE(network->act({"update", 1, "", image}, patience));
  }
  EXPECT_TRUE(replay_network(sink.lanes()).value()->act({"update", 1, "", image}, patience));
  EXPECT_FALSE(replay_network(sink.lanes()).value()->act({"update", 1, "", other}, patience));
  EXPECT_FALSE(replay_network(sink.lanes()).value()->act({"update", 1}, patience));
  std::string written;
  for (const auto& [name, text] : sink.lanes()) written += text;
  EXPECT_NE(written.find(sha256_hex(image)), std::string::npos);
}

// Where a connection came from, as the server sees it.
struct Callers {
  std::mutex mutex;
  std::vector<std::string> addresses;
};

TEST(Sources, AreWhatConnectionsComeFrom) {
  Callers callers;
  const Server server([&](int socket) {
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    ::getpeername(socket, static_cast<sockaddr*>(static_cast<void*>(&peer)), &size);
    std::array<char, INET_ADDRSTRLEN> text{};
    ::inet_ntop(AF_INET, &peer.sin_addr, text.data(), text.size());
    const std::scoped_lock lock(callers.mutex);
    callers.addresses.emplace_back(text.data());
    testing::send_text(socket, "x");
  });
  DirectOptions options;
  options.sources = {Address::parse("127.0.0.2").value(), Address::parse("127.0.0.3").value()};
  DirectConnector connector = testing::connector_to("127.0.0.1", options);
  MemorySink sink;
  const auto network = live_network(connector, testing::tls_context(), sink, {});
  for (const auto* target : {"main", "main@source2", "main@ipv4@source1"}) {
    const auto stream = network->connect(target, server.port(), patience);
    ASSERT_TRUE(stream) << target;
    EXPECT_TRUE((*stream)->read(1, patience));
  }
  const std::scoped_lock lock(callers.mutex);
  EXPECT_EQ(callers.addresses, (std::vector<std::string>{"127.0.0.2", "127.0.0.3", "127.0.0.2"}));
}

TEST(Sources, ThatNobodyNamedAreForbidden) {
  DirectConnector connector = testing::connector_to("127.0.0.1");
  for (const auto* target : {"main@source2", "main@source0", "main@source", "main@sourceX", "main@elsewhere"}) {
    const auto socket = connector.connect(target, 9, patience);
    ASSERT_FALSE(socket) << target;
    EXPECT_EQ(socket.error().code, ErrorCode::forbidden) << target;
  }
}

TEST(Sources, OfAnotherFamilyReachNothing) {
  DirectOptions options;
  options.sources = {Address::parse("::1").value()};
  DirectConnector connector = testing::connector_to("127.0.0.1", options);
  EXPECT_EQ(connector.connect("main", 9, patience).error().code, ErrorCode::forbidden);
}

bool uploads(Network& network, std::uint16_t port, const Bytes& image) {
  const auto stream = network.connect("main", port, patience);
  if (!stream || !(*stream)->write(image)) return false;
  const auto answer = (*stream)->read(10, patience);
  return answer && to_text(*answer) == "thanks";
}

TEST(LargeWrites, AreRecordedByTheirHash) {
  const Server server([](int socket) {
    for (std::size_t got = 0; got < 5'000'000;) {
      const auto part = testing::read_some(socket).size();
      if (part == 0) return;
      got += part;
    }
    testing::send_text(socket, "thanks");
  });
  const Bytes image(5'000'000, 0x5a);  // more than a transcript holds
  DirectConnector connector = testing::connector_to("127.0.0.1");
  MemorySink sink;
  {
    const auto network = live_network(connector, testing::tls_context(), sink, {});
    EXPECT_TRUE(uploads(*network, server.port(), image));
  }
  EXPECT_LT(sink.lanes().at("").size(), 2'000u);
  EXPECT_NE(sink.lanes().at("").find(sha256_hex(image)), std::string::npos);
  EXPECT_TRUE(uploads(*replay_network(sink.lanes()).value(), server.port(), image));
  Bytes other = image;
  other[3] ^= 1;
  EXPECT_FALSE(uploads(*replay_network(sink.lanes()).value(), server.port(), other));
}

}  // namespace
}  // namespace hoshi::transport
