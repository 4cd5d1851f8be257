// What is missing before a run starts: accounts, answers, time, reachability; said, never guessed later.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operations/assess_product.h"
#include "operations/targets.h"

namespace hoshi::operations {

// Says one line for each thing; connects once to a declared port of each target to see whether it is there.
void preflight(const Home& home, const AssessOptions& options, const CaseInput& input,
               const ReachableTargets& reachable, transport::Connector& connector, const Conversation& talk);

}  // namespace hoshi::operations
