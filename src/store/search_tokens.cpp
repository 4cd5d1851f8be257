// Cutting texts into tokens, and scoring hits.
// SPDX-License-Identifier: Apache-2.0
#include "store/search_tokens.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.h"
#include "base/encoding.h"
#include "base/text.h"

namespace hoshi::store {
namespace {

constexpr int character_bits = 21;  // Unicode ends at U+10FFFF

bool is_word_character(unsigned char byte) {
  return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

// Of one field.
int score_in_field(std::string_view field, std::string_view word) {
  constexpr int whole = 8, beginning = 4, begins_word = 2, inside = 1;
  if (field == word) return whole;
  int best = 0;
  for (std::size_t place = field.find(word); place != std::string_view::npos && best < begins_word; place = field.find(word, place + 1)) {
    if (place == 0) return beginning;
    best = std::max(best, is_word_character(static_cast<unsigned char>(field[place - 1])) ? inside : begins_word);
  }
  return best;
}

}  // namespace

std::string without_controls(std::string_view text) {
  std::string clean = valid_utf8(text);
  for (char& c : clean) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return clean;
}

std::u32string characters_of(std::string_view text) {
  const std::string clean = without_controls(text);  // whole sequences only from here on
  std::u32string characters;
  characters.reserve(clean.size());
  for (std::size_t place = 0; place < clean.size();) {
    const auto first = static_cast<unsigned char>(clean[place]);
    const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    char32_t character = length == 1 ? first : first & (0xFFu >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) character = character << 6 | (static_cast<unsigned char>(clean[place + i]) & 0x3F);
    characters.push_back(character);
    place += length;
  }
  return characters;
}

std::vector<Token> pairs_of(const std::u32string& characters) {
  std::vector<Token> pairs;
  for (std::size_t i = 1; i < characters.size(); ++i) pairs.push_back(Token{characters[i - 1]} << character_bits | Token{characters[i]});
  return pairs;
}

std::vector<Token> singles_of(const std::u32string& characters) {
  std::vector<Token> singles(characters.begin(), characters.end());
  std::sort(singles.begin(), singles.end());
  singles.erase(std::unique(singles.begin(), singles.end()), singles.end());
  return singles;
}

Token token_of_mark(std::string_view mark) {
  std::uint64_t number = 0;
  const Bytes hash = sha256(view_of(mark));
  for (std::size_t i = 0; i < 8; ++i) number = number << 8 | hash[i];
  return -static_cast<Token>(number >> 1) - 1;
}

std::string word_of(Token token) { return token < 0 ? fmt::format("m{:x}", -token) : fmt::format("p{:x}", token); }

std::string words_of(const std::vector<Token>& tokens) {
  std::string words;
  for (const Token token : tokens) {
    if (!words.empty()) words += ' ';
    words += word_of(token);
  }
  return words;
}

std::string array_of(const std::vector<Token>& tokens) { return fmt::format("{{{}}}", fmt::join(tokens, ",")); }

int score_of(std::string_view content, std::string_view word) {
  constexpr int first_field_weight = 6;
  int best = 0;
  for (int weight = first_field_weight; !content.empty(); weight = std::max(1, weight - 1)) {
    const std::size_t end = std::min(content.find('\n'), content.size());
    best = std::max(best, weight * score_in_field(content.substr(0, end), word));
    content.remove_prefix(std::min(end + 1, content.size()));
  }
  return best;
}

}  // namespace hoshi::store
