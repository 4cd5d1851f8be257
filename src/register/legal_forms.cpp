// Cutting legal forms off words.
// SPDX-License-Identifier: Apache-2.0
#include "register/legal_forms.h"

#include <algorithm>
#include <optional>

namespace hoshi::public_register {
namespace {

constexpr std::size_t letters_of_abbreviation = 2;  // so short that a word, or its beginning, may look the same
constexpr char32_t first_east_asian = 0x2E80;       // Unicode block "CJK Radicals Supplement"; from here on nothing is Latin

void sort_longest_first(std::vector<std::u32string>& forms) {
  std::sort(forms.begin(), forms.end(), [](const auto& a, const auto& b) { return a.size() != b.size() ? a.size() > b.size() : a < b; });
}

bool is_mark(char32_t c) { return c == U'.' || c == U','; }

std::u32string_view without_marks_behind(std::u32string_view word) {
  while (!word.empty() && is_mark(word.back())) word.remove_suffix(1);
  return word;
}

// What stands before the form at the end of `word`, which ends with a letter; dots within the form do not count ("k.k").
std::optional<std::u32string_view> before_form(std::u32string_view word, std::u32string_view form) {
  std::size_t left = form.size();
  while (left > 0) {
    if (word.empty()) return std::nullopt;
    const char32_t last = word.back();
    const bool is_letter = last == form[left - 1];
    if (!is_letter && last != U'.') return std::nullopt;
    if (is_letter) --left;
    word.remove_suffix(1);
  }
  const bool is_own_word = word.empty() || is_mark(word.back()) || word.back() >= first_east_asian;
  return is_own_word ? std::optional(word) : std::nullopt;
}

}  // namespace

LegalForms::LegalForms(std::vector<std::u32string> joined, std::vector<std::u32string> words) : joined_(std::move(joined)), words_(std::move(words)) {
  sort_longest_first(joined_);
  sort_longest_first(words_);
}

std::u32string_view LegalForms::without_joined(std::u32string_view folded) const {
  const auto before = std::find_if(joined_.begin(), joined_.end(), [&](const auto& form) { return folded.starts_with(form); });
  if (before != joined_.end()) folded.remove_prefix(before->size());
  const auto behind = std::find_if(joined_.begin(), joined_.end(), [&](const auto& form) { return folded.ends_with(form); });
  if (behind != joined_.end()) folded.remove_suffix(behind->size());
  return folded;
}

std::u32string_view LegalForms::without_words(std::u32string_view word, Behind behind) const {
  bool has_changed = true;
  while (has_changed) {
    has_changed = false;
    const std::u32string_view bare = without_marks_behind(word);
    for (const auto& form : words_) {
      const auto rest = before_form(bare, form);
      const bool has_mark = rest && word.size() - rest->size() > form.size();
      const bool is_form = rest && (form.size() > letters_of_abbreviation || has_mark || behind == Behind::form);
      if (!is_form) continue;
      word = without_marks_behind(*rest);
      behind = Behind::form;
      has_changed = true;
      break;
    }
  }
  return word;
}

}  // namespace hoshi::public_register
