// What changed between two assessments: verdicts, facts, description; the regression question of every release.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "operations/home.h"

namespace hoshi::operations {

struct Comparison {
  std::string text;        // for people
  bool worse = false;      // a verdict got worse (pass → inconclusive → fail)
  bool different = false;  // anything changed at all
};

// Both may be folders or sealed archives (not encrypted).
[[nodiscard]] Result<Comparison> compare_assessments(const Home& home, const std::filesystem::path& before,
                                                     const std::filesystem::path& after);

}  // namespace hoshi::operations
