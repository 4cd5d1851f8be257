// Charset detection and conversion with the C library's iconv.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/http/charset.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/text.h"

namespace hoshi::protocols::http {
namespace {

constexpr std::size_t sniff_bytes = 1024;  // as browsers do
constexpr std::string_view replacement = "\xEF\xBF\xBD";

struct Known {
  std::string_view label;
  std::string_view iconv_name;
};

// What pages call Shift_JIS is in truth Microsoft's CP932.
constexpr std::array<Known, 17> known_charsets{{
    {"utf-8", "UTF-8"},
    {"utf8", "UTF-8"},
    {"us-ascii", "UTF-8"},
    {"shift_jis", "CP932"},
    {"shift-jis", "CP932"},
    {"sjis", "CP932"},
    {"x-sjis", "CP932"},
    {"windows-31j", "CP932"},
    {"ms932", "CP932"},
    {"cp932", "CP932"},
    {"euc-jp", "EUC-JP-MS"},
    {"x-euc-jp", "EUC-JP-MS"},
    {"eucjp", "EUC-JP-MS"},
    {"iso-2022-jp", "ISO-2022-JP"},
    {"iso-8859-1", "CP1252"},
    {"latin1", "CP1252"},
    {"windows-1252", "CP1252"},
}};

std::string_view iconv_name(std::string_view label) {
  const auto found = std::find_if(known_charsets.begin(), known_charsets.end(),
                                  [&](const Known& known) { return known.label == label; });
  return found != known_charsets.end() ? found->iconv_name : std::string_view{};
}

class Converter {
 public:
  explicit Converter(std::string_view from) : handle_(iconv_open("UTF-8", std::string(from).c_str())) {}
  ~Converter() {
    if (is_open()) iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  bool is_open() const { return handle_ != std::bit_cast<iconv_t>(std::intptr_t{-1}); }

  struct Converted {
    std::string text;
    std::size_t errors = 0;
  };

  // Every byte that does not fit becomes U+FFFD, so the work is linear in the input.
  Converted convert(std::string_view content) const {
    Converted out;
    std::string input(content);
    char* in = input.data();
    std::size_t in_left = input.size();
    while (in_left > 0) {
      std::array<char, 4096> buffer;
      char* to = buffer.data();
      std::size_t room = buffer.size();
      const bool is_bad =
          iconv(handle_, &in, &in_left, &to, &room) == static_cast<std::size_t>(-1) && errno != E2BIG;
      out.text.append(buffer.data(), buffer.size() - room);
      if (!is_bad) continue;
      out.text += replacement;
      ++out.errors;
      ++in;
      --in_left;
    }
    return out;
  }

 private:
  iconv_t handle_;
};

bool is_label_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

// The word after `key` and '=', in lower case.
std::string word_after(std::string_view text, std::string_view key) {
  const std::string low = lower(text);
  for (std::size_t at = low.find(key); at != std::string::npos; at = low.find(key, at + 1)) {
    std::size_t next = low.find_first_not_of(" \t", at + key.size());
    if (next == std::string::npos || low[next] != '=') continue;
    next = low.find_first_not_of(" \t\"'", next + 1);
    if (next == std::string::npos) return {};
    std::size_t end = next;
    while (end < low.size() && is_label_character(low[end])) ++end;
    if (end > next) return low.substr(next, end - next);
  }
  return {};
}

std::string guessed(std::string_view content) {
  for (const std::string_view candidate : {"EUC-JP-MS", "CP932"}) {
    const Converter converter(candidate);
    if (!converter.is_open()) continue;
    auto converted = converter.convert(content);
    if (converted.errors == 0) return std::move(converted.text);
  }
  return valid_utf8(content);
}

}  // namespace

std::string declared_charset(std::string_view content_type, std::string_view content) {
  const std::string said = word_after(content_type, "charset");
  if (!said.empty()) return said;
  if (content.starts_with("\xEF\xBB\xBF")) return "utf-8";
  const std::string_view start = content.substr(0, sniff_bytes);
  const std::string meta = word_after(start, "charset");
  if (!meta.empty()) return meta;
  return start.starts_with("<?xml") ? word_after(start.substr(0, start.find("?>")), "encoding") : "";
}

Result<std::string> to_utf8(std::string_view content, std::string_view charset) {
  if (content.size() > text_limit_bytes) return fail(ErrorCode::invalid_input, "a text beyond 16 MiB");
  if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
  const std::string_view name = iconv_name(lower(charset));
  if (name.empty() || name == "UTF-8") {
    std::string text = valid_utf8(content);
    return text == content ? text : guessed(content);
  }
  const Converter converter(name);
  if (!converter.is_open()) {
    return fail(ErrorCode::unavailable, "the C library cannot load the charset " + std::string(name));
  }
  auto converted = converter.convert(content);
  const bool is_lie = converted.errors > 0 && valid_utf8(content) == content;
  return is_lie ? std::string(content) : std::move(converted.text);
}

void keep_charsets_loaded() {
  static const std::vector<std::unique_ptr<Converter>> kept = [] {
    std::vector<std::unique_ptr<Converter>> converters;
    for (const auto& charset : known_charsets) converters.push_back(std::make_unique<Converter>(charset.iconv_name));
    return converters;
  }();
  static_cast<void>(kept);
}

}  // namespace hoshi::protocols::http
