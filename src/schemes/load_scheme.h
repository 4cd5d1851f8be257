// Loads a labelling scheme from its folder (docs/scheme-format.md) and refuses anything doubtful in it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "domain/scheme.h"
#include "schemes/known_rule.h"
#include "tables/problem.h"

namespace hoshi::schemes {

// With problems the scheme holds what could be read; nothing must be judged by it.
struct LoadedScheme {
  Scheme scheme;
  tables::Problems problems;
};

LoadedScheme load_scheme(const std::filesystem::path& folder, const Known& known);

}  // namespace hoshi::schemes
