// Writing of requests and look-up of headers.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/http/message.h"

#include <algorithm>

#include "base/text.h"

namespace hoshi::protocols::http {
namespace {

bool is_visible(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte < 0x7F;
}

bool is_field_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
}

bool is_field_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_field_character);
}

// RFC 9112, 3.2.1: origin form; and "*" for OPTIONS, which nobody here sends.
bool is_origin_form(std::string_view path) {
  return path.starts_with('/') && std::all_of(path.begin(), path.end(), is_visible);
}

Result<void> check(const Request& request) {
  if (!is_token(request.method)) return fail(ErrorCode::invalid_input, "the method is not a token");
  if (!is_origin_form(request.path)) return fail(ErrorCode::invalid_input, "the path is not an origin form");
  if (!std::all_of(request.host.begin(), request.host.end(), is_visible)) {
    return fail(ErrorCode::invalid_input, "the host holds characters no host has");
  }
  for (const auto& header : request.headers) {
    if (!is_token(header.name)) return fail(ErrorCode::invalid_input, "a header's name is not a token");
    if (!is_field_value(header.value)) {
      return fail(ErrorCode::invalid_input, "the value of " + header.name + " holds control characters");
    }
  }
  return {};
}

}  // namespace

bool is_token(std::string_view text) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  const auto allowed = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           marks.find(c) != std::string_view::npos;
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), allowed);
}

const std::string* find_header(const Headers& headers, std::string_view name) {
  const std::string wanted = lower(name);
  const auto found = std::find_if(headers.begin(), headers.end(),
                                  [&](const Header& header) { return lower(header.name) == wanted; });
  return found != headers.end() ? &found->value : nullptr;
}

std::vector<std::string> all_headers(const Headers& headers, std::string_view name) {
  const std::string wanted = lower(name);
  std::vector<std::string> values;
  for (const auto& header : headers) {
    if (lower(header.name) == wanted) values.push_back(header.value);
  }
  return values;
}

Result<std::string> write_request(const Request& request) {
  HOSHI_CHECK(check(request));
  std::string text = request.method + " " + request.path + " HTTP/1.1\r\n";
  text += "Host: " + request.host + "\r\n";
  for (const auto& header : request.headers) text += header.name + ": " + header.value + "\r\n";
  text += "Accept-Encoding: identity\r\nConnection: close\r\n";
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
    text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  }
  return text + "\r\n" + request.body;
}

std::string Response::content_coding() const {
  std::string codings;
  for (const auto& value : all_headers(headers, "content-encoding")) {
    for (const auto& part : split(value, ',')) {
      const std::string coding = lower(trimmed(part));
      if (coding.empty() || coding == "identity") continue;
      codings += (codings.empty() ? "" : ",") + coding;
    }
  }
  return codings;
}

Result<std::string_view> Response::plain_body() const {
  const std::string coding = content_coding();
  if (!coding.empty()) {
    return fail(ErrorCode::invalid_input,
                "the body has a content coding nobody asked for: " + printable(coding, 40));
  }
  return std::string_view(body);
}

}  // namespace hoshi::protocols::http
