// The head of a text message of the HTTP family: first line and fields (SSDP, SIP).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace hoshi::protocols::datagrams {

struct TextHead {
  std::string first_line;
  std::vector<std::pair<std::string, std::string>> fields;  // names in lower case
  // The first of that name (lower case), or "".
  std::string field(std::string_view name) const;
};

// corrupt when there is no blank line at its end, or a line is no field. At most 64 fields.
[[nodiscard]] Result<TextHead> read_text_head(ByteView bytes);

}  // namespace hoshi::protocols::datagrams
