// The head of an HTTP request, as far as a server of files needs it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace hoshi::lab {

constexpr std::size_t request_head_bytes_max = 16u << 10;

struct RequestHead {
  std::string method;
  std::string path;  // without query and fragment
  std::string host;  // "" when it is not said
  std::size_t size_bytes = 0;      // up to and with the empty line
  std::size_t content_bytes = 0;   // of the body, as announced; 0 when nothing sensible is
};

// Hostile input. Nothing: more must come. invalid_input: this becomes no request, however much comes.
[[nodiscard]] Result<std::optional<RequestHead>> read_request_head(std::string_view bytes);

}  // namespace hoshi::lab
