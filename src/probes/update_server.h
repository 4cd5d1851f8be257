// The update server that the lab plays, asked through the bench.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "probes/bench.h"

namespace hoshi::probes {

// "show CASE", "look" or "fetched" (transport/network.h, BenchAct), and what it said. conflict: no lab plays one, so that --resume tries
// again; unavailable: the lab could not.
[[nodiscard]] Result<std::string> ask_update_server(Bench& bench, const std::string& what, transport::milliseconds patience);

// The device shall not find a false server when nobody looks.
[[nodiscard]] Result<void> close_update_server(Bench& bench);

}  // namespace hoshi::probes
