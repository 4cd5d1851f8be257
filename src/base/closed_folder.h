// A folder for what nobody else on the machine may read.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "base/result.h"

namespace hoshi {

// Makes it, for its owner alone from the first moment (its parents as usual). What is there already is never changed, for it may be
// anybody's: forbidden when others can read it, unavailable when it is no folder or cannot be made.
[[nodiscard]] Result<void> make_closed_folder(const std::filesystem::path& folder);

}  // namespace hoshi
