// What the store takes from outside as it comes: cells of a backup, and words of a search.
// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "base/value.h"
#include "store/search_tokens.h"
#include "store/table_shapes.h"

namespace {

using namespace hoshi;

// A cell that is read is written as it was.
void try_cell(std::string_view text) {
  const auto value = parse_json(text, {.depth = 4, .input_bytes = 1u << 20});
  if (!value) return;
  const auto cell = store::cell_of(*value);
  if (cell && !(store::value_of(*cell) == *value)) std::abort();
}

// A word is found where it stands, and its tokens are words of letters and digits alone.
void try_word(std::string_view text) {
  const std::string clean = store::without_controls(text);
  if (store::without_controls(clean) != clean) std::abort();
  const std::u32string characters = store::characters_of(text);
  const auto pairs = store::pairs_of(characters);
  if (pairs.size() + 1 != characters.size() && !characters.empty()) std::abort();
  for (const char c : store::words_of(pairs) + store::words_of(store::singles_of(characters)) + store::word_of(store::token_of_mark(text))) {
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == ' ';
    if (!is_plain) std::abort();
  }
  if (!clean.empty() && store::score_of("x\n" + clean, clean) == 0) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  try_cell(text);
  try_word(text);
  return 0;
}
