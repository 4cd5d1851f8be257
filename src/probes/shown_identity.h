// The model and version in texts that a device shows, and the fact that says so.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "probes/bench.h"
#include "probes/probe.h"

namespace hoshi::probes {

struct Shown {
  std::string where;  // "page /", "banner", "sysDescr"
  std::string text;
};

// Emits identity.shown for the task's endpoint: the declared names first, then the labels of knowledge/identity.
// internal: that file is unusable.
[[nodiscard]] Result<void> observe_identity(Bench& bench, const Task& task, const std::vector<Shown>& shown);

}  // namespace hoshi::probes
