// The processes of the lab that are our own: the capture and the bad link.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lab/folder.h"

namespace hoshi::lab {

// Both open what they need, give up root, say that they are ready and work until TERM.
[[nodiscard]] Result<HeldProcess> capture_worker(const Folder& folder, const Settings& settings, const std::string& tool);
[[nodiscard]] Result<HeldProcess> link_worker(const Folder& folder, const Settings& settings);

}  // namespace hoshi::lab
