// A small HTTP/1.1 client over transport::Network: one request a connection, bounded in time and size.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "domain/product.h"
#include "probes/bench.h"
#include "protocols/http/message.h"
#include "protocols/http/url.h"
#include "transport/network.h"

namespace hoshi::probes {

struct HttpEndpoint {
  std::string target = "main";
  std::uint16_t port = 80;
  bool tls = false;
  std::string host;     // value of Host; "" gives the target's name (probes never know addresses)
  bool verify = false;  // certificate and name against the system's trust store; then `host` is also the SNI

  // As the device would write its own address in a Location: Host with this port.
  protocols::http::Url url(std::string_view path = "/") const;
};

// "tcp/443"; nothing when the endpoint is no TCP port.
std::uint16_t tcp_port(std::string_view endpoint);

struct HttpLimits {
  std::size_t body_bytes = 1u << 20;
  std::chrono::milliseconds connect{5000};
  std::chrono::milliseconds whole{10000};  // from the connection to the last byte, however slowly they come
};

struct HttpAnswer {
  protocols::http::Response response;  // hostile
  std::string tls_version;             // "TLSv1.3", or "" without TLS
  transport::TaskTime began{};         // when the connection stood
  transport::TaskTime ended{};
};

// One request on a connection of its own. A response whose body stops early (time, reset) is returned with
// complete = false once its head was there. Errors: those of Network, corrupt when it is not HTTP,
// invalid_input when the request cannot be written.
[[nodiscard]] Result<HttpAnswer> ask_http(transport::Network& network, const HttpEndpoint& endpoint,
                                          protocols::http::Request request, const HttpLimits& limits = {});
[[nodiscard]] Result<HttpAnswer> get_http(transport::Network& network, const HttpEndpoint& endpoint,
                                          std::string_view path, const protocols::http::Headers& headers = {},
                                          const HttpLimits& limits = {});

// The device (not we) is why there is no answer: refused, silent, not HTTP. Anything else is our own failure.
bool is_device_trouble(const Error& error);

// The response's text in UTF-8 with every secret replaced; "" when it has a content coding or is not text.
std::string response_text(const transport::Network& network, const protocols::http::Response& response);

constexpr int document_redirect_limit = 5;
constexpr std::size_t document_limit_bytes = 32u << 20;

struct FetchedDocument {
  std::string content;
  std::string content_type;
  std::string last_url;  // after redirects on the same host
};

// By GET alone from the host of the document's own URL, TLS verified, at most five redirects, all on that
// host and never from https to http. not_found: any status but 200; forbidden: a redirect elsewhere;
// invalid_input: the URL.
[[nodiscard]] Result<FetchedDocument> fetch_document(transport::Network& network, const Document& document);

struct DocumentText {
  std::string text;  // UTF-8 prose (HTML is shown as read, with its links)
  EvidenceReference evidence;
};

// The document's text from the file or by GET (kept as evidence then). invalid_input when it is no text
// (PDF, image).
[[nodiscard]] Result<DocumentText> document_text(Bench& bench, const Document& document);

}  // namespace hoshi::probes
