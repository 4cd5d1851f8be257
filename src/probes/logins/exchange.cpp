// HTTP exchanges of the login kinds: bounded, one connection each, compared by signature.
// SPDX-License-Identifier: Apache-2.0
#include "probes/logins/exchange.h"

#include <fmt/format.h>

#include <bit>

#include "base/encoding.h"
#include "base/text.h"
#include "probes/http_client.h"
#include "probes/logins/kinds.h"
#include "protocols/http/html.h"
#include "protocols/http/page.h"

namespace hoshi::probes::logins {
namespace {

namespace http = protocols::http;

// The beginning of a page is enough to know it again; a task may record 4 MiB in all.
constexpr std::size_t body_limit_bytes = 32 * 1024;
constexpr std::size_t shape_tokens_max = 400;
constexpr std::size_t shape_json_bytes_max = 64 * 1024;
constexpr std::uint64_t longest_retry_after_seconds = 24 * 3600;

std::string short_hash(std::string_view text) { return text.empty() ? "" : sha256_hex(text).substr(0, 8); }

std::string shape_of(std::string_view body) {
  const auto begin = trimmed(body);
  if (begin.starts_with('{') && body.size() <= shape_json_bytes_max) {
    const auto value = parse_json(begin);
    if (value && value->is_map()) {
      std::string keys = "json";
      for (const auto& [key, member] : value->as_map()) keys += "," + key;
      return keys;
    }
  }
  std::string tags;
  http::HtmlTokenizer tokens(body);
  for (std::size_t count = 0; count < shape_tokens_max; ++count) {
    const auto token = tokens.next();
    if (!token) break;
    if (token->kind == http::HtmlToken::Kind::start_tag) tags += "<" + token->name;
  }
  return tags;
}

// Tokens in the query change from try to try; their names do not.
std::string location_shape(std::string_view location) {
  const auto question = location.find('?');
  std::string shape(location.substr(0, question));
  if (question == std::string_view::npos) return shape;
  for (const auto& part : split(location.substr(question + 1), '&')) shape += "?" + part.substr(0, part.find('='));
  return shape;
}

}  // namespace

Result<http::Response> exchange(transport::Network& network, const LoginSurface& surface, http::Request request) {
  HttpEndpoint endpoint;
  endpoint.target = surface.target;
  endpoint.port = surface.port;
  endpoint.host = surface.host;
  endpoint.tls = surface.tls;
  const HttpLimits limits{body_limit_bytes, connect_timeout, answer_timeout};
  auto answer = HOSHI_TRY(ask_http(network, endpoint, std::move(request), limits));
  return std::move(answer.response);
}

LoginSignature signature_of(const transport::Network& network, const http::Response& response) {
  const std::string body = network.redacted(response.body);
  LoginSignature signature;
  signature.status = fmt::format("{}", response.status);
  if (const auto* location = response.header("location"); location != nullptr && response.status / 100 == 3) {
    signature.status += " " + printable(location_shape(network.redacted(*location)));
  }
  if (response.header("set-cookie") != nullptr) signature.status += " cookie";
  signature.length_bits = static_cast<int>(std::bit_width(body.size()));
  signature.title = short_hash(http::page_title(body));
  signature.shape = short_hash(shape_of(body));
  return signature;
}

LoginClass class_of_status(const http::Response& response) {
  // RFC 9110, 15.5.2 and 15.5.4; RFC 6585, 4; RFC 4918, 11.3; RFC 9110, 15.6.4.
  const int status = response.status;
  if (status == 401 || status == 403 || status == 407) return LoginClass::refused;
  if (status == 429 || status == 423) return LoginClass::locked;
  if (status == 503) return LoginClass::throttled;
  if (status / 100 == 2 || status / 100 == 3) return LoginClass::accepted;
  return LoginClass::unclear;
}

std::optional<milliseconds> retry_after(const http::Response& response) {
  // RFC 9110, 10.2.3: seconds, or a date, which says nothing without a clock both sides share.
  const auto* value = response.header("retry-after");
  if (value == nullptr) return std::nullopt;
  const auto seconds = parse_number(trimmed(*value), longest_retry_after_seconds);
  if (!seconds) return std::nullopt;
  return milliseconds(static_cast<std::int64_t>(*seconds) * 1000);
}

void take_answer(LoginAttempt& attempt, transport::Network& network, const http::Response& response) {
  attempt.ended = network.time();
  attempt.outcome = class_of_status(response);
  attempt.signature = signature_of(network, response);
  attempt.retry_after = retry_after(response);
  // A refusal that asks for patience did not judge the password.
  if (attempt.retry_after && attempt.outcome == LoginClass::refused) attempt.outcome = LoginClass::locked;
}

void take_failure(LoginAttempt& attempt, transport::Network& network, const Error& error) {
  attempt.ended = network.time();
  attempt.outcome = error.code == ErrorCode::corrupt ? LoginClass::unclear : class_of(error);
  attempt.signature.status = error.code == ErrorCode::corrupt ? std::string(not_http) : "no answer";
}

void confirm(LoginAttempt& attempt, transport::Network& network, const LoginSurface& surface, const std::string& path,
             const http::Response& opened) {
  http::Request request;
  request.path = path;
  const auto without = exchange(network, surface, request);
  if (!without) return;  // not confirmed: without the comparison nothing is known
  if (class_of_status(opened) != LoginClass::accepted) return;
  const auto signature = signature_of(network, opened);
  const bool is_open_to_all = class_of_status(*without) == LoginClass::accepted &&
                              signature.is_like(signature_of(network, *without));
  if (is_open_to_all) {
    attempt.answers_anyone = true;
    attempt.outcome = LoginClass::unclear;
    attempt.detail = "the page is the same without login";
    return;
  }
  attempt.privileged_read = true;
  attempt.confirmed_by = "privileged page";
}

}  // namespace hoshi::probes::logins
