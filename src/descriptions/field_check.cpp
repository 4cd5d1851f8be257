// The checks, each a few lines.
// SPDX-License-Identifier: Apache-2.0
#include "descriptions/field_check.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace hoshi::descriptions {
namespace {

bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return is_small(c) || (c >= 'A' && c <= 'Z'); }

}  // namespace

bool is_id(std::string_view text) {
  constexpr std::size_t limit = 64;  // ids become parts of file names
  const auto allowed = [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '.'; };
  return !text.empty() && text.size() <= limit && (is_letter(text[0]) || is_digit(text[0])) &&
         std::all_of(text.begin(), text.end(), allowed);
}

bool is_word(std::string_view text) {
  const auto allowed = [](char c) {
    return is_small(c) || is_digit(c) || c == '-' || c == '_' || c == '+' || c == '.';
  };
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), allowed);
}

std::optional<Port> parse_port(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto transport = text.substr(0, slash);
  const auto number = parse_number(text.substr(slash + 1), 65535);
  if ((transport != "tcp" && transport != "udp") || !number || *number == 0) return std::nullopt;
  if (text[slash + 1] == '0') return std::nullopt;  // "tcp/0443" would not equal "tcp/443" anywhere
  return Port{std::string(transport), static_cast<std::uint16_t>(*number)};
}

UrlState check_url(std::string_view text) {
  const auto printable_ascii = [](char c) { return c > ' ' && c < 0x7F && c != '\\'; };
  if (!std::all_of(text.begin(), text.end(), printable_ascii)) return UrlState::bad;
  std::string_view rest = text;
  if (rest.starts_with("https://")) {
    rest.remove_prefix(8);
  } else if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
  } else {
    return UrlState::bad;
  }
  const auto authority = rest.substr(0, rest.find_first_of("/?#"));
  if (authority.find('@') != std::string_view::npos) return UrlState::has_account;
  return authority.empty() || authority.starts_with(':') ? UrlState::bad : UrlState::good;
}

bool is_inner_path(std::string_view text) {
  const auto clean = [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F && c != '\\'; };
  if (text.empty() || text.starts_with('/') || text.starts_with('~')) return false;
  if (!std::all_of(text.begin(), text.end(), clean)) return false;
  const auto parts = split(text, '/');
  return std::none_of(parts.begin(), parts.end(),
                      [](const std::string& part) { return part == ".." || part.empty(); });
}

bool is_corporate_number_form(std::string_view text) {
  return text.size() == 13 && std::all_of(text.begin(), text.end(), is_digit);
}

char corporate_check_digit_of(std::string_view thirteen_digits) {
  int sum = 0;
  for (std::size_t place = 0; place < 12; ++place) {
    const int digit = thirteen_digits[12 - place] - '0';
    sum += digit * (place % 2 == 0 ? 1 : 2);
  }
  return static_cast<char>('0' + 9 - sum % 9);
}

bool is_secret_name(std::string_view key) {
  constexpr std::array exact{"password", "passwd", "passphrase", "secret", "token",        "pin",
                             "psk",      "apikey", "credential", "credentials", "password_env"};
  constexpr std::array endings{"_password", "_passwd", "_passphrase", "_secret", "_token", "_pin",
                               "_psk",      "_apikey", "api_key",    "private_key", "パスワード"};
  const std::string name = lower(key);
  return std::find(exact.begin(), exact.end(), name) != exact.end() ||
         std::any_of(endings.begin(), endings.end(), [&](std::string_view end) { return name.ends_with(end); });
}

bool is_sha256(std::string_view text) {
  const auto is_hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); };
  return text.size() == 64 && std::all_of(text.begin(), text.end(), is_hex);
}

}  // namespace hoshi::descriptions
