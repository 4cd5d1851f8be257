// Which probes a run uses, from --only and --skip; and the plan in words.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operations/targets.h"

namespace hoshi::operations {

// Names are probes or criteria of the scheme; a criterion stands for the probes its file names.
[[nodiscard]] Result<agent::ScheduleOptions> select_probes(const Home& home, const Scheme& scheme,
                                                           const std::vector<std::string>& only,
                                                           const std::vector<std::string>& skip);

std::string plan_text(const Home& home, const agent::ScheduleOptions& schedule, const ReachableTargets& reachable,
                      const AssessOptions& options, const std::vector<probes::Effect>& allowed);

}  // namespace hoshi::operations
