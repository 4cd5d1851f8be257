// Tests what a transcript holds: everything that happened, in order, bounded, and never a secret.
// SPDX-License-Identifier: Apache-2.0
#include "transport/recorder.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "servers.h"

namespace hoshi::transport {
namespace {

using testing::MemorySink;

const std::string secret = "correct horse";

Event data(EventKind kind, std::uint32_t connection, std::string_view text) {
  return Event{TaskTime(1), connection, kind, to_bytes(text), {}};
}

std::string shown(const MemorySink& sink, EventKind kind) {
  std::string all;
  const auto events = parse_transcript(sink.lanes()[""]).value();
  for (const Event& event : events) {
    if (event.kind == kind) all += to_text(event.bytes);
  }
  return all;
}

TEST(RecorderTest, HidesASecretSplitOverTwoWritesAtEveryByte) {
  const std::string request = "login correct horse\r\n";
  for (std::size_t at = 1; at < request.size(); ++at) {
    MemorySink sink;
    Secrets secrets;
    secrets.keep(secret);
    {
      Recorder recorder(sink, secrets, "", {});
      recorder.record(data(EventKind::sent, 1, std::string_view(request).substr(0, at)));
      ASSERT_TRUE(recorder.begin_request().has_value());
      recorder.record(data(EventKind::got, 1, "echo"));
      ASSERT_TRUE(recorder.begin_request().has_value());
      recorder.record(data(EventKind::sent, 1, std::string_view(request).substr(at)));
    }
    EXPECT_EQ(shown(sink, EventKind::sent), "login *************\r\n");
    const auto events = parse_transcript(sink.lanes()[""]).value();
    ASSERT_EQ(events.size(), 3u);
    EXPECT_EQ(events[0].bytes.size(), at);  // the reads and writes stay as they were
    EXPECT_EQ(events[1].kind, EventKind::got);
  }
}

TEST(RecorderTest, HidesATokenInTheAnswerItWasFoundIn) {
  MemorySink sink;
  Secrets secrets;
  {
    Recorder recorder(sink, secrets, "", {});
    recorder.record(data(EventKind::got, 1, "Set-Cookie: id=abcd"));
    recorder.record(data(EventKind::got, 1, "efgh\r\n"));
    recorder.end_connection(1, TaskTime(2));
    secrets.keep("abcdefgh");
    ASSERT_TRUE(recorder.begin_request().has_value());
  }
  EXPECT_EQ(shown(sink, EventKind::got), "Set-Cookie: id=********\r\n");
}

TEST(RecorderTest, HidesSecretsInWordsAndInRandomBytes) {
  MemorySink sink;
  Secrets secrets;
  {
    Recorder recorder(sink, secrets, "", {});
    const Bytes raw = to_bytes("rawbytes");
    recorder.record(Event{TaskTime(1), 0, EventKind::random, raw, {}});
    secrets.keep(to_hex(raw));
    secrets.keep(secret);
    recorder.record(
        Event{TaskTime(1), 0, EventKind::error, {}, details_of(Error{ErrorCode::internal, "no " + secret})});
  }
  EXPECT_EQ(shown(sink, EventKind::random), "********");
  EXPECT_NE(sink.lanes()[""].find("\"m\":\"no *************\""), std::string::npos);
}

TEST(RecorderTest, CutsAfterTheLimitOfBytes) {
  MemorySink sink;
  Secrets secrets;
  {
    Recorder recorder(sink, secrets, "", {.payload_bytes = 10, .events = 100});
    EXPECT_EQ(recorder.payload_left(), 10u);
    recorder.record(data(EventKind::got, 1, "0123456789"));
    EXPECT_EQ(recorder.payload_left(), 0u);
    recorder.record(data(EventKind::got, 1, "more"));
    EXPECT_EQ(recorder.begin_request().error().message, transcript_full().message);
  }
  EXPECT_EQ(shown(sink, EventKind::got), "0123456789");
  EXPECT_EQ(parse_transcript(sink.lanes()[""]).value().back().kind, EventKind::cut);
}

TEST(RecorderTest, CutsAfterTheLimitOfEvents) {
  MemorySink sink;
  Secrets secrets;
  {
    Recorder recorder(sink, secrets, "", {.payload_bytes = 1000, .events = 5});
    for (int i = 0; i < 20; ++i) {
      if (recorder.payload_left() > 0) recorder.record(data(EventKind::got, 1, "x"));
    }
  }
  EXPECT_EQ(shown(sink, EventKind::got), "xxxxx");
  EXPECT_EQ(parse_transcript(sink.lanes()[""]).value().size(), 6u);
}

TEST(RecorderTest, WritesNothingOfWhatWaitsWhenThereAreTooManySecrets) {
  MemorySink sink;
  Secrets secrets;
  for (int i = 0; i < 4096; ++i) secrets.keep("secret number " + std::to_string(i));
  {
    Recorder recorder(sink, secrets, "", {});
    recorder.record(data(EventKind::got, 1, "correct horse!"));
    secrets.keep(secret);
  }
  EXPECT_EQ(parse_transcript(sink.lanes()[""]).value().size(), 1u);
  EXPECT_EQ(parse_transcript(sink.lanes()[""]).value().front().kind, EventKind::cut);
}

// The whole way: a probe logs in, the device says everything back, in several encodings, in small pieces.
TEST(LiveRecordTest, HoldsNoFormOfASecretWhateverTheDeviceSaysBack) {
  const std::string answer = secret + " " + to_hex(to_bytes(secret)) + " " +
                             to_base64(to_bytes("admin:" + secret)) + " correct%20horse correct+horse";
  const testing::Server server([&](int socket) {
    while (testing::read_some(socket).find('\n') == std::string::npos) {
    }
    for (const char c : answer) testing::send_text(socket, {&c, 1});
  });
  MemorySink sink;
  auto connector = testing::connector_to("127.0.0.1");
  std::string delivered;
  {
    const auto network = live_network(connector, testing::tls_context(), sink, {});
    network->keep_secret(secret);
    const auto stream = network->connect("main", server.port(), milliseconds(2000)).value();
    ASSERT_TRUE(stream->write(to_bytes("pass correct ")).has_value());
    ASSERT_TRUE(stream->write(to_bytes("horse\r\n")).has_value());
    for (;;) {
      const auto got = stream->read(3, milliseconds(2000));
      ASSERT_TRUE(got.has_value()) << got.error().message;
      if (got->empty()) break;
      delivered += to_text(*got);
    }
    EXPECT_EQ(network->redacted("x correct horse"), "x *************");
  }
  EXPECT_EQ(delivered, answer);  // the probe sees it all
  EXPECT_EQ(shown(sink, EventKind::sent), "pass *************\r\n");
  const std::string recorded = shown(sink, EventKind::got);
  EXPECT_EQ(
      recorded,
      "************* ************************** YWRtaW46******************== *************** *************");
}

}  // namespace
}  // namespace hoshi::transport
