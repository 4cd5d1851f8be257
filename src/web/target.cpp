// Splitting and decoding of request targets.
// SPDX-License-Identifier: Apache-2.0
#include "web/target.h"

#include <algorithm>

#include "base/text.h"
#include "web/forms.h"

namespace hoshi::web {
namespace {

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_visible_ascii(char c) { return c > 0x20 && c < 0x7f; }

Result<std::string> decode_segment(std::string_view raw) {
  std::string segment = HOSHI_TRY(decode_percent(raw, Plus::plain));
  const auto is_forbidden = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '/' || c == '\\';
  };
  if (segment.empty() || segment == "." || segment == "..") {
    return fail(ErrorCode::invalid_input, "the address has an empty part or a part that is only dots");
  }
  if (std::any_of(segment.begin(), segment.end(), is_forbidden)) {
    return fail(ErrorCode::invalid_input, "a part of the address holds a slash or a control character");
  }
  if (valid_utf8(segment) != segment) return fail(ErrorCode::invalid_input, "the address is not UTF-8");
  return segment;
}

}  // namespace

Result<std::string> decode_percent(std::string_view text, Plus plus) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus == Plus::space) {
      decoded += ' ';
    } else if (text[i] != '%') {
      decoded += text[i];
    } else {
      const int high = i + 1 < text.size() ? digit_of(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? digit_of(text[i + 2]) : -1;
      if (high < 0 || low < 0) return fail(ErrorCode::invalid_input, "a % without two hexadecimal digits");
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return decoded;
}

Result<Target> parse_target(std::string_view target) {
  if (target.size() > target_bytes_max) return fail(ErrorCode::invalid_input, "the address is too long");
  if (!target.starts_with('/') || !std::all_of(target.begin(), target.end(), is_visible_ascii) ||
      target.find('#') != std::string_view::npos) {
    return fail(ErrorCode::invalid_input, "the address is no path on this server");
  }
  const auto question = target.find('?');
  std::string_view path = target.substr(0, question);
  Target parsed;
  if (question != std::string_view::npos) parsed.query = HOSHI_TRY(parse_urlencoded(target.substr(question + 1), {}));
  path.remove_prefix(1);
  if (path.ends_with('/')) {
    parsed.ends_in_slash = true;
    path.remove_suffix(1);
    if (path.empty()) return fail(ErrorCode::invalid_input, "the address has an empty part");
  }
  while (!path.empty()) {
    const auto slash = path.find('/');
    parsed.segments.push_back(HOSHI_TRY(decode_segment(path.substr(0, slash))));
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
    if (path.empty()) return fail(ErrorCode::invalid_input, "the address has an empty part");
  }
  parsed.path = "/" + join(parsed.segments, "/");
  return parsed;
}

}  // namespace hoshi::web
