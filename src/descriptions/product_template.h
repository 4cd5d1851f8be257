// The commented description that `hoshi product new` writes, in the language of its reader.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "domain/words.h"

namespace hoshi::descriptions {

// Text of <data folder>/translations/product.<language>.toml. It passes `check` as it stands.
[[nodiscard]] Result<std::string> product_template(const std::filesystem::path& data_folder, Language language);

}  // namespace hoshi::descriptions
