// Making a folder with its rights in one step.
// SPDX-License-Identifier: Apache-2.0
#include "base/closed_folder.h"

#include <sys/stat.h>

#include <cerrno>

#include "base/file.h"

namespace hoshi {

Result<void> make_closed_folder(const std::filesystem::path& named) {
  const std::filesystem::path folder = named.has_filename() ? named : named.parent_path();  // "data/" is "data"
  if (folder.has_parent_path()) HOSHI_CHECK(make_folder(folder.parent_path()));
  if (::mkdir(folder.c_str(), 0700) == 0) return {};
  struct stat found {};
  if (errno != EEXIST || ::stat(folder.c_str(), &found) != 0 || !S_ISDIR(found.st_mode)) {
    return fail(ErrorCode::unavailable, folder.string() + ": the folder cannot be made");
  }
  if ((found.st_mode & 077) == 0) return {};
  return fail(ErrorCode::forbidden, folder.string() + " can be read by others; type chmod 700 " + folder.string());
}

}  // namespace hoshi
