// Suggestions for typing mistakes in a search: the known words nearest to what was typed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "register/folding.h"

namespace hoshi::public_register {

// The words a register knows (makers, products, models), by the pairs of characters in them. Bounded: words over 64
// characters and words beyond the limit are not kept; a question looks at 2,000 candidates at most.
class Suggestions {
 public:
  static constexpr std::size_t words_max = 500'000;
  static constexpr std::size_t characters_max = 64;
  static constexpr std::size_t candidates_max = 2'000;

  // Borrows the folding, which must outlive it.
  explicit Suggestions(const Folding& folding) : folding_(folding) {}

  // A word as people are to see it; the first spelling of those that fold alike is kept, every further one adds weight.
  void add(std::string_view word);
  void add(const Entry& entry);

  // At most `limit` spellings within one mistake (two from six characters on), nearest first, then the more frequent. Empty
  // when the word is known, or nothing is near. A mistake: a character too many, missing, wrong, or two exchanged.
  std::vector<std::string> nearest(std::string_view typed, std::size_t limit = 3) const;

  std::size_t size() const { return words_.size(); }

 private:
  struct Word {
    std::string shown;
    std::u32string folded;
    std::uint32_t weight = 1;
  };
  std::vector<std::uint32_t> candidates(const std::u32string& typed) const;

  const Folding& folding_;
  std::vector<Word> words_;
  std::unordered_map<std::string, std::uint32_t> by_folded_;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> by_pair_;
};

}  // namespace hoshi::public_register
