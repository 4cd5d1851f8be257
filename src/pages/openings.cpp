// The first step of a machine.
// SPDX-License-Identifier: Apache-2.0
#include "pages/openings.h"

#include <algorithm>

namespace hoshi::pages {

std::string opening_step(const Site& site, std::string_view machine) {
  const auto& schemes = site.office.parts().schemes;
  const auto scheme = schemes.find(site.scheme);
  const workflow::Machine* found = scheme == schemes.end() ? nullptr : scheme->second.rulebook.machine(machine);
  if (found == nullptr) return "open";
  const auto first = std::find_if(found->transitions.begin(), found->transitions.end(), [&](const auto& one) {
    return std::find(one.from.begin(), one.from.end(), found->initial) != one.from.end();
  });
  return first == found->transitions.end() ? "open" : first->event;
}

std::string opening_step_of_application(const Site& site, std::string_view kind) {
  const auto* filing = site.scheme_office().rulebook.machine("filing");
  const bool is_filing = filing != nullptr && std::find(filing->kinds.begin(), filing->kinds.end(), kind) != filing->kinds.end();
  return is_filing ? "save_draft" : "open";
}

}  // namespace hoshi::pages
