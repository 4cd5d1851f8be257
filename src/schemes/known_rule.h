// What a scheme's checks may say about a rule; filled from the catalog of rules, which this room may not see.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace hoshi::schemes {

struct KnownRule {
  std::string name;
  std::vector<std::string> arguments;
  std::vector<std::string> required_arguments;
  std::vector<std::string> parameters;
  bool asks = false;  // needs a question
};

// Everything outside of a scheme that its data may name.
struct Known {
  std::vector<KnownRule> rules;
  // Whether a path of an argument `fields` names a field of descriptions; not checked when empty.
  std::function<bool(std::string_view)> is_description_path{};

  const KnownRule* rule(std::string_view name) const;
};

}  // namespace hoshi::schemes
