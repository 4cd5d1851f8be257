// The command's side of a run.
// SPDX-License-Identifier: Apache-2.0
#include "agent/run.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <thread>

#include "agent/agent_main.h"
#include "agent/broker.h"
#include "agent/health.h"
#include "base/file.h"
#include "probes/prepare.h"
#include "probes/value_notes.h"

namespace hoshi::agent {
namespace {

constexpr int poll_ms = 100;
constexpr int lock_tries = 20;  // 2 s in all
constexpr int outside_kills_limit = 3;  // SIGKILL comes from outside; but a device that eats the memory looks the same
constexpr int restarts_limit = 40;  // a device that crashes the agent more often than this has won this run
constexpr std::size_t journal_limit_bytes = 1u << 30;

// One writer at a time: the lock goes on to the agent with the descriptor. A moment is allowed, because the agent of a
// command that was killed takes one to end.
bool lock_journal(const Descriptor& journal) {
  for (int i = 0; i < lock_tries; ++i) {
    if (::flock(journal.number(), LOCK_EX | LOCK_NB) == 0) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(poll_ms));
  }
  return false;
}

Result<Descriptor> open_journal(const std::filesystem::path& path) {
  Descriptor journal(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
  if (!journal.is_open()) {
    return fail(ErrorCode::unavailable, path.string() + ": cannot be written: " + std::strerror(errno));
  }
  if (!lock_journal(journal)) return fail(ErrorCode::conflict, path.string() + ": another assessment is writing to this folder");
  return journal;
}

// A journal whose last line was torn would swallow the next one: the tear is cut off first.
Result<void> cut_torn_line(const std::filesystem::path& path) {
  std::error_code none;
  if (!std::filesystem::exists(path, none)) return {};
  const std::string text = HOSHI_TRY(read_file(path, journal_limit_bytes));
  const auto end = text.rfind('\n');
  const std::size_t whole = end == std::string::npos ? 0 : end + 1;
  if (whole != text.size()) std::filesystem::resize_file(path, whole, none);
  if (none) return fail(ErrorCode::unavailable, path.string() + ": cannot be repaired: " + none.message());
  return {};
}

Result<JournalState> load_journal(const std::filesystem::path& path) {
  std::error_code none;
  if (!std::filesystem::exists(path, none)) return JournalState{};
  const std::string text = HOSHI_TRY(read_file(path, journal_limit_bytes));
  return read_journal(text);
}

struct Attempt {
  int status = 0;  // of waitpid
  bool interrupted = false;
};

// Reads progress lines until the agent closes its end.
class ProgressReader {
 public:
  ProgressReader(int descriptor, RunOutcome& outcome, const RunObserver& observer)
      : descriptor_(descriptor), outcome_(outcome), observer_(observer) {}

  // False at the end.
  bool read_some() {
    std::array<char, 8192> chunk{};
    const ssize_t got = ::read(descriptor_, chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) return true;
    if (got <= 0) return false;
    pending_.append(chunk.data(), static_cast<std::size_t>(got));
    for (auto end = pending_.find('\n'); end != std::string::npos; end = pending_.find('\n')) {
      take(std::string_view(pending_).substr(0, end));
      pending_.erase(0, end + 1);
    }
    return pending_.size() < 1u << 20;
  }

 private:
  void take(std::string_view line) {
    const auto value = parse_json(line, {.depth = 4, .input_bytes = 1u << 20});
    if (!value) return;
    if (value->has("sandbox")) {
      outcome_.sandbox.clear();
      for (const auto& layer : (*value)["sandbox"].as_list()) outcome_.sandbox.push_back(layer.as_text());
      return;
    }
    Progress progress;
    for (const auto kind : {Progress::Kind::begin, Progress::Kind::end, Progress::Kind::health}) {
      if ((*value)["event"].as_text() == name_of(kind)) progress.kind = kind;
    }
    progress.task = {(*value)["probe"].as_text(), (*value)["target"].as_text(), (*value)["endpoint"].as_text(),
                     (*value)["reference"].as_text()};
    progress.done = (*value)["done"].as_bool();
    progress.why = (*value)["why"].as_text();
    progress.took = std::chrono::milliseconds((*value)["took"].as_integer());
    progress.baseline = std::chrono::milliseconds((*value)["baseline"].as_integer());
    if (observer_.progress) observer_.progress(progress);
  }

  int descriptor_;
  RunOutcome& outcome_;
  const RunObserver& observer_;
  std::string pending_{};
};

Attempt follow(pid_t child, int progress, RunOutcome& outcome, const RunObserver& observer) {
  Attempt attempt;
  ProgressReader reader(progress, outcome, observer);
  bool open = true;
  while (open) {
    pollfd waiting{progress, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, poll_ms);
    if (ready > 0) open = reader.read_some();
    if (!attempt.interrupted && observer.stop_wanted && observer.stop_wanted()) {
      attempt.interrupted = true;
      ::kill(child, SIGKILL);  // the journal survives any death
    }
  }
  while (::waitpid(child, &attempt.status, 0) < 0 && errno == EINTR) {
  }
  return attempt;
}

Result<Attempt> attempt_run(const RunRequest& request, const ScheduleOptions& schedule,
                            transport::Connector& connector, const transport::TlsContext& tls, JournalState state, RunOutcome& outcome,
                            const RunObserver& observer) {
  Descriptor journal = HOSHI_TRY(open_journal(request.journal));
  ChannelPair channel = HOSHI_TRY(make_channel());
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(ErrorCode::internal, "no pipe to the agent");
  Descriptor progress_in(ends[0]);
  Descriptor progress_out(ends[1]);
  const pid_t child = ::fork();
  if (child < 0) return fail(ErrorCode::internal, std::string("the agent cannot be started: ") + std::strerror(errno));
  if (child == 0) {
    agent_main(request.supplies, std::move(state), schedule, tls,
               {journal.number(), channel.agent.release(), progress_out.number()});
  }
  progress_out.reset();
  channel.agent.reset();
  journal.reset();
  const Broker broker(std::move(channel.command), connector, request.ports, request.single_ports, request.act);
  return follow(child, progress_in.number(), outcome, observer);
}

// After a crash: what was running is written off, so that it is not tried again.
Result<void> write_off(const std::filesystem::path& path, const JournalState& state, const std::string& why) {
  HOSHI_CHECK(cut_torn_line(path));
  const Descriptor journal = HOSHI_TRY(open_journal(path));
  JournalWriter writer(journal.number());
  for (const auto& [id, record] : state.unfinished) {
    const auto notes = probes::notes_in(record.observations);
    const std::string left = notes.empty() ? "" : "; the value of " + notes.back().authentication + " may now be " + probes::how_of(notes.back().text);
    if (record.task.probe != health_task) writer.end(id, TaskStatus::failed, "crashed", why + left);
  }
  if (!writer.problem().empty()) return fail(ErrorCode::unavailable, path.string() + ": " + writer.problem());
  return {};
}

// Looks at the device's health are always under way and read nothing: they are no cause of a crash.
std::ptrdiff_t suspects_in(const JournalState& state) {
  return std::count_if(state.unfinished.begin(), state.unfinished.end(),
                       [](const auto& one) { return one.second.task.probe != health_task; });
}

std::string death_of(int status) {
  if (WIFSIGNALED(status)) return std::string("the probing process died (") + ::strsignal(WTERMSIG(status)) + ")";
  return "the probing process ended with status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

Result<RunOutcome> run(const RunRequest& request, transport::Connector& connector, const RunObserver& observer) {
  HOSHI_CHECK(transport::prepare_libraries());
  probes::prepare_probes();
  const transport::TlsContext tls = HOSHI_TRY(transport::TlsContext::create());
  RunOutcome outcome;
  // Read only when nobody writes any more.
  HOSHI_TRY(open_journal(request.journal)).reset();
  ScheduleOptions schedule = request.schedule;
  int outside_kills = 0;
  for (int attempt_number = 0; attempt_number < restarts_limit; ++attempt_number) {
    HOSHI_CHECK(cut_torn_line(request.journal));
    JournalState before = HOSHI_TRY(load_journal(request.journal));
    const Attempt attempt = HOSHI_TRY(attempt_run(request, schedule, connector, tls, std::move(before), outcome, observer));
    HOSHI_CHECK(cut_torn_line(request.journal));
    outcome.state = HOSHI_TRY(load_journal(request.journal));
    outcome.interrupted = attempt.interrupted;
    const bool ended = WIFEXITED(attempt.status) && WEXITSTATUS(attempt.status) == 0;
    if (ended || attempt.interrupted) return outcome;
    const int code = WIFEXITED(attempt.status) ? WEXITSTATUS(attempt.status) : 0;
    if (code == no_sandbox_status) return fail(ErrorCode::internal, "the probing process could not enter its sandbox (seccomp); nothing was sent");
    if (code == journal_full_status) {
      return fail(ErrorCode::unavailable, request.journal.string() + ": cannot be written any more (disk full?); what was collected is kept: make room and run again with --resume");
    }
    const bool killed_from_outside = WIFSIGNALED(attempt.status) && WTERMSIG(attempt.status) == SIGKILL;
    if (killed_from_outside && ++outside_kills <= outside_kills_limit) continue;
    // Of several tasks that were running, one at a time tells which one it was; the others are not made to suffer.
    if (suspects_in(outcome.state) > 1 && schedule.side_by_side > 1) {
      schedule.side_by_side = 1;
      continue;
    }
    HOSHI_CHECK(write_off(request.journal, outcome.state, death_of(attempt.status)));
  }
  return fail(ErrorCode::unavailable, "the probing process died too often; what was collected is kept");
}

}  // namespace hoshi::agent
