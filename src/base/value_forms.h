// The forms in which a known value may lie in a file, a message or a page.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hoshi {

struct ValueForm {
  std::string how;    // raw, base64, hex, utf-16, url, json, xml, reversed
  std::string bytes;  // secret
};

// Without repetitions; the raw form comes first. Of base64 there are those characters that the value alone decides, at each of
// the three places it may begin in what was encoded, in both alphabets (RFC 4648, 4 and 5).
std::vector<ValueForm> forms_of_value(std::string_view value);

// The characters of a base64 text (RFC 4648, 4) that the value alone decides when `before` bytes nobody knows (0 to 2) stand in front of
// it in a group of three: the characters they touch, and those that what follows would touch, are left out.
std::string base64_within(std::string_view value, std::size_t before);

}  // namespace hoshi
