// Folders and manifests.
// SPDX-License-Identifier: Apache-2.0
#include "evidence/files.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/file.h"
#include "base/text.h"

namespace hoshi::evidence {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t path_limit_bytes = 400;
constexpr std::size_t path_parts_limit = 16;

bool is_plain_part(std::string_view part) {
  if (part.empty() || part == "." || part == "..") return false;
  return std::all_of(part.begin(), part.end(), [](char c) {
    const bool letter_or_digit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return letter_or_digit || static_cast<unsigned char>(c) >= 0x80 ||
           std::string_view("._-+@ ").find(c) != std::string_view::npos;
  });
}

}  // namespace

bool is_plain_path(std::string_view path) {
  if (path.empty() || path.size() > path_limit_bytes || valid_utf8(path) != path) return false;
  const auto parts = split(path, '/');
  return parts.size() <= path_parts_limit &&
         std::all_of(parts.begin(), parts.end(), [](const std::string& part) { return is_plain_part(part); });
}

Result<FileSet> read_folder(const fs::path& folder, std::string_view skip, FileLimits limits) {
  std::error_code problem;
  fs::recursive_directory_iterator it(folder, problem);
  if (problem) return fail(ErrorCode::not_found, folder.string() + ": cannot be read: " + problem.message());
  FileSet files;
  std::size_t total = 0;
  for (; it != fs::recursive_directory_iterator(); it.increment(problem)) {
    if (problem) return fail(ErrorCode::unavailable, folder.string() + ": " + problem.message());
    const fs::path relative = it->path().lexically_relative(folder);
    if (it.depth() == 0 && relative == skip) {
      it.disable_recursion_pending();
      continue;
    }
    const auto kind = it->symlink_status().type();
    if (kind == fs::file_type::directory) continue;
    if (kind != fs::file_type::regular) {
      return fail(ErrorCode::invalid_input, it->path().string() + ": is a link or device, not a file");
    }
    if (!is_plain_path(relative.generic_string())) {
      return fail(ErrorCode::invalid_input, it->path().string() + ": has a name that cannot go into an archive");
    }
    std::string content = HOSHI_TRY(read_file(it->path(), limits.file_bytes));
    total += content.size();
    if (total > limits.total_bytes || files.size() >= limits.files) {
      return fail(ErrorCode::invalid_input, folder.string() + ": holds too much for one archive");
    }
    files.emplace(relative.generic_string(), std::move(content));
  }
  return files;
}

Value make_manifest(const FileSet& files, std::string_view tool) {
  ValueList entries;
  for (const auto& [path, content] : files) {
    if (path == manifest_path) continue;
    entries.push_back(object({{"path", path}, {"bytes", std::uint64_t{content.size()}}, {"sha256", sha256_hex(content)}}));
  }
  return object({{"format", "hoshi-manifest/1"}, {"tool", tool}, {"files", entries}});
}

Result<void> check_manifest(const FileSet& files) {
  const auto found = files.find(manifest_path);
  if (found == files.end()) return fail(ErrorCode::corrupt, "there is no manifest.json");
  const Value manifest = HOSHI_TRY(parse_json(found->second));
  if (manifest["format"].as_text() != "hoshi-manifest/1") return fail(ErrorCode::corrupt, "manifest.json is no manifest");
  std::size_t listed = 0;
  std::string previous;
  for (const auto& entry : manifest["files"].as_list()) {
    const std::string& path = entry["path"].as_text();
    if (path <= previous) return fail(ErrorCode::corrupt, "manifest.json is not in order at " + printable(path, 80));
    previous = path;
    const auto file = files.find(path);
    if (file == files.end()) return fail(ErrorCode::corrupt, printable(path, 80) + ": listed, but not there");
    if (sha256_hex(file->second) != entry["sha256"].as_text()) {
      return fail(ErrorCode::corrupt, printable(path, 80) + ": is not the file that was listed (SHA-256 differs)");
    }
    ++listed;
  }
  if (listed + 1 != files.size()) return fail(ErrorCode::corrupt, "there are files that manifest.json does not list");
  return {};
}

}  // namespace hoshi::evidence
