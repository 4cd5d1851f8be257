// Tests of the HTTP client: bounds, partial answers, and documents that redirect.
// SPDX-License-Identifier: Apache-2.0
#include "probes/http_client.h"

#include <gtest/gtest.h>

#include "probes/fake_bench.h"

namespace hoshi::probes {
namespace {

using std::chrono::milliseconds;
using testing::FakeBench;
using testing::Heard;
using testing::Reply;

constexpr std::string_view hello =
    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello";

Reply when_asked(const Heard& heard, std::string_view reply) {
  return heard.now.empty() ? Reply{} : Reply{std::string(reply), true};
}

const transport::TlsSession session{"TLSv1.3", "TLS_AES_128_GCM_SHA256", {}, true};

TEST(HttpClient, GetsAPage) {
  FakeBench bench;
  bench.serve(8080, [](const Heard& heard) { return when_asked(heard, hello); });
  const auto answer = get_http(bench.network(), {"main", 8080, false, "", false}, "/x");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->response.body, "hello");
  EXPECT_TRUE(bench.wrote("GET /x HTTP/1.1\r\nHost: main:8080\r\n"));
}

TEST(HttpClient, TellsTheVersionOfTls) {
  FakeBench bench;
  bench.serve_tls(443, session, [](const Heard& heard) { return when_asked(heard, hello); });
  EXPECT_EQ(get_http(bench.network(), {"main", 443, true, "", false}, "/")->tls_version, "TLSv1.3");
}

TEST(HttpClient, GivesWhatCameWhenTheBodyStops) {
  FakeBench bench;
  bench.serve(80, [](const Heard& heard) {
    return heard.now.empty() ? Reply{} : Reply{"HTTP/1.1 200 OK\r\n\r\nhalf", false};
  });
  const auto answer = get_http(bench.network(), {}, "/");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->response.body, "half");
  EXPECT_FALSE(answer->response.complete);
}

TEST(HttpClient, EndsByItsDeadlineHoweverSlowlyTheHeadComes) {
  FakeBench bench;
  bench.serve(80, [](const Heard&) { return Reply{}; });
  const auto answer = get_http(bench.network(), {}, "/", {}, {1000, milliseconds(100), milliseconds(500)});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::timed_out);
  EXPECT_LE(bench.world.now, milliseconds(700));
}

TEST(HttpClient, TellsDeviceTroubleFromOurOwn) {
  FakeBench bench;
  bench.serve(80, [](const Heard&) { return Reply{"SSH-2.0-x\r\n\r\n\r\n", true}; });
  EXPECT_TRUE(is_device_trouble(get_http(bench.network(), {"main", 81, false, "", false}, "/").error()));
  EXPECT_FALSE(is_device_trouble(get_http(bench.network(), {"other", 80, false, "", false}, "/").error()));
  EXPECT_FALSE(is_device_trouble(get_http(bench.network(), {}, "/a b").error()));
}

TEST(HttpClient, TextHasNoSecrets) {
  FakeBench bench;
  bench.network().keep_secret("hunter2secret");
  protocols::http::Response response;
  response.body = "password=hunter2secret";
  EXPECT_EQ(response_text(bench.network(), response).find("hunter2secret"), std::string::npos);
}

Document document_at(std::string_view url) {
  return {"policy", "disclosure_policy", "", std::string(url), "", ""};
}

// A document host that answers each path with a prepared response.
void serve_documents(FakeBench& bench, std::uint16_t port, std::map<std::string, std::string> pages) {
  bench.world.targets.push_back("document:policy");
  auto& service = bench.world.services[{"document:policy", port}];
  service.handler = [pages](const Heard& heard) {
    if (heard.now.empty()) return Reply{};
    const auto path = split(heard.all, ' ').at(1);
    const auto found = pages.find(path);
    return Reply{found != pages.end() ? found->second : "HTTP/1.1 404 Not Found\r\n\r\n", true};
  };
  if (port == 443) service.tls = session;
}

