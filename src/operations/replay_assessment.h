// Judges a recorded assessment again from its bytes, without any device.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "operations/judge_case.h"

namespace hoshi::operations {

struct Replayed {
  Judgement judgement;
  std::string table;
  bool same = false;                     // scheme, level, product, verdict and criteria are, byte for byte, the recorded ones
  std::vector<std::string> differences;  // what was not reproduced
};

// `file` is a folder or a sealed archive (not encrypted). Uses the scheme and knowledge data in it, never ours.
[[nodiscard]] Result<Replayed> replay_assessment(const Home& home, const std::filesystem::path& file,
                                                 documents::Colour colour, std::size_t columns);

}  // namespace hoshi::operations
