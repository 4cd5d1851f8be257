// Writes a product description to start from, with the first answers filled in.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include "operations/home.h"

namespace hoshi::operations {

// `ask` gives nothing when nobody can be asked. conflict when the file is there already.
[[nodiscard]] Result<void> new_product(const Home& home, const std::filesystem::path& out,
                                       const std::function<std::optional<std::string>(const std::string&)>& ask,
                                       const std::function<void(const std::string&)>& say);

}  // namespace hoshi::operations
