// Lists of ports as text: "22,80,8000-8100".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hoshi::agent {

// Ascending, without repetition; runs are joined.
std::string to_ranges(std::vector<std::uint16_t> ports);
// Ascending; parts that are no port or range are left out. At most 65,535 ports.
std::vector<std::uint16_t> from_ranges(std::string_view text);

}  // namespace hoshi::agent
