// Turning documents in UTF-8, Shift_JIS, EUC-JP, ISO-2022-JP or Latin-1 into valid UTF-8.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace hoshi::protocols::http {

constexpr std::size_t text_limit_bytes = 16u << 20;

// The charset a page says of itself: in Content-Type first, then a byte order mark, then the first 1,024
// bytes (HTML meta or XML declaration). Lower case, "" when it says nothing.
std::string declared_charset(std::string_view content_type, std::string_view content);

// Valid UTF-8. Unknown or lying charsets: UTF-8 when it is, else the Japanese charset that fits without an
// error, else with U+FFFD where nothing fits. unavailable when iconv cannot load a charset that was
// declared; invalid_input beyond text_limit_bytes.
[[nodiscard]] Result<std::string> to_utf8(std::string_view content, std::string_view charset);

// Loads every charset that to_utf8 may need and keeps it loaded, for processes that give up the file system later.
void keep_charsets_loaded();

}  // namespace hoshi::protocols::http
