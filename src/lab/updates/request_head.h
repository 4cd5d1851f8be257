// The head of an HTTP request, as far as a server of files needs it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace hoshi::lab {

constexpr std::size_t request_head_bytes_max = 16u << 10;

// RFC 9110, 14.1.2: what of a file is asked for. Both empty is no range.
struct AskedRange {
  std::optional<std::uint64_t> first;  // none: the last `last` bytes
  std::optional<std::uint64_t> last;   // none: to the end
};
// The part of a file; `bytes` is never 0.
struct FilePart {
  std::uint64_t first = 0;
  std::uint64_t bytes = 0;
};
// Nothing: no byte of such a file is asked for (416).
std::optional<FilePart> part_of(const AskedRange& range, std::uint64_t size_bytes);

struct RequestHead {
  std::string method;
  std::string path;  // without query and fragment
  std::string host;  // "" when it is not said
  std::optional<AskedRange> range;  // of a GET; none where all is to be given: several ranges, other units, or one that hangs on If-Range
  std::size_t size_bytes = 0;      // up to and with the empty line
  std::size_t content_bytes = 0;   // of the body, as announced; 0 when nothing sensible is
};

// Hostile input. Nothing: more must come. invalid_input: this becomes no request, however much comes.
[[nodiscard]] Result<std::optional<RequestHead>> read_request_head(std::string_view bytes);

}  // namespace hoshi::lab
