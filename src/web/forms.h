// Bodies of HTML forms, urlencoded and multipart, read within limits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "web/message.h"
#include "web/target.h"

namespace hoshi::web {

// The body as a whole is bounded by its route (body_bytes_max).
struct FormLimits {
  std::size_t fields = 1000;             // the longest checklist asks some 200 questions
  std::size_t name_bytes = 200;
  std::size_t field_bytes = 256u << 10;  // a text; files are bounded by the body
  std::size_t uploads = 50;
};

struct Form {
  Fields fields;
  std::vector<Upload> uploads;  // a file field in which nothing was chosen is left out
};

// URL Standard, 5.1. invalid_input for wrong escapes, NUL, other than UTF-8, or more than the limits allow.
[[nodiscard]] Result<Fields> parse_urlencoded(std::string_view body, FormLimits limits);
// RFC 7578, as browsers write it and no other way. `type` is the Content-Type header with its boundary.
[[nodiscard]] Result<Form> parse_multipart(std::string_view body, std::string_view type, FormLimits limits);

// "text/html" of "Text/HTML; charset=utf-8".
std::string media_type_of(std::string_view content_type);
// The name without folders and control characters, at most 200 bytes, UTF-8; "file" when nothing is left.
std::string plain_file_name(std::string_view name);

}  // namespace hoshi::web
