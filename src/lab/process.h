// Programs and processes of a lab: run to the end, start and hold until they are written down, stop without mistaking another.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "transport/socket_io.h"

namespace hoshi::lab {

// Where programs are looked for; PATH is not asked, because the caller is root.
std::optional<std::filesystem::path> find_program(std::string_view name);

struct ProgramEnded {
  int status = 0;
  std::string out;
  std::string err;
};
// Runs a program of find_program with an empty input and a small environment. not_found when it is not there;
// timed_out (and killed) after ten seconds; what it says is kept up to 1 MiB.
[[nodiscard]] Result<ProgramEnded> run_program(const std::vector<std::string>& words);
// The same, and unavailable with its words when it ends with anything but 0.
[[nodiscard]] Result<std::string> run_well(const std::vector<std::string>& words);

// A process, told from a later one with the same number by its start (proc(5), /proc/PID/stat, starttime).
struct ProcessMark {
  pid_t pid = 0;
  std::uint64_t start_ticks = 0;
};
std::optional<ProcessMark> mark_of(pid_t pid);  // nothing when it has ended
bool is_running(const ProcessMark& mark);
// TERM, then KILL. Ended already is good; still there after KILL is unavailable.
[[nodiscard]] Result<void> stop_process(const ProcessMark& mark);

// What a worker gets to say that it works, or why it does not; to be called once.
using SayReady = std::function<void(const std::string& problem)>;

// A child that waits until `release`, so that it is never left running without being written down: if this process
// ends first, so does the child.
class HeldProcess {
 public:
  // Becomes the program; input from /dev/null, words into the file `log`.
  [[nodiscard]] static Result<HeldProcess> program(const std::vector<std::string>& words, const std::filesystem::path& log);
  // Runs `body` in the child, which ends with what it gives back. It inherits no other descriptors.
  [[nodiscard]] static Result<HeldProcess> worker(const std::string& name, const std::function<int(const SayReady&)>& body,
                                                  const std::filesystem::path& log);
  const ProcessMark& mark() const { return mark_; }
  // Lets it go on. For a worker: until it says that it is ready, at most five seconds; unavailable with its reason.
  [[nodiscard]] Result<void> release();

 private:
  HeldProcess() = default;
  [[nodiscard]] static Result<HeldProcess> start(const std::function<int(int ready)>& body, const std::filesystem::path& log);
  ProcessMark mark_;
  transport::Descriptor go_;
  transport::Descriptor child_end_;  // kept, so that a child that ended is no broken pipe
  transport::Descriptor ready_;      // reads what a worker says
  bool waits_for_word_ = false;
};

// Something that shows which network namespace this is.
std::string network_mark();

}  // namespace hoshi::lab
