// Folding of Japanese and English for search: spellings that people take for the same become the same text.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/result.h"
#include "register/entry.h"
#include "register/legal_forms.h"

namespace hoshi::public_register {

// Longer texts are cut here before folding; the longest field of the register has 4 kB.
constexpr std::size_t folded_input_bytes_max = 16u << 10;
// Words of one query that are looked at; the rest is ignored.
constexpr std::size_t query_words_max = 16;

// Only for finding: that two texts fold alike never means that they name the same product.
// Immutable after loading; threads may share it.
class Folding {
 public:
  // office/japanese_folding.toml. invalid_input (with file and line) when the tables do not fit together.
  [[nodiscard]] static Result<Folding> load(const std::filesystem::path& file);

  // NFKC with case folding, then the tables: ㈱ （株） 株式会社, 髙 高, サーバー サーバ, キヤノン キャノン, WN-DX WNDX.
  // Hostile text is welcome: what is no UTF-8 becomes U+FFFD. Folding twice changes nothing more.
  std::string fold(std::string_view text) const;
  // The words of what somebody typed, each folded, without repetitions; all of them must be found (as substrings). Legal forms
  // before or behind a name are left out (㈱星野電機, 星野電機 株式会社, Hoshino Co., Ltd.), unless there is nothing else.
  std::vector<std::string> words(std::string_view query) const;
  // Folded, blanks too, without legal forms: names that are alike here differ in nothing else.
  std::string name(std::string_view text) const;
  // What an entry is found by: number, maker, product, models and category, folded, with line ends between.
  std::string search_text(const Entry& entry) const;

 private:
  std::u32string fold_once(std::u32string text) const;
  std::vector<std::string> parts_of_name(std::string_view text) const;
  std::unordered_map<char32_t, char32_t> characters_;  // 0: left out
  std::vector<std::pair<std::u32string, std::u32string>> sequences_;
  LegalForms legal_forms_;
};

// Overlapping pairs of characters of a folded text, sorted and without repetitions; none leads across a line end. A line
// of one character gives that character. These are what an index holds and what a query asks it for.
std::vector<std::string> bigrams(std::string_view folded);

}  // namespace hoshi::public_register
