// A walk without recursion.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/graph.h"

#include <algorithm>

namespace hoshi::workflow {

std::set<std::string> reachable_states(const Machine& machine, const std::function<bool(const Transition&)>& counts) {
  std::set<std::string> reached;
  std::vector<std::string> open;
  if (machine.state(machine.initial) != nullptr) open.push_back(machine.initial);
  while (!open.empty()) {
    const std::string at = std::move(open.back());
    open.pop_back();
    if (!reached.insert(at).second) continue;
    for (const auto& transition : machine.transitions) {
      const bool leads = std::find(transition.from.begin(), transition.from.end(), at) != transition.from.end();
      if (leads && counts(transition) && machine.state(transition.to) != nullptr) open.push_back(transition.to);
    }
  }
  return reached;
}

}  // namespace hoshi::workflow
