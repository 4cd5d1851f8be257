// Tests of reading RTSP responses and session descriptions, and of writing requests.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/rtsp/message.h"

#include <gtest/gtest.h>

namespace hoshi::protocols::rtsp {
namespace {

constexpr std::string_view description =
    "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\nm=video 0 RTP/AVP 96\r\na=control:trackID=0\r\nm=audio 0 RTP/AVP 97\r\n";

std::string described() {
  return "RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Type: application/sdp\r\nContent-Length: " +
         std::to_string(description.size()) + "\r\n\r\n" + std::string(description);
}

Result<std::optional<Response>> read(std::string_view text) {
  ResponseReader reader;
  HOSHI_CHECK(reader.feed(to_bytes(text)));
  return reader.next();
}

TEST(RtspResponse, HasStatusHeadersAndBody) {
  const auto response = read(described());
  ASSERT_TRUE(response && *response);
  EXPECT_EQ((*response)->status, 200);
  EXPECT_EQ(*(*response)->header("cseq"), "2");
  EXPECT_EQ((*response)->body, description);
}

TEST(RtspResponse, WaitsForItsEndAtEveryByte) {
  const std::string whole = described();
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    ResponseReader reader;
    ASSERT_TRUE(reader.feed(to_bytes(whole.substr(0, cut))));
    const auto early = reader.next();
    ASSERT_TRUE(early) << cut;
    EXPECT_FALSE(*early) << cut;
    ASSERT_TRUE(reader.feed(to_bytes(whole.substr(cut))));
    const auto late = reader.next();
    ASSERT_TRUE(late && *late) << cut;
  }
}

TEST(RtspResponse, ComesAfterInterleavedData) {
  const auto response = read(std::string("$\0\0\2ab$\1\0\0", 10) + described());
  ASSERT_TRUE(response && *response);
  EXPECT_EQ((*response)->status, 200);
}

TEST(RtspResponse, IsRefusedWhenItIsNone) {
  for (const auto* text : {"HTTP/1.1 200 OK\r\n\r\n", "RTSP/1.0 20 OK\r\n\r\n", "RTSP/1.0 2000 OK\r\n\r\n",
                           "RTSP/1.0 200 OK\r\nno header\r\n\r\n", "RTSP/1.0 200 OK\r\nContent-Length: -1\r\n\r\n",
                           "RTSP/1.0 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                           "RTSP/1.0 200 OK\r\nContent-Length: 999999999\r\n\r\n"}) {
    EXPECT_FALSE(read(text)) << text;
  }
  EXPECT_FALSE(read(std::string(head_limit_bytes + 1, 'R')));
}

TEST(SessionDescriptionOfAStream, ShowsItsMedia) {
  const auto sdp = parse_sdp(description);
  ASSERT_TRUE(sdp);
  EXPECT_EQ(sdp->controls, (std::vector<std::string>{"trackID=0", ""}));
  EXPECT_TRUE(sdp->is_in_clear());
  EXPECT_FALSE(parse_sdp("v=0\r\nm=video 0 RTP/SAVP 96\r\n")->is_in_clear());
}

TEST(SessionDescriptionOfAStream, IsNothingWithoutMedia) {
  for (const auto* text : {"", "v=0", "<html>", "v=0\r\nm=video\r\n", "m=video 0 RTP/AVP 96\r\n"}) {
    EXPECT_FALSE(parse_sdp(text)) << text;
  }
}

TEST(RtspRequest, IsOneRequest) {
  const auto request = write_request({"DESCRIBE", "rtsp://cam/a", 3, {{"Accept", "application/sdp"}}});
  ASSERT_TRUE(request);
  EXPECT_EQ(*request, "DESCRIBE rtsp://cam/a RTSP/1.0\r\nCSeq: 3\r\nUser-Agent: hoshi\r\nAccept: application/sdp\r\n\r\n");
  EXPECT_FALSE(write_request({"DESCRIBE", "rtsp://cam/a b", 1, {}}));
  EXPECT_FALSE(write_request({"DESCRIBE", "rtsp://cam/a\r\nX: y", 1, {}}));
  EXPECT_FALSE(write_request({"DESCRIBE", "rtsp://cam/", 1, {{"X", "a\r\nb"}}}));
}

TEST(StreamUri, NamesThePortWhenItIsAnother) {
  EXPECT_EQ(stream_uri("cam", 554, false, "/live"), "rtsp://cam/live");
  EXPECT_EQ(stream_uri("fe80::1", 8554, true, "live"), "rtsps://[fe80::1]:8554/live");
  EXPECT_EQ(control_uri("rtsp://cam/live/", "track1"), "rtsp://cam/live/track1");
  EXPECT_EQ(control_uri("rtsp://cam/live", "*"), "rtsp://cam/live");
}

}  // namespace
}  // namespace hoshi::protocols::rtsp
