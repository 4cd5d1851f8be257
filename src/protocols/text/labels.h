// Finds what stands behind a label ("Model: HC-100") by patterns that are data, and words on their own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/value.h"

namespace hoshi::protocols::text {

class Labels {
 public:
  // From `[[label]]` with name and pattern (RE2, one group). invalid_input names what is no such pattern.
  [[nodiscard]] static Result<Labels> create(const Value& data);

  // What the first matching pattern of that name caught, or "". Width is folded first.
  std::string find(std::string_view name, std::string_view utf8) const;

  Labels(Labels&&) noexcept;
  Labels& operator=(Labels&&) noexcept;
  ~Labels();

 private:
  struct Compiled;
  explicit Labels(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

// The word stands in the text in that case, and neither letter, digit, nor a joined mark ("HC-100-B",
// "2.1.0.4") goes on.
bool shows_word(std::string_view text, std::string_view word);

}  // namespace hoshi::protocols::text
