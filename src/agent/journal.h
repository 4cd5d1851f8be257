// The spool of a run: an append-only file of JSON lines that survives a crash of agent, command or machine.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "domain/observation.h"
#include "probes/probe.h"

namespace hoshi::agent {

enum class TaskStatus { done, failed };

// How one task ended, and everything it left.
struct TaskRecord {
  probes::Task task;
  TaskStatus status = TaskStatus::failed;
  std::string kind;  // of failure: deadline, internal, crashed, skipped, not_allowed, unreachable; empty when done
  std::string why;
  std::vector<Observation> observations;         // without evidence references yet
  std::map<std::string, std::string> transcripts;  // lane ("" is the main one) → JSON lines
  std::map<std::string, std::string> kept;         // name → content of documents fetched
};

// What a journal says. Tasks that began and did not end are `unfinished`.
struct JournalState {
  std::map<std::string, TaskRecord> ended;       // by task id
  std::map<std::string, TaskRecord> unfinished;  // by task id, with what they had left so far
};

// Writes lines to a descriptor it borrows. Threads may share it. A failing write is remembered (`problem`), and
// everything after it is dropped: a full disk ends the run with a clear error instead of a silent hole.
class JournalWriter {
 public:
  explicit JournalWriter(int descriptor) : descriptor_(descriptor) {}
  void begin(const probes::Task& task);
  void transcript_line(const std::string& task_id, std::string_view lane, std::string_view line);
  void keep(const std::string& task_id, std::string_view name, std::string_view content);
  void observe(const std::string& task_id, const Observation& observation);
  void end(const std::string& task_id, TaskStatus status, std::string_view kind, std::string_view why);
  std::string problem() const;

 private:
  void append(const Value& line);

  int descriptor_;
  mutable std::mutex mutex_;
  std::string problem_;
};

// Reads a journal. The last line may be torn by a crash: it is dropped. Any other line that does not parse is
// corrupt. The writer was an agent that may have been taken over: all sizes are bounded.
[[nodiscard]] Result<JournalState> read_journal(std::string_view text);

// Writes the ended tasks of a state as a journal of its own.
[[nodiscard]] Result<void> write_journal(const std::filesystem::path& path, const JournalState& state);

}  // namespace hoshi::agent
