// Legal forms in what somebody searches for: 株式会社 and Co., Ltd. stand before or behind a name, or not at all.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hoshi::public_register {

// Immutable after making.
class LegalForms {
 public:
  LegalForms() = default;
  // `joined` folded ("株式会社"), `words` in small Latin letters ("ltd"); none of them empty.
  LegalForms(std::vector<std::u32string> joined, std::vector<std::u32string> words);

  // A folded word without the forms at its beginning and end; empty when it is nothing else.
  std::u32string_view without_joined(std::u32string_view folded) const;

  enum class Behind { name, form };
  // A word with its dots and commas, in small letters, without the forms at its end ("星野電機co.,ltd."); `behind`: what
  // the next word of the query is. Empty when it is nothing else.
  std::u32string_view without_words(std::u32string_view word, Behind behind) const;

 private:
  std::vector<std::u32string> joined_;  // longest first, as words_
  std::vector<std::u32string> words_;
};

}  // namespace hoshi::public_register
