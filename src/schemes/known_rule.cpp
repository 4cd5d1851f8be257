// Look-up among the known rules.
// SPDX-License-Identifier: Apache-2.0
#include "schemes/known_rule.h"

#include <algorithm>

namespace hoshi::schemes {

const KnownRule* Known::rule(std::string_view wanted) const {
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const KnownRule& r) { return r.name == wanted; });
  return found != rules.end() ? &*found : nullptr;
}

}  // namespace hoshi::schemes
