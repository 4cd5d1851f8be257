// A private folder that is removed with everything in it.
// SPDX-License-Identifier: Apache-2.0
#include "operations/scratch_folder.h"

#include <stdlib.h>

namespace hoshi::operations {

Result<ScratchFolder> ScratchFolder::create() {
  std::error_code none;
  std::string pattern = (std::filesystem::temp_directory_path(none) / "hoshi-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) return fail(ErrorCode::unavailable, pattern + ": no temporary folder can be made");
  return ScratchFolder(pattern);
}

ScratchFolder::~ScratchFolder() {
  std::error_code none;
  if (!path_.empty()) std::filesystem::remove_all(path_, none);
}

}  // namespace hoshi::operations
