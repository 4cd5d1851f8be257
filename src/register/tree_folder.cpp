// Writing below one folder.
// SPDX-License-Identifier: Apache-2.0
#include "register/tree_folder.h"

#include "base/boot.h"
#include "base/file.h"
#include "base/text.h"

namespace hoshi::public_register {
namespace {

constexpr std::string_view mark_name = ".hoshi-register";
constexpr std::string_view mark_unfinished = "unfinished\n";
constexpr std::size_t mark_bytes_max = 4096;

bool is_own_path(std::string_view path) {
  for (const auto& part : split(path, '/')) {
    if (part.empty() || part.starts_with('.') || part.find('\0') != std::string::npos) return false;
  }
  return true;
}

// "index.html.new.4711" (base/file.cpp): no name of ours ends so.
bool is_left_over(const std::filesystem::directory_entry& entry) {
  const std::string name = entry.path().filename().string();
  const auto at = name.rfind(".new.");
  const std::string digits = at == std::string::npos ? "" : name.substr(at + 5);
  std::error_code problem;
  return !digits.empty() && digits.find_first_not_of("0123456789") == std::string::npos && entry.is_regular_file(problem) && !entry.is_symlink(problem);
}

// What write_file had begun when a publisher was killed, of files whose names begin so.
template <class Entries>
void sweep(Entries entries, std::string_view beginning) {
  std::error_code problem;
  std::vector<std::filesystem::path> left;
  for (; entries != Entries(); entries.increment(problem)) {
    if (entries->path().filename().string().starts_with(beginning) && is_left_over(*entries)) left.push_back(entries->path());
  }
  for (const auto& path : left) std::filesystem::remove(path, problem);
}

Error cannot(std::string_view what, const std::filesystem::path& path, const std::error_code& problem) {
  return {ErrorCode::unavailable, std::string(what) + " " + path.string() + ": " + problem.message()};
}

}  // namespace

Result<TreeFolder> TreeFolder::open(const std::filesystem::path& folder) {
  HOSHI_CHECK(make_folder(folder));
  std::error_code problem;
  TreeFolder tree(std::filesystem::canonical(folder, problem));
  if (problem) return tl::unexpected(cannot("cannot open", folder, problem));
  // Of the mark itself always: a first run may have been killed before it had one.
  sweep(std::filesystem::directory_iterator(tree.folder_, problem), mark_name);
  const bool is_empty = std::filesystem::is_empty(tree.folder_, problem);
  if (problem) return tl::unexpected(cannot("cannot read", folder, problem));
  const auto mark = tree.folder_ / mark_name;
  if (!is_empty && std::filesystem::symlink_status(mark, problem).type() != std::filesystem::file_type::regular) {
    return fail(ErrorCode::conflict, folder.string() + " holds other files; give an empty folder, or one that hoshi register publish has made");
  }
  if (!is_empty) tree.mark_ = HOSHI_TRY(read_file(mark, mark_bytes_max));
  if (tree.mark_.starts_with(mark_unfinished)) sweep(std::filesystem::recursive_directory_iterator(tree.folder_, problem), "");
  return tree;
}

std::string TreeFolder::unfinished(std::string_view generation) {
  const std::string boot = boot_id();
  return boot.empty() ? "" : std::string(mark_unfinished) + boot + "\n" + std::string(generation);
}

Result<void> TreeFolder::begin(std::string_view unfinished) {
  return write_file(folder_ / mark_name, unfinished.empty() ? std::string_view(mark_unfinished) : unfinished);
}

Result<void> TreeFolder::finish(std::string_view mark) {
  HOSHI_CHECK(sync_files(folder_));
  return write_file(folder_ / mark_name, mark);
}

Result<void> TreeFolder::prepare(const std::filesystem::path& parent) {
  if (parent == folder_ || prepared_.contains(parent)) return {};
  HOSHI_CHECK(prepare(parent.parent_path()));
  std::error_code problem;
  const auto kind = std::filesystem::symlink_status(parent, problem).type();
  if (kind == std::filesystem::file_type::not_found) {
    std::filesystem::create_directory(parent, problem);
    if (problem) return tl::unexpected(cannot("cannot make", parent, problem));
  } else if (kind != std::filesystem::file_type::directory) {
    return fail(ErrorCode::conflict, parent.string() + " is no folder of the tree (a link, or a file)");
  }
  prepared_.insert(parent);
  return {};
}

bool TreeFolder::holds(std::string_view path, std::string_view content) const {
  std::error_code problem;
  const auto file = folder_ / path;
  if (std::filesystem::symlink_status(file, problem).type() != std::filesystem::file_type::regular) return false;
  if (std::filesystem::file_size(file, problem) != content.size() || problem) return false;
  const auto old = read_file(file, content.size());
  return old && *old == content;
}

Result<bool> TreeFolder::write(std::string_view path, std::string_view content) {
  HOSHI_ASSERT(is_own_path(path));
  const auto file = folder_ / path;
  HOSHI_CHECK(prepare(file.parent_path()));
  if (holds(path, content)) return false;
  HOSHI_CHECK(write_file_for_now(file, content));
  return true;
}

std::set<std::string> TreeFolder::names_in(std::string_view path) const {
  std::set<std::string> names;
  std::error_code problem;
  const auto folder = folder_ / path;
  if (std::filesystem::symlink_status(folder, problem).type() != std::filesystem::file_type::directory) return names;
  for (const auto& entry : std::filesystem::directory_iterator(folder, problem)) names.insert(entry.path().filename().string());
  return names;
}

Result<void> TreeFolder::remove(std::string_view path) {
  HOSHI_ASSERT(is_own_path(path));
  std::error_code problem;
  std::filesystem::remove_all(folder_ / path, problem);  // removes links themselves, not what they lead to
  if (problem) return tl::unexpected(cannot("cannot remove", folder_ / path, problem));
  return {};
}

}  // namespace hoshi::public_register
