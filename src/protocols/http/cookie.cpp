// Reading of Set-Cookie and writing of Cookie.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/http/cookie.h"

#include <algorithm>

#include "base/text.h"

namespace hoshi::protocols::http {
namespace {

bool is_clean(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F || c == ';';
  });
}

void add_attribute(std::string_view text, Cookie& cookie) {
  const auto equals = text.find('=');
  const std::string name = lower(trimmed(text.substr(0, equals)));
  const std::string_view value = equals == std::string_view::npos ? "" : trimmed(text.substr(equals + 1));
  if (name == "secure") cookie.secure = true;
  if (name == "httponly") cookie.http_only = true;
  if (name == "samesite") cookie.same_site = lower(value);
  if (name == "path" && value.starts_with('/')) cookie.path = std::string(value);
  if (name == "max-age") cookie.is_removal = value == "0" || value.starts_with('-');
}

}  // namespace

std::optional<Cookie> parse_set_cookie(std::string_view value) {
  if (value.size() > cookie_limit_bytes) return std::nullopt;
  const auto parts = split(value, ';');
  const std::string_view pair = parts.front();
  const auto equals = pair.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  Cookie cookie;
  cookie.name = std::string(trimmed(pair.substr(0, equals)));
  cookie.value = std::string(trimmed(pair.substr(equals + 1)));
  if (cookie.name.empty() || !is_clean(cookie.name) || !is_clean(cookie.value)) return std::nullopt;
  for (std::size_t i = 1; i < parts.size(); ++i) add_attribute(parts[i], cookie);
  return cookie;
}

void CookieJar::take(const Headers& headers) {
  for (const auto& value : all_headers(headers, "set-cookie")) {
    auto cookie = parse_set_cookie(value);
    if (!cookie) continue;
    std::erase_if(cookies_, [&](const Cookie& known) { return known.name == cookie->name; });
    if (!cookie->is_removal && cookies_.size() < cookie_limit) cookies_.push_back(std::move(*cookie));
  }
}

std::string CookieJar::header() const {
  std::string text;
  for (const auto& cookie : cookies_) text += (text.empty() ? "" : "; ") + cookie.name + "=" + cookie.value;
  return text;
}

}  // namespace hoshi::protocols::http
