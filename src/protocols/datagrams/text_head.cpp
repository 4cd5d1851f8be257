// Reads heads.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/datagrams/text_head.h"

#include "base/text.h"

namespace hoshi::protocols::datagrams {

std::string TextHead::field(std::string_view name) const {
  for (const auto& [key, value] : fields) {
    if (key == name) return value;
  }
  return {};
}

Result<TextHead> read_text_head(ByteView bytes) {
  constexpr std::size_t fields_max = 64;
  const std::string text = to_text(bytes);
  const auto end = text.find("\r\n\r\n");
  if (end == std::string::npos) return fail(ErrorCode::corrupt, "head without end");
  TextHead head;
  for (const std::string& raw : split(std::string_view(text).substr(0, end), '\n')) {
    const std::string line(trimmed(raw));
    if (head.first_line.empty()) {
      head.first_line = line;
      continue;
    }
    const auto colon = line.find(':');
    if (colon == std::string::npos || colon == 0) return fail(ErrorCode::corrupt, "line that is no field");
    if (head.fields.size() >= fields_max) continue;
    head.fields.emplace_back(lower(trimmed(std::string_view(line).substr(0, colon))),
                             std::string(trimmed(std::string_view(line).substr(colon + 1))));
  }
  return head;
}

}  // namespace hoshi::protocols::datagrams
