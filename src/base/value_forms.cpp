// One spelling after the other.
// SPDX-License-Identifier: Apache-2.0
#include "base/value_forms.h"

#include <algorithm>

#include "base/encoding.h"

namespace hoshi {
namespace {

std::string upper_hex(std::string text) {
  for (char& one : text) {
    if (one >= 'a' && one <= 'f') one = static_cast<char>(one - 'a' + 'A');
  }
  return text;
}

std::string url_alphabet(std::string text) {
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

// Characters outside ASCII are not decoded: planted values have none.
std::string utf16(std::string_view value, bool big) {
  std::string wide;
  for (const char one : value) {
    if (big) wide += '\0';
    wide += one;
    if (!big) wide += '\0';
  }
  return wide;
}

bool is_unreserved(char one) {
  const bool is_letter = (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z');
  return is_letter || (one >= '0' && one <= '9') || std::string_view("-._~").find(one) != std::string_view::npos;
}

// RFC 3986, 2.1.
std::string url_encoded(std::string_view value, bool lower_case) {
  std::string text;
  for (const char one : value) {
    const std::string digits = to_hex(to_bytes(std::string_view(&one, 1)));
    text += is_unreserved(one) ? std::string(1, one) : "%" + (lower_case ? digits : upper_hex(digits));
  }
  return text;
}

// RFC 8259, 7; some writers escape the slash as well, and some what HTML would read.
std::string json_escaped(std::string_view value, bool careful) {
  std::string text;
  for (const char one : value) {
    const bool must = one == '"' || one == '\\' || (careful && one == '/');
    const bool may = careful && std::string_view("<>&'=+").find(one) != std::string_view::npos;
    if (may) {
      text += "\\u00" + to_hex(to_bytes(std::string_view(&one, 1)));
    } else {
      text += must ? std::string{'\\', one} : std::string(1, one);
    }
  }
  return text;
}

std::string xml_escaped(std::string_view value) {
  std::string text;
  for (const char one : value) {
    switch (one) {
      case '&': text += "&amp;"; break;
      case '<': text += "&lt;"; break;
      case '>': text += "&gt;"; break;
      case '"': text += "&quot;"; break;
      default: text += one;
    }
  }
  return text;
}

}  // namespace

std::string base64_within(std::string_view value, std::size_t before) {
  const std::string padded = std::string(before, '\0') + std::string(value) + std::string(3, '\0');
  const std::size_t first = (before * 8 + 5) / 6;
  const std::size_t end = (before + value.size()) * 8 / 6;
  return to_base64(to_bytes(padded)).substr(first, end - first);
}

std::vector<ValueForm> forms_of_value(std::string_view value) {
  std::vector<ValueForm> forms;
  const auto add = [&](std::string how, std::string bytes) {
    const bool is_known = std::any_of(forms.begin(), forms.end(), [&](const ValueForm& form) { return form.bytes == bytes; });
    if (!bytes.empty() && !is_known) forms.push_back({std::move(how), std::move(bytes)});
  };
  add("raw", std::string(value));
  for (const std::size_t before : {0, 1, 2}) {
    const std::string text = base64_within(value, before);
    add("base64", text);
    add("base64", url_alphabet(text));
  }
  const std::string hex = to_hex(to_bytes(value));
  add("hex", hex);
  add("hex", upper_hex(hex));
  add("utf-16", utf16(value, false));
  add("utf-16", utf16(value, true));
  add("url", url_encoded(value, false));
  add("url", url_encoded(value, true));
  add("json", json_escaped(value, false));
  add("json", json_escaped(value, true));
  add("xml", xml_escaped(value));
  add("reversed", std::string(value.rbegin(), value.rend()));
  return forms;
}

}  // namespace hoshi
