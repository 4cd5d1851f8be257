// Recognises the plainest of requests without a parser, so that ready pages cost next to nothing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "web/cache.h"

namespace hoshi::web {

// `head` ends in the empty line. Nothing unless it is a GET or HEAD of HTTP/1.1 with one Host and no body, no Upgrade, no
// Expect, no Connection but keep-alive, no header that matters here twice, no folded or odd line: then the real parser
// decides. What this accepts the real parser accepts with the same meaning (fuzzed against it).
std::optional<QuickRequest> quick_request_of(std::string_view head);

// False for headers of which a second one makes the request malformed.
bool may_stand_twice(std::string_view lower_name);

}  // namespace hoshi::web
