// Small pure checks of what may stand in one field.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hoshi::descriptions {

bool is_id(std::string_view text);
bool is_word(std::string_view text);

struct Port {
  std::string transport;  // "tcp", "udp"
  std::uint16_t number = 0;
};
std::optional<Port> parse_port(std::string_view text);  // "tcp/443"

enum class UrlState { good, bad, has_account };
// http and https with a host, printable ASCII only; accounts (RFC 3986, 3.2.1) are told apart.
UrlState check_url(std::string_view text);

// A relative path of printable characters that cannot leave its folder.
bool is_inner_path(std::string_view text);

bool is_corporate_number_form(std::string_view text);  // 13 digits
// The check digit that belongs in front of the other twelve (法人番号の指定等に関する省令: modulus 9).
char corporate_check_digit_of(std::string_view thirteen_digits);

// Whether a key's name says that its value is a secret ("wifi_password").
bool is_secret_name(std::string_view key);

bool is_sha256(std::string_view text);

}  // namespace hoshi::descriptions
