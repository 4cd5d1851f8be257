// Tests of request writing and of bodies with content codings.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/http/message.h"

#include <gtest/gtest.h>

namespace hoshi::protocols::http {
namespace {

TEST(HttpRequest, IsWrittenWithHostAndWithoutContentCodings) {
  Request request;
  request.path = "/status?a=1";
  request.host = "main:8080";
  request.headers = {{"Cookie", "id=7"}};
  EXPECT_EQ(write_request(request).value(),
            "GET /status?a=1 HTTP/1.1\r\nHost: main:8080\r\nCookie: id=7\r\n"
            "Accept-Encoding: identity\r\nConnection: close\r\n\r\n");
}

TEST(HttpRequest, TellsTheLengthOfABody) {
  Request request;
  request.method = "POST";
  request.body = "user=a";
  EXPECT_NE(write_request(request).value().find("Content-Length: 6\r\n\r\nuser=a"), std::string::npos);
}

TEST(HttpRequest, RefusesWhatWouldSplitTheMessage) {
  Request path;
  path.path = "/a HTTP/1.1\r\nX: y";
  EXPECT_EQ(write_request(path).error().code, ErrorCode::invalid_input);
  Request header;
  header.headers = {{"Cookie", "a\r\nX: y"}};
  EXPECT_EQ(write_request(header).error().code, ErrorCode::invalid_input);
  Request name;
  name.headers = {{"Coo kie", "a"}};
  EXPECT_EQ(write_request(name).error().code, ErrorCode::invalid_input);
  Request host;
  host.host = "a\nb";
  EXPECT_EQ(write_request(host).error().code, ErrorCode::invalid_input);
  Request method;
  method.method = "GET /";
  EXPECT_EQ(write_request(method).error().code, ErrorCode::invalid_input);
}

TEST(HttpRequest, RefusesAPathThatIsNoOriginForm) {
  Request request;
  request.path = "http://elsewhere/";
  EXPECT_EQ(write_request(request).error().code, ErrorCode::invalid_input);
}

TEST(HttpBody, IsRefusedAsTextWhenItHasAContentCoding) {
  Response response;
  response.headers = {{"Content-Encoding", "GZip"}};
  response.body = "\x1F\x8B";
  EXPECT_EQ(response.content_coding(), "gzip");
  EXPECT_EQ(response.plain_body().error().code, ErrorCode::invalid_input);
}

TEST(HttpBody, IsTextWhenTheCodingIsIdentity) {
  Response response;
  response.headers = {{"Content-Encoding", "identity"}};
  response.body = "hello";
  EXPECT_EQ(response.plain_body().value(), "hello");
}

}  // namespace
}  // namespace hoshi::protocols::http
