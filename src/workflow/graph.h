// Which states of a machine can be reached, for the constitution and for leaving out what a kind never reaches.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <set>
#include <string>

#include "workflow/machine.h"

namespace hoshi::workflow {

// Ids of the states reached from the initial one by the transitions that `counts` lets through; a transition whose target is
// unknown leads nowhere.
std::set<std::string> reachable_states(const Machine& machine, const std::function<bool(const Transition&)>& counts);

}  // namespace hoshi::workflow
