// Finds the schemes of a data folder.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace hoshi::schemes {

struct SchemeFolder {
  std::string id;  // the folder's name, which load_scheme compares with the scheme's id
  std::filesystem::path folder;
};

// Folders of `data_folder`/schemes that hold a scheme.toml, ordered by id. not_found without that folder.
[[nodiscard]] Result<std::vector<SchemeFolder>> list_schemes(const std::filesystem::path& data_folder);

}  // namespace hoshi::schemes
