// The forms in which a planted value may lie in a file.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hoshi::artifacts {

struct Form {
  std::string how;    // raw, base64, hex, utf-16, url, json, reversed
  std::string bytes;  // secret
};

// Without repetitions; the raw form comes first. Of base64 there are those characters that the value alone decides, at each of
// the three places it may begin in what was encoded, in both alphabets (RFC 4648, 4 and 5).
std::vector<Form> forms_of(std::string_view value);

}  // namespace hoshi::artifacts
