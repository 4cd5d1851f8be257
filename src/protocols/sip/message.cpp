// Messages of SIP.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/sip/message.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace hoshi::protocols::sip {
namespace {

bool is_one_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

// RFC 3261, 25.1: userinfo and hosts hold none of these unescaped.
bool is_plain(std::string_view text) { return is_one_line(text) && text.find_first_of(" <>\"@;,") == std::string_view::npos; }

// RFC 3261, 7.3.3: only those that are asked for here.
std::string long_form(std::string_view name) {
  if (name == "l" || name == "L") return "Content-Length";
  if (name == "m" || name == "M") return "Contact";
  return std::string(name);
}

}  // namespace

std::string Request::uri() const { return "sip:" + host; }

Result<Bytes> write_request(const Request& request) {
  const std::string account = request.account.empty() ? "hoshi" : request.account;
  bool is_safe = http::is_token(request.method) && is_plain(account) && is_plain(request.host) &&
                 http::is_token(request.transport) && http::is_token(request.number) && !request.host.empty();
  for (const auto& header : request.headers) {
    is_safe = is_safe && http::is_token(header.name) && is_one_line(header.value);
  }
  if (!is_safe) return fail(ErrorCode::invalid_input, "a part would split the SIP message");
  std::string out = fmt::format(
      "{} {} SIP/2.0\r\nVia: SIP/2.0/{} hoshi.invalid;branch=z9hG4bK{};rport\r\nMax-Forwards: 70\r\n"
      "From: <sip:{}@{}>;tag={}\r\nTo: <sip:{}@{}>\r\nCall-ID: {}@hoshi.invalid\r\nCSeq: {} {}\r\nUser-Agent: hoshi\r\n",
      request.method, request.uri(), request.transport, request.number, account, request.host, request.number, account,
      request.host, request.number, request.sequence, request.method);
  for (const auto& header : request.headers) out += header.name + ": " + header.value + "\r\n";
  return to_bytes(out + "Content-Length: 0\r\n\r\n");
}

std::string Response::software() const {
  const auto* name = header("Server");
  if (name == nullptr) name = header("User-Agent");
  return name != nullptr ? printable(*name, 100) : "";
}

Result<std::optional<Response>> read_response(ByteView received) {
  const std::string text = to_text(received.first(std::min(received.size(), response_bytes_max)));
  constexpr std::string_view beginning = "SIP/2.0 ";
  const auto compared = std::min(text.size(), beginning.size());
  if (text.substr(0, compared) != beginning.substr(0, compared)) return fail(ErrorCode::corrupt, "no response of SIP");
  const auto end = text.find("\r\n\r\n");
  if (end == std::string::npos) {
    if (text.size() >= response_bytes_max) return fail(ErrorCode::corrupt, "a head without end");
    return std::optional<Response>{};
  }
  const auto lines = split(std::string_view(text).substr(0, end), '\n');
  const std::string_view status_line = trimmed(lines.front());
  const bool has_status = status_line.size() >= beginning.size() + 3;
  const auto status = has_status ? parse_number(status_line.substr(beginning.size(), 3), 699) : std::nullopt;
  if (!status || *status < 100 || lines.size() > header_limit) return fail(ErrorCode::corrupt, "no status of SIP");
  Response response;
  response.status = static_cast<int>(*status);
  response.reason = printable(trimmed(status_line.substr(std::min(status_line.size(), beginning.size() + 3))), 80);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto colon = lines[i].find(':');
    if (colon == std::string::npos) continue;
    const auto name = trimmed(std::string_view(lines[i]).substr(0, colon));
    response.headers.push_back({long_form(name), std::string(trimmed(std::string_view(lines[i]).substr(colon + 1)))});
  }
  const auto* length = response.header("Content-Length");
  const auto body = length != nullptr ? parse_number(*length, response_bytes_max) : std::optional<std::uint64_t>(0);
  if (!body) return fail(ErrorCode::corrupt, "no length of SIP");
  response.size = end + 4 + *body;
  if (received.size() < response.size) return std::optional<Response>{};
  return std::optional(std::move(response));
}

std::vector<http::Challenge> challenges_of(const Response& response) {
  const auto* value = response.header(response.status == 407 ? "Proxy-Authenticate" : "WWW-Authenticate");
  return value != nullptr ? http::parse_challenges(*value) : std::vector<http::Challenge>{};
}

}  // namespace hoshi::protocols::sip
