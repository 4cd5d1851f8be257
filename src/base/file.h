// Whole-file reading and crash-safe writing, with errors that name the path.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace hoshi {

constexpr std::size_t default_file_limit_bytes = 256u << 20;

// not_found when it is not there, forbidden when it may not be read, invalid_input when larger than the limit.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path,
                                            std::size_t limit_bytes = default_file_limit_bytes);
// Writes a temporary beside it, fsyncs, renames: after a crash the old or the new content is there, whole.
// A full disk is unavailable; the old content stays.
[[nodiscard]] Result<void> write_file(const std::filesystem::path& path, std::string_view content);
// Whole or not at all, but a power cut may lose it: for many files of which sync_files makes an end.
[[nodiscard]] Result<void> write_file_for_now(const std::filesystem::path& path, std::string_view content);
// Brings everything written so far on the folder's file system to the disk. A full or failing disk is unavailable.
[[nodiscard]] Result<void> sync_files(const std::filesystem::path& folder);
// The same as write_file, readable by the owner alone (keys).
[[nodiscard]] Result<void> write_private_file(const std::filesystem::path& path, std::string_view content);
[[nodiscard]] Result<void> make_folder(const std::filesystem::path& path);

}  // namespace hoshi
