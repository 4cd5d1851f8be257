// The target of a request line and percent-encoded text, strictly read.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace hoshi::web {

using Fields = std::multimap<std::string, std::string, std::less<>>;

constexpr std::size_t target_bytes_max = 4096;

struct Target {
  std::string path;                   // "/" or "/a/b": decoded, normal, UTF-8
  std::vector<std::string> segments;  // of the path, decoded
  bool ends_in_slash = false;         // and is not "/": its normal address is without
  Fields query;
};

// RFC 9112, 3.2.1: only the origin form. invalid_input for anything a browser would not send: bad escapes, "." and ".."
// parts, empty parts, encoded slashes, backslashes and control characters, other than UTF-8, more than target_bytes_max.
[[nodiscard]] Result<Target> parse_target(std::string_view target);

enum class Plus { plain, space };
// invalid_input for an unfinished or wrong escape. The result may hold any byte.
[[nodiscard]] Result<std::string> decode_percent(std::string_view text, Plus plus);

}  // namespace hoshi::web
