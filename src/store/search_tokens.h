// Texts as the search index sees them: pairs and single characters as numbers, marks as numbers of their own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hoshi::store {

using Token = std::int64_t;

// Code points of UTF-8; control characters as blanks.
std::u32string characters_of(std::string_view text);
std::string without_controls(std::string_view text);

constexpr Token field_end = 0;  // among pairs: nothing is found across it

// The pairs of neighbouring characters in order; empty for fewer than two.
std::vector<Token> pairs_of(const std::u32string& characters);
// Each different character once.
std::vector<Token> singles_of(const std::u32string& characters);
// Negative: never a character or pair.
Token token_of_mark(std::string_view mark);

// "p67714eac": how a token is a word of FTS5.
std::string word_of(Token token);
std::string words_of(const std::vector<Token>& tokens);
// "{1,2,3}": how tokens are an array of PostgreSQL.
std::string array_of(const std::vector<Token>& tokens);

// How well `word` stands in `content`, whose fields end at line ends; 0: nowhere.
int score_of(std::string_view content, std::string_view word);

}  // namespace hoshi::store
