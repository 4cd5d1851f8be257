// Character references of HTML: the names that pages of devices and policies use, and numbers.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "protocols/http/html.h"

namespace hoshi::protocols::http {
namespace {

constexpr std::size_t name_limit = 10;  // "&#x10FFFF;" without its marks has eight characters

constexpr std::array<std::pair<std::string_view, std::uint32_t>, 24> names{{
    {"amp", '&'},      {"lt", '<'},       {"gt", '>'},       {"quot", '"'},     {"apos", '\''},
    {"nbsp", ' '},     {"copy", 0xA9},    {"reg", 0xAE},     {"trade", 0x2122}, {"middot", 0xB7},
    {"laquo", 0xAB},   {"raquo", 0xBB},   {"ndash", 0x2013}, {"mdash", 0x2014}, {"lsquo", 0x2018},
    {"rsquo", 0x2019}, {"ldquo", 0x201C}, {"rdquo", 0x201D}, {"bull", 0x2022},  {"hellip", 0x2026},
    {"yen", 0xA5},     {"commat", '@'},   {"period", '.'},   {"lowbar", '_'},
}};

std::optional<std::uint32_t> number_reference(std::string_view digits) {
  const bool is_hex = digits.starts_with('x') || digits.starts_with('X');
  if (is_hex) digits.remove_prefix(1);
  if (digits.empty()) return std::nullopt;
  std::uint32_t number = 0;
  for (const char c : digits) {
    std::uint32_t digit = 16;
    if (c >= '0' && c <= '9') digit = static_cast<std::uint32_t>(c - '0');
    if (is_hex && c >= 'a' && c <= 'f') digit = static_cast<std::uint32_t>(c - 'a' + 10);
    if (is_hex && c >= 'A' && c <= 'F') digit = static_cast<std::uint32_t>(c - 'A' + 10);
    if (digit == 16) return std::nullopt;
    number = number * (is_hex ? 16u : 10u) + digit;
    if (number > 0x10FFFF) return std::nullopt;
  }
  const bool is_surrogate = number >= 0xD800 && number <= 0xDFFF;
  return number == 0 || is_surrogate ? std::optional<std::uint32_t>(0xFFFD) : number;
}

std::optional<std::uint32_t> reference(std::string_view name) {
  if (name.starts_with('#')) return number_reference(name.substr(1));
  const auto found =
      std::find_if(names.begin(), names.end(), [&](const auto& item) { return item.first == name; });
  return found != names.end() ? std::optional(found->second) : std::nullopt;
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto tail = [&](unsigned shift) {
    out.push_back(static_cast<char>(0x80 | ((code >> shift) & 0x3F)));
  };
  if (code < 0x80) {
    out.push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    out.push_back(static_cast<char>(0xC0 | (code >> 6)));
    tail(0);
  } else if (code < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | (code >> 12)));
    tail(6);
    tail(0);
  } else {
    out.push_back(static_cast<char>(0xF0 | (code >> 18)));
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace

std::string decode_entities(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto mark = text.find('&');
    out.append(text.substr(0, mark));
    if (mark == std::string_view::npos) return out;
    text.remove_prefix(mark);
    const auto end = text.substr(0, name_limit + 2).find(';');
    const auto code = end == std::string_view::npos ? std::nullopt : reference(text.substr(1, end - 1));
    if (!code) {
      out.push_back('&');
      text.remove_prefix(1);
      continue;
    }
    append_utf8(out, *code);
    text.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace hoshi::protocols::http
