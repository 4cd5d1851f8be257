// How often something may happen within a day, counted in the store.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "store/database.h"

namespace hoshi::office {

// Counts one more of `what` and is true, or is false where there were `most` already since the day began. `what` is kept as a digest: an
// address is not kept where nobody asked for it. `now` in milliseconds.
[[nodiscard]] Result<bool> within_daily_limit(store::Transaction& transaction, std::string_view purpose, const std::string& what, std::int64_t most,
                                              std::int64_t now);

}  // namespace hoshi::office
