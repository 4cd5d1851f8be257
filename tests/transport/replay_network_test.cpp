// Tests that whatever a probe sees live it sees again in replay: results, errors and times.
// SPDX-License-Identifier: Apache-2.0
#include "transport/replay_network.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "servers.h"

namespace hoshi::transport {
namespace {

using testing::connector_to;
using testing::MemorySink;
using testing::read_some;
using testing::reset_at_close;
using testing::send_text;
using testing::Server;

// Notes everything a probe may see, so that two runs can be compared as text.
class Log {
 public:
  void note(std::string_view what, const Network& network) {
    text_ += std::string(what) + " at " + std::to_string(network.time().count()) + "\n";
  }
  void note(const Error& error, const Network& network) {
    note(std::string(name_of(error.code)) + ": " + error.message, network);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

using Script = std::function<void(Network&, Log&)>;

struct BothRuns {
  std::string live;
  std::string replayed;
  std::map<std::string, std::string, std::less<>> transcripts;
};

BothRuns run_both(DirectConnector&& connector, const LiveOptions& options, const Script& script) {
  MemorySink sink;
  BothRuns runs;
  {
    const auto network = live_network(connector, testing::tls_context(), sink, options);
    Log log;
    script(*network, log);
    runs.live = log.text();
  }
  runs.transcripts = sink.lanes();
  const auto network = replay_network(runs.transcripts);
  if (!network) {
    ADD_FAILURE() << network.error().message;
    return runs;
  }
  Log log;
  script(**network, log);
  runs.replayed = log.text();
  return runs;
}

BothRuns run_both(const Script& script, LiveOptions options = {}) {
  options.began = std::chrono::steady_clock::now();
  return run_both(connector_to("127.0.0.1"), options, script);
}

void read_to_end(Stream& stream, Network& network, Log& log, milliseconds timeout = milliseconds(2000)) {
  for (int i = 0; i < 100; ++i) {
    const auto got = stream.read(1000, timeout);
    if (!got) {
      log.note(got.error(), network);
      return;
    }
    log.note("got '" + to_text(*got) + "' " + std::to_string(stream.time().count()), network);
    if (got->empty()) return;
  }
}

void ask(Network& network, Log& log, std::uint16_t port, std::string_view question) {
  const auto stream = network.connect("main", port, milliseconds(2000));
  if (!stream) {
    log.note(stream.error(), network);
    return;
  }
  log.note((*stream)->tls() == nullptr ? "connected, plain" : "connected, TLS?", network);
  const auto written = (*stream)->write(to_bytes(question));
  log.note(written ? "written" : written.error().message, network);
  read_to_end(**stream, network, log);
}

TEST(Replay, RepeatsAConversationWithItsTimes) {
  const Server server([](int socket) { send_text(socket, "echo " + read_some(socket)); });
  const auto runs = run_both([&](Network& network, Log& log) { ask(network, log, server.port(), "hello"); });
  EXPECT_NE(runs.live.find("got 'echo hello'"), std::string::npos);
  EXPECT_EQ(runs.live, runs.replayed);
}

TEST(Replay, RepeatsARefusedConnection) {
  std::uint16_t port = 0;
  testing::listen_on("127.0.0.1", port);  // closed again
  const auto runs = run_both([&](Network& network, Log& log) { ask(network, log, port, ""); });
  EXPECT_NE(runs.live.find("unavailable: the connection was refused"), std::string::npos);
  EXPECT_EQ(runs.live, runs.replayed);
}

TEST(Replay, RepeatsAReset) {
  const Server server([](int socket) {
    read_some(socket);
    reset_at_close(socket);
  });
  const auto runs = run_both([&](Network& network, Log& log) { ask(network, log, server.port(), "x"); });
  EXPECT_NE(runs.live.find("unavailable: the connection was reset"), std::string::npos);
  EXPECT_EQ(runs.live, runs.replayed);
}

TEST(Replay, RepeatsTheTimeoutOfASilentServer) {
  const Server server([](int socket) { read_some(socket); });
  const auto runs = run_both([&](Network& network, Log& log) {
    const auto stream = network.connect("main", server.port(), milliseconds(2000));
    ASSERT_TRUE(stream.has_value());
    read_to_end(**stream, network, log, milliseconds(50));
  });
  EXPECT_NE(runs.live.find("timed_out: nothing came"), std::string::npos);
  EXPECT_EQ(runs.live, runs.replayed);
}

TEST(Replay, RepeatsATargetThatWasForbidden) {
  const auto runs = run_both([&](Network& network, Log& log) {
    const auto stream = network.connect("other", 80, milliseconds(100));
    ASSERT_FALSE(stream.has_value());
    log.note(stream.error(), network);
    const auto report = network.scan_tcp("other", {});
    ASSERT_FALSE(report.has_value());
    log.note(report.error(), network);
    const auto login = network.ssh_login("other", 22, "root", std::nullopt, milliseconds(100));
    ASSERT_FALSE(login.has_value());
    log.note(login.error(), network);
  });
  EXPECT_EQ(runs.live.find("forbidden: 'other' is not a target of this run"), 0u);
  EXPECT_EQ(runs.live, runs.replayed);
}

void note_tls(Network& network, Log& log, std::uint16_t port, const TlsOptions& options) {
  const auto stream = network.connect_tls("main", port, options, milliseconds(5000));
  if (!stream) {
    log.note(stream.error(), network);
    return;
  }
  const TlsSession& session = *(*stream)->tls();
  log.note(session.version + " " + session.suite + (session.chain_verified ? " verified" : " unverified"),
           network);
  for (const Bytes& der : session.certificates_der) log.note(sha256_hex(ByteView(der)), network);
  ASSERT_TRUE((*stream)->write(to_bytes("GET")).has_value());
  read_to_end(**stream, network, log);
}

TEST(Replay, RepeatsATlsSessionOfEachVersion) {
  const std::array versions{std::pair{TLS1_VERSION, "TLSv1 "}, std::pair{TLS1_1_VERSION, "TLSv1.1 "},
                            std::pair{TLS1_2_VERSION, "TLSv1.2 "}, std::pair{TLS1_3_VERSION, "TLSv1.3 "}};
  for (const auto& [version, name] : versions) {
    const Server server(testing::tls_answer("page", version));
    const auto runs = run_both([&](Network& network, Log& log) {
      note_tls(network, log, server.port(),
               {.server_name = "device.test", .verify = true, .alpn = "http/1.1"});
    });
    EXPECT_EQ(runs.live.find(name), 0u) << runs.live;
    EXPECT_NE(runs.live.find("unverified"), std::string::npos);
    EXPECT_NE(runs.live.find("got 'page'"), std::string::npos) << runs.live;
    EXPECT_EQ(runs.live, runs.replayed);
  }
}

TEST(Replay, RepeatsAFailedHandshakeWithItsReason) {
  const Server server([](int socket) {
    read_some(socket);
    send_text(socket, std::string("\x15\x03\x01\x00\x02\x02\x46", 7));  // fatal alert protocol_version
  });
  const auto runs = run_both([&](Network& network, Log& log) { note_tls(network, log, server.port(), {}); });
  EXPECT_NE(runs.live.find("unavailable: the TLS handshake failed: tlsv1 alert protocol version"),
            std::string::npos)
      << runs.live;
  EXPECT_EQ(runs.live, runs.replayed);
}

TEST(Replay, RepeatsScansWaitsAndRandomBytes) {
  const Server server([](int) {});
  const auto runs = run_both([&](Network& network, Log& log) {
    const auto report = network.scan_tcp("main", {.ports = {server.port()}, .rate_per_second = 0});
    ASSERT_TRUE(report.has_value());
    log.note(std::to_string(report->open.size()) + " open, took " + std::to_string(report->took.count()),
             network);
    log.note(to_hex(network.random(8)), network);
    ASSERT_TRUE(network.wait(milliseconds(5)).has_value());
    log.note("waited", network);
  });
  EXPECT_EQ(runs.live.find("1 open"), 0u);
  EXPECT_EQ(runs.live, runs.replayed);
}

TEST(Replay, KeepsLanesApart) {
  const Server server([](int socket) { send_text(socket, read_some(socket)); });
  const auto runs = run_both([&](Network& network, Log& log) {
    const auto second = network.lane("second");
    ask(network, log, server.port(), "one");
    ask(*second, log, server.port(), "two");
  });
  EXPECT_EQ(runs.transcripts.size(), 2u);
  EXPECT_NE(runs.live.find("got 'two'"), std::string::npos);
  EXPECT_EQ(runs.live, runs.replayed);
}

TEST(Replay, RepeatsTheEndOfTheTasksTime) {
  const Server server([](int socket) { read_some(socket); });
  const LiveOptions options{.began = {}, .budget = milliseconds(200), .limits = {}};
  const auto runs = run_both(
      [&](Network& network, Log& log) {
        const auto stream = network.connect("main", server.port(), milliseconds(2000));
        ASSERT_TRUE(stream.has_value());
        read_to_end(**stream, network, log, milliseconds(60'000));
        const auto waited = network.wait(milliseconds(100));
        ASSERT_FALSE(waited.has_value());
        log.note(waited.error(), network);
        ask(network, log, server.port(), "late");
        note_tls(network, log, server.port(), {});
      },
      options);
  EXPECT_NE(runs.live.find("timed_out: the time of this task is over"), std::string::npos);
  EXPECT_EQ(runs.live, runs.replayed);
}

TEST(Replay, CutsAnEndlessSenderAtTheSameByte) {
  const Server server([](int socket) {
    const std::string page(1000, 'x');
    while (send_text(socket, page)) {
    }
  });
  const LiveOptions options{
      .began = {}, .budget = milliseconds(10'000), .limits = {.payload_bytes = 20'500, .events = 1000}};
  const auto runs =
      run_both([&](Network& network, Log& log) { ask(network, log, server.port(), "go"); }, options);
  EXPECT_NE(runs.live.find("unavailable: the transcript of this task is full"), std::string::npos)
      << runs.live;
  EXPECT_EQ(runs.live, runs.replayed);
  EXPECT_NE(runs.transcripts.at("").find("{\"c\":0,\"e\":\"cut\""), std::string::npos);
}

TEST(Replay, DoesNotCompareWhatWasWrittenWithASecretInIt) {
  const Server server([](int socket) { send_text(socket, read_some(socket)); });
  std::string password = "right horse";  // a replayed task has none
  const auto runs = run_both([&](Network& network, Log& log) {
    const auto stream = network.connect("main", server.port(), milliseconds(2000)).value();
    const bool written = stream->write(to_bytes("login " + password + "\n")).has_value();
    network.keep_secret(password);  // late: the record is not written yet
    log.note(written ? "written" : "not written", network);
    const auto got = stream->read(100, milliseconds(2000));
    log.note(got ? network.redacted(to_text(*got)) : got.error().message, network);
    password.clear();
  });
  EXPECT_NE(runs.live.find("login ***********"), std::string::npos) << runs.live;
  EXPECT_EQ(runs.live, runs.replayed);
  EXPECT_EQ(runs.transcripts.at("").find("cmlnaHQgaG9yc2"), std::string::npos);
}

TEST(Replay, AnswersNothingThatWasNotRecorded) {
  const std::string transcript =
      "{\"t\":10,\"c\":1,\"e\":\"connect\",\"target\":\"main\",\"port\":80}\n"
      "{\"t\":20,\"c\":1,\"e\":\"sent\",\"b\":\"YQ==\"}\n";
  const auto network = replay_network({{"", transcript}}).value();
  const auto stream = network->connect("main", 80, milliseconds(1)).value();
  const auto other = stream->write(to_bytes("b"));
  ASSERT_FALSE(other.has_value());
  EXPECT_EQ(other.error().code, ErrorCode::corrupt);
  EXPECT_EQ(other.error().message, "the transcript does not answer this");
  EXPECT_FALSE(stream->write(to_bytes("a")).has_value());  // it has left the record for good
  EXPECT_EQ(network->connect("main", 80, milliseconds(1)).error().code, ErrorCode::corrupt);
  EXPECT_EQ(network->lane("unknown")->wait(milliseconds(1)).error().code, ErrorCode::corrupt);
}

}  // namespace
}  // namespace hoshi::transport
