// Which part of a run a captured packet belongs to: boot, idle, use, update; and what traffic is read from it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "agent/schedule.h"
#include "base/date.h"
#include "domain/product.h"
#include "evidence/files.h"

namespace hoshi::operations {

using WallClock = std::function<Instant()>;

// When stages began, kept in the spool of a run so that they outlive any death of it, and at its end in run.json ("stages").
class StageLog {
 public:
  // Goes on with what the folder holds, of a run that was cut off or of one that is finished.
  static StageLog open(const std::filesystem::path& out, WallClock now);

  // Errors of writing are no reason to end a run: what is not written down is missing after a crash.
  void begin(std::string_view stage);
  // Tasks whose traffic is of another kind: an update, outages, a reset.
  void follow(const agent::Progress& progress);

  Value to_value() const;  // [{stage, from}…], instants

 private:
  StageLog(std::filesystem::path file, WallClock now) : file_(std::move(file)), now_(std::move(now)) {}

  std::filesystem::path file_;
  WallClock now_;
  std::vector<LabStage> stages_;
};

// The lab's part of what probes know, from "lab" and "stages" of run.json and the captures among `files`. Not trusted: what cannot
// be read is left out.
LabRun lab_run_in(const Value& run, const evidence::FileSet& files);

// Whether the task reads what a lab captured.
bool reads_lab(const probes::Task& task);

}  // namespace hoshi::operations
