// Looks one level deep and opens nothing.
// SPDX-License-Identifier: Apache-2.0
#include "schemes/list_schemes.h"

#include <algorithm>

namespace hoshi::schemes {

namespace fs = std::filesystem;

Result<std::vector<SchemeFolder>> list_schemes(const fs::path& data_folder) {
  const fs::path folder = data_folder / "schemes";
  std::error_code error;
  fs::directory_iterator at(folder, error);
  if (error) return fail(ErrorCode::not_found, folder.string() + ": " + error.message());
  std::vector<SchemeFolder> found;
  while (at != fs::directory_iterator()) {
    std::error_code no_file;
    if (fs::is_regular_file(at->path() / "scheme.toml", no_file)) {
      found.push_back({at->path().filename().string(), at->path()});
    }
    at.increment(error);
    if (error) return fail(ErrorCode::unavailable, folder.string() + ": " + error.message());
  }
  std::sort(found.begin(), found.end(), [](const SchemeFolder& a, const SchemeFolder& b) { return a.id < b.id; });
  return found;
}

}  // namespace hoshi::schemes
