// Takes every power from the calling process that parsing hostile bytes does not need.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace hoshi::agent {

// What was in force after enter_sandbox, for the evidence: "no_new_privileges", "capabilities", "landlock", "seccomp" …
using SandboxLayers = std::vector<std::string>;

// Keeps the descriptors given (and 0, 1, 2), closes all others; no core dumps; no privileges; no file system
// (Landlock, where the kernel has it); system calls limited to reading and writing open descriptors, memory, time
// and threads (seccomp): no socket, connect, bind, open, exec, fork, ptrace. Refused calls return EPERM.
// Irreversible. Without seccomp it fails, and the caller must not go on.
[[nodiscard]] Result<SandboxLayers> enter_sandbox(const std::vector<int>& keep_descriptors);

}  // namespace hoshi::agent
