// Look-up in the generated catalog of rules.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/rule.h"

#include <algorithm>

namespace hoshi::assessment {

const Rule* find_rule(std::string_view name) {
  const auto& all = catalog();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Rule* rule) { return rule->name == name; });
  return found != all.end() ? *found : nullptr;
}

}  // namespace hoshi::assessment
