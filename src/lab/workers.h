// The processes of the lab that are our own: the capture, the bad link and the update server.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lab/folder.h"

namespace hoshi::lab {

// All open what they need, give up root, say that they are ready and work until TERM.
[[nodiscard]] Result<HeldProcess> capture_worker(const Folder& folder, const Settings& settings, const std::string& tool);
[[nodiscard]] Result<HeldProcess> link_worker(const Folder& folder, const Settings& settings);
// Of settings with an update server; begins with the case `closed`.
[[nodiscard]] Result<HeldProcess> update_worker(const Folder& folder, const Settings& settings);

}  // namespace hoshi::lab
