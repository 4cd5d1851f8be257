// Reading the kernel's id of this start.
// SPDX-License-Identifier: Apache-2.0
#include "base/boot.h"

#include "base/file.h"
#include "base/text.h"

namespace hoshi {

std::string boot_id() {
  const auto text = read_file("/proc/sys/kernel/random/boot_id", 100);
  return text ? std::string(trimmed(*text)) : "";
}

}  // namespace hoshi
