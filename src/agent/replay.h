// Runs the probes of a finished assessment again on its recorded bytes, without any device.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "agent/schedule.h"

namespace hoshi::agent {

struct ReplayOutcome {
  JournalState state;  // the tasks again, with the observations and documents that the recorded bytes gave
  Observations observations;
  // Tasks whose replay did not give what was recorded: a changed transcript, another version of a probe.
  std::vector<std::string> differences;
};

// `recorded` holds the tasks with status and transcripts (observations in it are not looked at).
ReplayOutcome replay(const Supplies& supplies, const JournalState& recorded);

}  // namespace hoshi::agent
