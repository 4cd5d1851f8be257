// The files of an assessment in memory: path → content; how archives, manifests and replay see them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/value.h"

namespace hoshi::evidence {

// Paths are relative, with '/', without "." or "..": see is_plain_path.
using FileSet = std::map<std::string, std::string, std::less<>>;

struct FileLimits {
  std::size_t files = 20'000;
  std::size_t file_bytes = 64u << 20;
  std::size_t total_bytes = 512u << 20;
};

// At most 400 bytes and 16 parts of letters, digits, '.', '_', '-', '+', '@', ' ' or non-ASCII UTF-8; no part is "." or ".." .
bool is_plain_path(std::string_view path);

// Reads a folder. Links and devices are refused; `skip` names top-level entries that are left out ("spool").
[[nodiscard]] Result<FileSet> read_folder(const std::filesystem::path& folder, std::string_view skip,
                                          FileLimits limits = {});

constexpr std::string_view manifest_path = "manifest.json";

// {"format":"hoshi-manifest/1","tool":…,"files":[{"path","bytes","sha256"}…]} over every file but the manifest itself.
Value make_manifest(const FileSet& files, std::string_view tool);
// Every file is in the manifest with its hash, and nothing else is there. corrupt names the first difference.
[[nodiscard]] Result<void> check_manifest(const FileSet& files);

// A POSIX tar archive whose bytes depend on paths and contents alone (sorted, no times, no owners).
[[nodiscard]] Result<Bytes> write_archive(const FileSet& files);
// Reads a tar archive of a stranger: plain files with plain paths only, each once, within the limits.
[[nodiscard]] Result<FileSet> read_archive(ByteView archive, FileLimits limits = {});

}  // namespace hoshi::evidence
