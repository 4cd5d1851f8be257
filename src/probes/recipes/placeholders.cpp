// Filling in of placeholders.
// SPDX-License-Identifier: Apache-2.0
#include "probes/recipes/placeholders.h"

namespace hoshi::probes::recipes {
namespace {

bool is_name(std::string_view text) {
  return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

}  // namespace

Result<std::string> filled(std::string_view text, const Bindings& bindings) {
  std::string out;
  while (!text.empty()) {
    const auto open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) break;
    text.remove_prefix(open);
    const auto close = text.find('}');
    const std::string_view name = close == std::string_view::npos ? std::string_view() : text.substr(1, close - 1);
    if (!is_name(name)) {
      out += '{';
      text.remove_prefix(1);
      continue;
    }
    const auto found = bindings.find(name);
    if (found == bindings.end()) return fail(ErrorCode::not_found, "there is no value for {" + std::string(name) + "}");
    out += found->second;
    text.remove_prefix(close + 1);
  }
  return out;
}

bool mentions(std::string_view text, std::string_view placeholder) {
  return text.find("{" + std::string(placeholder) + "}") != std::string_view::npos;
}

}  // namespace hoshi::probes::recipes
