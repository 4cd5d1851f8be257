// Runs a command of this machine without a shell, bounded in time and output.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace hoshi::operations {

struct CommandEnd {
  int status = -1;     // its exit status; 128 + the signal that ended it
  std::string output;  // the first 4 KiB of both streams; hostile
};

// The environment holds PATH, HOME and LANG alone. timed_out: it was ended with all it started; not_found: there is none.
[[nodiscard]] Result<CommandEnd> run_command(const std::vector<std::string>& words, const std::filesystem::path& folder,
                                             std::chrono::milliseconds patience);

}  // namespace hoshi::operations
