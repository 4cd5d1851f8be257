// Tells one start of the machine from another.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace hoshi {

// The kernel's random id of this start (proc(5), /proc/sys/kernel/random/boot_id); "" where it cannot be read.
std::string boot_id();

}  // namespace hoshi
