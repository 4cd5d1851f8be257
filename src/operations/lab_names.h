// Which names were asked for in a lab since somebody last wanted to know.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "lab/settings.h"

namespace hoshi::operations {

class LabNames {
 public:
  // Empty: there is no lab.
  explicit LabNames(std::filesystem::path lab) : lab_(std::move(lab)) {}

  // Names with spaces between them, at most `most_bytes`; the first time of all that was asked since the lab is up. Nothing: there
  // is no lab, or it cannot be read.
  std::optional<std::string> next(std::size_t most_bytes);

 private:
  std::filesystem::path lab_;
  std::optional<lab::Settings> settings_{};
  std::uint64_t read_bytes_ = 0;  // of the log
};

}  // namespace hoshi::operations
