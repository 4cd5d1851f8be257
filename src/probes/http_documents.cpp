// Fetching declared documents by GET from their own host, and reading their text.
// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"
#include "base/text.h"
#include "probes/http_client.h"
#include "protocols/http/charset.h"
#include "protocols/text/statements.h"

namespace hoshi::probes {
namespace {

using protocols::http::Place;
using protocols::http::Url;

constexpr HttpLimits document_limits{document_limit_bytes, std::chrono::milliseconds(10000),
                                     std::chrono::milliseconds(60000)};

HttpEndpoint endpoint_of(const Document& document, const Url& url) {
  HttpEndpoint endpoint;
  endpoint.target = "document:" + document.id;
  endpoint.port = url.port;
  endpoint.tls = url.is_tls();
  endpoint.host = url.host;
  endpoint.verify = url.is_tls();
  return endpoint;
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

Result<Url> next_url(const Url& url, const protocols::http::Response& response) {
  const auto* location = response.header("location");
  if (location == nullptr) return fail(ErrorCode::not_found, "a redirect to nowhere");
  const Url next = HOSHI_TRY(protocols::http::resolve(url, *location));
  if (protocols::http::place_of(url, next) == Place::elsewhere) {
    return fail(ErrorCode::forbidden,
                "redirected to another host, which is not followed: " + printable(next.host, 100));
  }
  if (url.is_tls() && !next.is_tls())
    return fail(ErrorCode::forbidden, "redirected from https to http, which is not followed");
  return next;
}

bool is_html(std::string_view content, std::string_view content_type) {
  if (contains_ignoring_case(content_type, "html")) return true;
  const std::string start = lower(trimmed(content.substr(0, 1024)));
  return start.starts_with('<') || start.find("<body") != std::string::npos ||
         start.find("<head") != std::string::npos;
}

bool is_text(std::string_view content) {
  constexpr std::size_t looked_at = 4096;
  return !content.starts_with("%PDF-") && !content.starts_with("PK\x03\x04") &&
         content.substr(0, looked_at).find('\0') == std::string_view::npos;
}

Result<std::string> prose_of(std::string_view content, std::string_view content_type) {
  if (!is_text(content)) return fail(ErrorCode::invalid_input, "not a text or HTML file");
  const std::string charset = protocols::http::declared_charset(content_type, content);
  std::string text = HOSHI_TRY(protocols::http::to_utf8(content, charset));
  return is_html(content, content_type) ? protocols::text::prose_of_page(text) : text;
}

}  // namespace

Result<FetchedDocument> fetch_document(transport::Network& network, const Document& document) {
  Url url = HOSHI_TRY(protocols::http::parse_url(document.url));
  for (int redirects = 0; redirects <= document_redirect_limit; ++redirects) {
    auto answer = HOSHI_TRY(get_http(network, endpoint_of(document, url), url.origin_form(),
                                     {{"Accept", "*/*"}}, document_limits));
    auto& response = answer.response;
    if (is_redirect(response.status)) {
      url = HOSHI_TRY(next_url(url, response));
      continue;
    }
    if (response.status != 200)
      return fail(ErrorCode::not_found, "status " + std::to_string(response.status));
    if (response.cut) return fail(ErrorCode::invalid_input, "larger than 32 MiB");
    if (!response.complete) return fail(ErrorCode::unavailable, "ended before its length");
    HOSHI_TRY(response.plain_body());
    const auto* type = response.header("content-type");
    return FetchedDocument{std::move(response.body), type != nullptr ? printable(*type, 100) : "",
                           url.text()};
  }
  return fail(ErrorCode::forbidden, "more than five redirects");
}

Result<DocumentText> document_text(Bench& bench, const Document& document) {
  if (const auto* file = bench.document(document.id)) {
    return DocumentText{HOSHI_TRY(prose_of(file->content, "")), {file->path, file->sha256}};
  }
  if (document.url.empty()) return fail(ErrorCode::not_found, "neither a readable file nor a URL");
  const auto fetched = HOSHI_TRY(fetch_document(bench.network(), document));
  constexpr std::size_t digits = 8;
  // The page may differ from what another probe got: each version is kept under a name of its own.
  const std::string name = document.id + "-" + sha256_hex(fetched.content).substr(0, digits);
  const auto evidence = bench.keep(name, fetched.content);
  return DocumentText{HOSHI_TRY(prose_of(fetched.content, fetched.content_type)), evidence};
}

}  // namespace hoshi::probes
