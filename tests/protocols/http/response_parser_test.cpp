// Tests of the response parser: ends of bodies, limits, contradictions, truncation at every byte.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/http/response_parser.h"

#include <gtest/gtest.h>

namespace hoshi::protocols::http {
namespace {

constexpr std::size_t body_limit = 1000;

ErrorCode error_of(std::string_view bytes) {
  const auto response = parse_response(bytes, body_limit);
  return response ? ErrorCode::internal : response.error().code;
}

TEST(HttpResponse, EndsAtItsContentLength) {
  const auto response =
      parse_response("HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 5\r\n\r\nhelloEXTRA", body_limit);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->reason, "OK");
  EXPECT_EQ(*response->header("SERVER"), "x");
  EXPECT_EQ(response->body, "hello");
  EXPECT_TRUE(response->complete);
}

TEST(HttpResponse, WithoutLengthEndsWithTheConnection) {
  const auto response = parse_response("HTTP/1.0 401\r\n\r\nno", body_limit);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 401);
  EXPECT_EQ(response->version, "1.0");
  EXPECT_EQ(response->body, "no");
  EXPECT_TRUE(response->complete);
}

TEST(HttpResponse, ShorterThanPromisedIsIncomplete) {
  const auto response = parse_response("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhello", body_limit);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "hello");
  EXPECT_FALSE(response->complete);
}

TEST(HttpResponse, BeyondTheCallersLimitIsCut) {
  const auto closed = parse_response("HTTP/1.1 200 OK\r\n\r\nhello", 3);
  EXPECT_EQ(closed->body, "hel");
  EXPECT_TRUE(closed->cut);
  const auto promised =
      parse_response("HTTP/1.1 200 OK\r\nContent-Length: 9000000000000000000\r\n\r\nhello", 3);
  EXPECT_EQ(promised->body, "hel");
  EXPECT_TRUE(promised->cut);
  const auto chunked =
      parse_response("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\nhello", 3);
  EXPECT_EQ(chunked->body, "hel");
  EXPECT_TRUE(chunked->cut);
}

TEST(HttpResponse, AcceptsTheSameLengthTwiceAndRefusesTwoDifferentOnes) {
  EXPECT_EQ(parse_response("HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nab", body_limit)->body, "ab");
  EXPECT_EQ(error_of("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc"),
            ErrorCode::corrupt);
  EXPECT_EQ(error_of("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"), ErrorCode::corrupt);
  EXPECT_EQ(error_of("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n"), ErrorCode::corrupt);
}

TEST(HttpResponse, DecodesChunksFedByteByByte) {
  constexpr std::string_view bytes =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n"
      "5;name=value\r\nhello\r\n006\r\n world\r\n0\r\nTrailer: x\r\n\r\n";
  ResponseParser parser(body_limit);
  for (const char c : bytes) ASSERT_TRUE(parser.feed(std::string_view(&c, 1)));
  ASSERT_TRUE(parser.is_done());
  EXPECT_EQ(parser.response().body, "hello world");
  EXPECT_TRUE(parser.response().complete);
}

TEST(HttpResponse, RefusesHostileChunks) {
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(error_of(head + "ffffffffffffffff\r\n"), ErrorCode::corrupt);
  EXPECT_EQ(error_of(head + "10000000000000000\r\n"), ErrorCode::corrupt);
  EXPECT_EQ(error_of(head + "-5\r\n"), ErrorCode::corrupt);
  EXPECT_EQ(error_of(head + "\r\n"), ErrorCode::corrupt);
  EXPECT_EQ(error_of(head + "2\r\nabc\r\n"), ErrorCode::corrupt);
  EXPECT_EQ(error_of(head + "1;" + std::string(5000, 'x')), ErrorCode::corrupt);
  std::string trailers = head + "0\r\n";
  for (int i = 0; i < 70; ++i) trailers += "X: " + std::string(1000, 'y') + "\r\n";
  EXPECT_EQ(error_of(trailers), ErrorCode::corrupt);
}

TEST(HttpResponse, RefusesTransferCodingsNobodyAskedFor) {
  EXPECT_EQ(error_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
            ErrorCode::corrupt);
}

TEST(HttpResponse, ReadsOverInterimResponsesButNotWithoutEnd) {
  const std::string interim = "HTTP/1.1 100 Continue\r\n\r\n";
  const std::string last = "HTTP/1.1 204 No Content\r\nContent-Length: 7\r\n\r\n";
  const auto response = parse_response(interim + interim + last, body_limit);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 204);
  EXPECT_EQ(response->body, "");
  std::string endless;
  for (int i = 0; i < 9; ++i) endless += interim;
  EXPECT_EQ(error_of(endless + last), ErrorCode::corrupt);
  EXPECT_EQ(error_of("HTTP/1.1 101 Switching\r\n\r\n" + last), ErrorCode::corrupt);
}

TEST(HttpResponse, ToHeadHasNoBody) {
  const auto response =
      parse_response("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", body_limit, Asked::head_only);
  ASSERT_TRUE(response);
  EXPECT_TRUE(response->complete);
}

TEST(HttpResponse, ForgivesBareLineFeedsFoldedLinesAndLinesWithoutColon) {
  const auto response = parse_response(
      "\r\nHTTP/1.1 200 OK\nX: a\n b\nWarning in script.sh line 3\nContent-Length: 1\n\nz", body_limit);
  ASSERT_TRUE(response);
  EXPECT_EQ(*response->header("x"), "a b");
  EXPECT_EQ(response->headers.size(), 2u);
  EXPECT_EQ(response->body, "z");
}

TEST(HttpResponse, RefusesWhatIsNotHttp) {
  for (const std::string_view bytes :
       {"SSH-2.0-dropbear\r\n\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 012 OK\r\n\r\n", "ICY 200 OK\r\n\r\n", "",
        "HTTP/1.1 200 OK\r\n"}) {
    EXPECT_EQ(error_of(bytes), ErrorCode::corrupt) << bytes;
  }
  EXPECT_EQ(error_of(std::string_view("HTTP/1.1 200 OK\r\nA: \0\r\n\r\n", 25)), ErrorCode::corrupt);
}

TEST(HttpResponse, HasLimitsOnItsHead) {
  std::string many = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 201; ++i) many += "A: b\r\n";
  EXPECT_EQ(error_of(many + "\r\n"), ErrorCode::corrupt);
  EXPECT_EQ(error_of("HTTP/1.1 200 OK\r\nA: " + std::string(70000, 'x')), ErrorCode::corrupt);
}

TEST(HttpResponse, TruncatedAnywhereIsAnErrorOrIncompleteButNeverWhole) {
  const std::string whole = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto response = parse_response(std::string_view(whole).substr(0, length), body_limit);
    if (response) {
      EXPECT_FALSE(response->complete) << length;
    } else {
      EXPECT_EQ(response.error().code, ErrorCode::corrupt) << length;
    }
  }
}

}  // namespace
}  // namespace hoshi::protocols::http
