// Implementation of the HTTP client.
// SPDX-License-Identifier: Apache-2.0
#include "probes/http_client.h"

#include <algorithm>

#include "base/text.h"
#include "probes/endpoint.h"
#include "protocols/http/charset.h"
#include "protocols/http/response_parser.h"

namespace hoshi::probes {
namespace {

using protocols::http::Request;
using protocols::http::Response;
using protocols::http::ResponseParser;
using std::chrono::milliseconds;

constexpr std::size_t read_bytes = 16384;

std::string host_of(const HttpEndpoint& endpoint) { return endpoint.url().authority(); }

Result<std::unique_ptr<transport::Stream>> connect(transport::Network& network, const HttpEndpoint& endpoint,
                                                   const HttpLimits& limits) {
  if (!endpoint.tls) return network.connect(endpoint.target, endpoint.port, limits.connect);
  transport::TlsOptions options;
  options.server_name = endpoint.verify ? endpoint.host : "";
  options.verify = endpoint.verify;
  auto stream = HOSHI_TRY(network.connect_tls(endpoint.target, endpoint.port, options, limits.connect));
  const bool is_verified = stream->tls() != nullptr && stream->tls()->chain_verified;
  if (endpoint.verify && !is_verified) {
    return fail(ErrorCode::unavailable, "the certificate of " + printable(endpoint.host, 100) + " is not trusted");
  }
  return stream;
}

milliseconds time_left(const transport::Stream& stream, transport::TaskTime began, const HttpLimits& limits) {
  return limits.whole - std::chrono::duration_cast<milliseconds>(stream.time() - began);
}

Result<void> read_response(transport::Stream& stream, ResponseParser& parser, transport::TaskTime began,
                           const HttpLimits& limits) {
  bool has_answered = false;
  while (!parser.is_done()) {
    const auto left = time_left(stream, began, limits);
    auto bytes = left > milliseconds(0)
                     ? stream.read(read_bytes, left)
                     : Result<Bytes>(fail(ErrorCode::timed_out, "the response took too long"));
    if (!bytes) {
      const bool is_partial = parser.has_head() && is_device_trouble(bytes.error());
      if (!is_partial) return tl::unexpected<Error>(bytes.error());
      HOSHI_CHECK(parser.finish());
      parser.mark_incomplete();
      return {};
    }
    // Hanging up is no malformed answer: locks do it.
    if (bytes->empty() && !has_answered) return fail(ErrorCode::unavailable, "the peer closed without an answer");
    if (bytes->empty()) return parser.finish();
    has_answered = true;
    HOSHI_CHECK(parser.feed(to_text(*bytes)));
  }
  return {};
}

bool is_binary(std::string_view body) {
  constexpr std::size_t looked_at = 4096;
  return body.substr(0, looked_at).find('\0') != std::string_view::npos || body.starts_with("%PDF-") ||
         body.starts_with("PK\x03\x04") || body.starts_with("\xFF\xD8\xFF") || body.starts_with("\x89PNG");
}

std::string content_type_of(const Response& response) {
  const auto* type = response.header("content-type");
  return type != nullptr ? *type : "";
}

}  // namespace

protocols::http::Url HttpEndpoint::url(std::string_view path) const {
  protocols::http::Url url;
  url.scheme = tls ? "https" : "http";
  url.host = lower(host.empty() ? target : host);
  url.port = port;
  url.path = std::string(path);
  return url;
}

std::uint16_t tcp_port(std::string_view endpoint) { return tcp_port_of(endpoint).value_or(0); }

Result<HttpAnswer> ask_http(transport::Network& network, const HttpEndpoint& endpoint, Request request,
                            const HttpLimits& limits) {
  if (request.host.empty()) request.host = host_of(endpoint);
  const std::string bytes = HOSHI_TRY(protocols::http::write_request(request));
  const auto stream = HOSHI_TRY(connect(network, endpoint, limits));
  HttpAnswer answer;
  answer.began = stream->time();
  if (stream->tls() != nullptr) answer.tls_version = stream->tls()->version;
  HOSHI_CHECK(stream->write(to_bytes(bytes)));
  const auto asked =
      request.method == "HEAD" ? protocols::http::Asked::head_only : protocols::http::Asked::with_body;
  ResponseParser parser(limits.body_bytes, asked);
  HOSHI_CHECK(read_response(*stream, parser, answer.began, limits));
  answer.ended = stream->time();
  answer.response = std::move(parser).response();
  return answer;
}

Result<HttpAnswer> get_http(transport::Network& network, const HttpEndpoint& endpoint, std::string_view path,
                            const protocols::http::Headers& headers, const HttpLimits& limits) {
  Request request;
  request.path = std::string(path);
  request.headers = headers;
  return ask_http(network, endpoint, std::move(request), limits);
}

bool is_device_trouble(const Error& error) {
  return error.code == ErrorCode::unavailable || error.code == ErrorCode::timed_out ||
         error.code == ErrorCode::corrupt;
}

std::string response_text(const transport::Network& network, const Response& response) {
  const auto body = response.plain_body();
  if (!body || is_binary(*body)) return {};
  auto text =
      protocols::http::to_utf8(*body, protocols::http::declared_charset(content_type_of(response), *body));
  return network.redacted(text ? *text : valid_utf8(*body));
}

}  // namespace hoshi::probes
