// Identifiers of records: UUID version 7, which sort by the time they were made.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/date.h"

namespace hoshi {

constexpr std::size_t identifier_random_bytes = 10;

// RFC 9562, 5.7: 48 bits of milliseconds, then 74 of the 80 random bits given (six give way
// to version and variant). Lower-case text of 36 characters. A time before 1970 or after the year 10889 is a broken invariant.
std::string new_identifier(Instant now, std::span<const std::uint8_t, identifier_random_bytes> random);

// Whether the text has exactly the form new_identifier writes.
bool is_identifier(std::string_view text);

// When the identifier was made; invalid_input for any other text.
[[nodiscard]] Result<Instant> instant_of_identifier(std::string_view text);

}  // namespace hoshi