std::string redirect_to(std::string_view where) {
  return "HTTP/1.1 302 Found\r\nLocation: " + std::string(where) + "\r\n\r\n";
}

TEST(DocumentFetch, FollowsRedirectsOnTheSameHost) {
  FakeBench bench;
  serve_documents(bench, 443, {{"/a", redirect_to("/b?c")}, {"/b?c", std::string(hello)}});
  const auto fetched = fetch_document(bench.network(), document_at("https://www.example.jp/a"));
  ASSERT_TRUE(fetched) << fetched.error().message;
  EXPECT_EQ(fetched->content, "hello");
  EXPECT_EQ(fetched->last_url, "https://www.example.jp/b?c");
  EXPECT_TRUE(bench.wrote("Host: www.example.jp\r\n"));
}

TEST(DocumentFetch, NeverGoesElsewhereNorDownToHttp) {
  FakeBench bench;
  serve_documents(
      bench, 443,
      {{"/a", redirect_to("https://evil.example/")}, {"/b", redirect_to("http://www.example.jp/")}});
  EXPECT_EQ(fetch_document(bench.network(), document_at("https://www.example.jp/a")).error().code,
            ErrorCode::forbidden);
  EXPECT_EQ(fetch_document(bench.network(), document_at("https://www.example.jp/b")).error().code,
            ErrorCode::forbidden);
  EXPECT_EQ(bench.world.written.size(), 2u);
}

TEST(DocumentFetch, AsksNothingOfAHostWhoseCertificateIsNotTrusted) {
  FakeBench bench;
  serve_documents(bench, 443, {{"/a", std::string(hello)}});
  bench.world.services[{"document:policy", 443}].tls->chain_verified = false;
  EXPECT_EQ(fetch_document(bench.network(), document_at("https://www.example.jp/a")).error().code,
            ErrorCode::unavailable);
  EXPECT_TRUE(bench.world.written.empty());
}

TEST(DocumentFetch, StopsAfterFiveRedirects) {
  FakeBench bench;
  serve_documents(bench, 80, {{"/a", redirect_to("/a")}});
  EXPECT_EQ(fetch_document(bench.network(), document_at("http://h/a")).error().code, ErrorCode::forbidden);
  EXPECT_EQ(bench.world.written.size(), 6u);
}

TEST(DocumentFetch, RefusesOtherStatusesAndShortBodies) {
  FakeBench bench;
  serve_documents(bench, 80,
                  {{"/short", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"},
                   {"/gzip", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nx"}});
  EXPECT_EQ(fetch_document(bench.network(), document_at("http://h/none")).error().code, ErrorCode::not_found);
  EXPECT_EQ(fetch_document(bench.network(), document_at("http://h/short")).error().code,
            ErrorCode::unavailable);
  EXPECT_EQ(fetch_document(bench.network(), document_at("http://h/gzip")).error().code,
            ErrorCode::invalid_input);
  EXPECT_EQ(fetch_document(bench.network(), document_at("ftp://h/")).error().code, ErrorCode::invalid_input);
}

TEST(DocumentText, ShowsPagesAndKeepsWhatWasFetched) {
  FakeBench bench;
  serve_documents(
      bench, 80, {{"/p", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>窓口</p><script>x</script>"}});
  const auto text = document_text(bench, document_at("http://h/p"));
  ASSERT_TRUE(text);
  EXPECT_EQ(text->text, "窓口");
  ASSERT_EQ(bench.kept.size(), 1u);
  EXPECT_TRUE(bench.kept.begin()->first.starts_with("policy-"));
}

TEST(DocumentText, PrefersTheFileAndRefusesPdf) {
  FakeBench bench;
  bench.documents["policy"] = {"policy", "documents/policy", "00", "plain <b>text"};
  EXPECT_EQ(document_text(bench, document_at(""))->text, "plain <b>text");
  bench.documents["policy"].content = "%PDF-1.7";
  EXPECT_EQ(document_text(bench, document_at("")).error().code, ErrorCode::invalid_input);
}

}  // namespace
}  // namespace hoshi::probes
