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

// `recorded` holds the tasks with status and transcripts. Observations in it are looked at only of probes that look for canaries,
// which an archive does not have. Where they are known still, `with_secrets` has them with all passwords (which transcripts do not show):
// then those that read files are run again, too. It may be null.
ReplayOutcome replay(const Supplies& supplies, const JournalState& recorded, const Supplies* with_secrets = nullptr);

}  // namespace hoshi::agent
