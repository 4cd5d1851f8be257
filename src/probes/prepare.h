// What probes need from the file system, loaded before the agent gives it up.
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace hoshi::probes {

// Call once, before the sandbox.
void prepare_probes();

}  // namespace hoshi::probes
