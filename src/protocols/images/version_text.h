// Finds a version or model where it stands by itself in octets or text.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace hoshi::protocols::images {

// Where `text` stands by itself: no letter, digit or dot-and-digit beside it. Nothing for an empty text.
std::optional<std::size_t> find_whole(ByteView bytes, std::string_view text);
// Replaces `old` (at its first place) by a text of the same length; the place, or nothing.
std::optional<std::size_t> replace_whole(Bytes& bytes, std::string_view old, std::string_view text);
// "2.0" becomes "2.1", "1.9" becomes "1.8": another version of the same length; nothing without a digit.
std::optional<std::string> other_version(std::string_view version);
// A model of the same length that nobody has.
std::string other_model(std::string_view model);

}  // namespace hoshi::protocols::images
