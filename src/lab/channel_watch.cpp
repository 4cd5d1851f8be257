// Switching the update server of a lab from case to case, and reading what it saw.
// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "base/boot.h"

#include "lab/lab.h"

namespace hoshi::lab {
namespace {

constexpr std::size_t session_bytes_max = 4u << 20;  // ChannelLog: 2,000 lines of 2 KiB at most
constexpr std::string_view update_server = "hoshi-updates";

bool is_server_running(const State& state) {
  return std::any_of(state.undo.begin(), state.undo.end(), [](const Undo& one) {
    const auto* process = std::get_if<StartedProcess>(&one);
    return process != nullptr && process->name == update_server && is_there(*process);
  });
}

transport::Descriptor open_file(const std::filesystem::path& path, int how) {
  return transport::Descriptor(::open(path.c_str(), how | O_CLOEXEC | O_NOFOLLOW));
}

// In place, because the server holds the file open; the record has one size, so that it is replaced whole.
Result<void> show(const std::filesystem::path& path, const ChannelSession& session) {
  const auto file = open_file(path, O_WRONLY);
  const std::string record = record_of(session);
  if (::pwrite(file.number(), record.data(), record.size(), 0) == static_cast<ssize_t>(record.size())) return {};
  return fail(ErrorCode::unavailable, path.string());
}

std::uint64_t size_of(const std::filesystem::path& path) {
  struct stat about {};
  return ::stat(path.c_str(), &about) == 0 ? static_cast<std::uint64_t>(about.st_size) : 0;
}

}  // namespace

Result<ChannelWatch> ChannelWatch::begin(const std::filesystem::path& path, ChannelCase channel_case, const Words& words,
                                         const std::vector<HandedFile>& files) {
  const Folder folder = HOSHI_TRY(Folder::open(path, Folder::Open::existing, words));
  const std::map<std::string, std::string> slots{{"folder", path.string()}};
  if (!folder.is_up()) return fail(ErrorCode::conflict, words("lab.is_down", {{"folder", path.string()}, {"interface", ""}}));
  if (::geteuid() != 0) return fail(ErrorCode::forbidden, words("lab.needs_root", {}));
  const State state = HOSHI_TRY(folder.read_state());
  if (!state.settings.updates) return fail(ErrorCode::not_found, words("lab.no_update_server", slots));
  if (!state.is_complete) return fail(ErrorCode::conflict, words("lab.half_up", {{"folder", path.string()}, {"interface", state.settings.interface}}));
  if (state.boot != boot_id() || state.network != network_mark()) return fail(ErrorCode::conflict, words("lab.other_network", slots));
  if (!is_server_running(state)) return fail(ErrorCode::conflict, words("lab.part_ended", {{"name", std::string(update_server)}}));
  const auto shown = open_file(folder.file(case_file), O_RDONLY);
  std::string record(session_record_bytes, '\0');
  if (::pread(shown.number(), record.data(), record.size(), 0) < 0) return fail(ErrorCode::unavailable, folder.file(case_file).string());
  ChannelWatch watch;
  const ChannelSession before = HOSHI_TRY(session_from(record));
  watch.session_ = {before.number + 1, channel_case};
  watch.log_ = folder.file(updates_file);
  watch.begin_bytes_ = size_of(watch.log_);
  // Nobody is served while the files change.
  if (!files.empty()) HOSHI_CHECK(show(folder.file(case_file), {before.number, ChannelCase::closed}));
  const auto handed = open_file(folder.file(handed_file), O_RDWR);
  HOSHI_CHECK(write_handed(handed.number(), watch.session_.number, files));
  HOSHI_CHECK(show(folder.file(case_file), watch.session_));
  HOSHI_CHECK(folder.add_event("update_server", name_of(channel_case)));
  return watch;
}

Result<std::string> ChannelWatch::log_of_session() const {
  const auto file = open_file(log_, O_RDONLY);
  if (!file.is_open()) return fail(ErrorCode::unavailable, log_.string());
  std::string text(std::min<std::uint64_t>(size_of(log_) - std::min(size_of(log_), begin_bytes_), session_bytes_max), '\0');
  const auto count = ::pread(file.number(), text.data(), text.size(), static_cast<off_t>(begin_bytes_));
  text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return text;
}

Result<ChannelSight> ChannelWatch::look() const {
  const std::string log = HOSHI_TRY(log_of_session());
  return sight_of(log, session_);
}

Result<FetchSight> ChannelWatch::look_for(std::string_view sha256, std::uint64_t size_bytes) const {
  const std::string log = HOSHI_TRY(log_of_session());
  return fetch_of(log, session_, sha256, size_bytes);
}

}  // namespace hoshi::lab
