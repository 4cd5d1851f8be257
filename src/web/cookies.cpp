// Reading and writing of cookies, and choosing between Japanese and English.
// SPDX-License-Identifier: Apache-2.0
#include "web/cookies.h"

#include <set>

#include "base/text.h"

namespace hoshi::web {
namespace {

constexpr std::size_t cookies_max = 50;

std::string attributes(Transport transport, std::string_view same_site) {
  return "; Path=/; HttpOnly; SameSite=" + std::string(same_site) + (transport == Transport::secure ? "; Secure" : "");
}

// A session's lifetime is the server's word; the browser keeps the cookie until it is closed.
std::string own_cookie(const std::string& name, std::string_view secret, Transport transport) {
  return name + "=" + std::string(secret) + attributes(transport, "Strict") + (secret.empty() ? "; Max-Age=0" : "");
}

// RFC 9110, 12.4.2: 0 to 1 with at most three decimals, as thousandths; 0 for what cannot be read.
int thousandths_of(std::string_view weight) {
  if (weight.starts_with('1')) return 1000;
  if (!weight.starts_with("0.") || weight.size() > 5) return 0;
  std::string digits(weight.substr(2));
  digits.resize(3, '0');
  return static_cast<int>(parse_number(digits, 999).value_or(0));
}

}  // namespace

Cookies parse_cookies(std::string_view header) {
  Cookies cookies;
  std::set<std::string, std::less<>> twice;
  std::size_t count = 0;
  while (!header.empty() && ++count <= cookies_max) {
    const auto semicolon = header.find(';');
    const std::string_view pair = trimmed(header.substr(0, semicolon));
    header = semicolon == std::string_view::npos ? "" : header.substr(semicolon + 1);
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || equals == 0) continue;
    const auto [_, is_new] = cookies.emplace(trimmed(pair.substr(0, equals)), trimmed(pair.substr(equals + 1)));
    if (!is_new) twice.emplace(trimmed(pair.substr(0, equals)));
  }
  for (const std::string& name : twice) cookies.erase(name);
  return cookies;
}

std::string session_cookie_name(Transport transport) {
  return transport == Transport::secure ? "__Host-hoshi_session" : "hoshi_session";
}

std::string form_cookie_name(Transport transport) { return transport == Transport::secure ? "__Host-hoshi_form" : "hoshi_form"; }

std::string session_cookie(std::string_view secret, Transport transport) {
  return own_cookie(session_cookie_name(transport), secret, transport);
}

std::string form_cookie(std::string_view secret, Transport transport) {
  return own_cookie(form_cookie_name(transport), secret, transport);
}

std::string language_cookie(Language language, Transport transport) {
  return std::string(language_cookie_name) + "=" + std::string(name_of(language)) + attributes(transport, "Lax") +
         "; Max-Age=31536000";  // a year
}

Language language_of(const Cookies& cookies, std::string_view accept_language) {
  const auto cookie = cookies.find(language_cookie_name);
  const auto chosen = cookie == cookies.end() ? std::nullopt : language_named(cookie->second);
  if (chosen) return *chosen;
  int japanese = 0;
  int english = 0;
  for (const std::string& one : split(accept_language.substr(0, 500), ',')) {
    const std::string range = lower(one);
    const auto semicolon = range.find(';');
    const std::string_view tag = trimmed(std::string_view(range).substr(0, semicolon));
    const auto q = semicolon == std::string::npos ? std::string::npos : range.find("q=", semicolon);
    const int weight = q == std::string::npos ? 1000 : thousandths_of(trimmed(std::string_view(range).substr(q + 2)));
    if (tag == "ja" || tag.starts_with("ja-")) japanese = std::max(japanese, weight);
    if (tag == "en" || tag.starts_with("en-")) english = std::max(english, weight);
  }
  if (japanese == 0 && english == 0) return trimmed(accept_language).empty() ? Language::ja : Language::en;
  return japanese >= english ? Language::ja : Language::en;
}

}  // namespace hoshi::web
