// How often strangers may do what leaves something behind.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "office/office.h"

namespace hoshi::office {

// Counts one within a day; true while that is within the limit. Names are kept as digests: an address is not kept where nobody asked for it.
[[nodiscard]] Result<bool> takes_turn(store::Transaction& transaction, const std::string& what, std::int64_t most, std::int64_t now);

// Complaints need no account and stay in the trail for good.
constexpr std::int64_t complaints_of_network = 20;
// unavailable when so many came from the client's network today.
[[nodiscard]] Result<void> take_turn_to_complain(const Office& office, const std::string& network);

}  // namespace hoshi::office
