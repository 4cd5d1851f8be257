// Files of a lab.
// SPDX-License-Identifier: Apache-2.0
#include "lab/folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "base/date.h"
#include "base/file.h"
#include "base/text.h"

namespace hoshi::lab {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t state_limit_bytes = 256u << 10;
constexpr JsonLimits state_limits{16, state_limit_bytes};

// The user and group behind sudo, when the caller is root by it.
std::optional<std::pair<uid_t, gid_t>> behind_sudo() {
  const char* user = std::getenv("SUDO_UID");
  const char* group = std::getenv("SUDO_GID");
  if (user == nullptr || group == nullptr || ::geteuid() != 0) return std::nullopt;
  const auto uid = parse_number(user, UINT32_MAX - 1);
  const auto gid = parse_number(group, UINT32_MAX - 1);
  if (!uid || !gid) return std::nullopt;
  return std::pair{static_cast<uid_t>(*uid), static_cast<gid_t>(*gid)};
}

}  // namespace

std::string now_text() { return hoshi::to_text(std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now())); }

Result<Folder> Folder::open(const fs::path& path, Open how, const Words& words) {
  Folder folder;
  std::error_code none;
  folder.path_ = fs::absolute(path, none).lexically_normal();
  folder.words_ = words;
  const std::map<std::string, std::string> slots{{"folder", path.string()}};
  if (how == Open::create) {
    folder.is_made_ = !fs::exists(path, none);
    if (fs::exists(path / state_file, none)) return fail(ErrorCode::conflict, words("lab.already_up", slots));
    if (!folder.is_made_ && !fs::is_empty(path, none)) return fail(ErrorCode::invalid_input, words("lab.folder_not_empty", slots));
    HOSHI_CHECK(make_folder(path));
    struct stat about {};
    // What lies in a folder of somebody else could be exchanged under our hands.
    if (::lstat(path.c_str(), &about) != 0 || about.st_uid != ::geteuid()) return fail(ErrorCode::forbidden, words("lab.not_yours", slots));
    fs::permissions(path, fs::perms::owner_all, none);
  }
  folder.lock_ = transport::Descriptor(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.lock_.is_open()) return fail(ErrorCode::not_found, words("lab.no_lab", slots));
  if (::flock(folder.lock_.number(), LOCK_EX | LOCK_NB) != 0) return fail(ErrorCode::conflict, words("lab.busy", slots));
  if (how == Open::existing && !folder.is_of_a_lab()) return fail(ErrorCode::not_found, words("lab.no_lab", slots));
  return folder;
}

bool Folder::is_up() const {
  std::error_code none;
  return fs::exists(file(state_file), none);
}

bool Folder::is_of_a_lab() const {
  std::error_code none;
  return is_up() || fs::exists(file(about_file), none);
}

Result<State> Folder::read_state() const {
  struct stat about {};
  constexpr mode_t others_write = S_IWGRP | S_IWOTH;
  for (const auto& path : {path_, file(state_file)}) {
    if (::lstat(path.c_str(), &about) != 0) continue;
    if (about.st_uid != ::geteuid() || (about.st_mode & others_write) != 0) {
      return fail(ErrorCode::forbidden, words_("lab.not_yours", {{"folder", path_.string()}}));
    }
  }
  const std::string text = HOSHI_TRY(read_file(file(state_file), state_limit_bytes));
  auto value = parse_json(text, state_limits);
  if (!value) return tl::unexpected<Error>(std::move(value.error()).with_context(file(state_file).string()));
  return state_from(*value);
}

Result<void> Folder::write_state(const State& state) const { return write_private_file(file(state_file), to_pretty_json(to_value(state))); }

Result<void> Folder::write_about(const State& state, const std::string& tool, const std::string& ended) const {
  Value about = to_value(state.settings);
  about.set("format", "hoshi-lab/1");
  about.set("started", state.started);
  about.set("ended", ended);
  if (!tool.empty()) about.set("tool", tool);
  if (tool.empty()) {
    const auto former = read_file(file(about_file), state_limit_bytes);
    const auto value = former ? parse_json(*former, state_limits) : Result<Value>(Value());
    if (value) about.set("tool", (*value)["tool"].as_text());
  }
  return write_file(file(about_file), to_pretty_json(about));
}

Result<void> Folder::add_event(std::string_view what, std::string_view which) const {
  const transport::Descriptor events(::open(file(events_file).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
  const std::string line = to_json(object({{"at", now_text()}, {"what", what}, {"which", which}})) + "\n";
  if (!events.is_open() || ::write(events.number(), line.data(), line.size()) < 0) {
    return fail(ErrorCode::unavailable, file(events_file).string());
  }
  return {};
}

void Folder::finish() const {
  std::error_code none;
  for (const auto* name : {"chronyd.pid", "cuts.nft", "update-case", "update-handed"}) fs::remove(file(name), none);
  for (const auto& entry : fs::recursive_directory_iterator(path_, none)) {
    const bool is_empty = entry.is_regular_file(none) && entry.file_size(none) == 0;
    if (is_empty && (entry.path().extension() == ".pcapng" || entry.path().extension() == ".log")) fs::remove(entry.path(), none);
  }
  fs::remove(file(state_file), none);
  const auto owner = behind_sudo();
  if (!owner) return;
  for (const auto& entry : fs::recursive_directory_iterator(path_, none)) {
    if (::lchown(entry.path().c_str(), owner->first, owner->second) != 0) return;
  }
  // The last one: from now on this folder is that person's.
  if (::lchown(path_.c_str(), owner->first, owner->second) != 0) return;
}

void Folder::discard() const {
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(path_, none)) fs::remove_all(entry.path(), none);
  if (is_made_) fs::remove(path_, none);
}

}  // namespace hoshi::lab
