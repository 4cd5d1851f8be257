// Finding labels by parts of words: an index of pairs of characters, the same answers on both databases.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/date.h"
#include "store/database.h"

namespace hoshi::store {

// Texts come in folded (width, case, kana: public_register folds both what is stored and what is asked); here they are
// only characters. Control characters count as blanks.
struct SearchDocument {
  std::string key;                  // of the caller: the label's number
  Date date;                        // newest first; from 1970 on
  std::vector<std::string> fields;  // the most telling first: number, product, models, maker, category
  std::vector<std::string> marks;   // what can be filtered by: "level:3", "status:valid", "category:camera"
};

// Puts the document in place of the one with its key, if there is one. invalid_input: too large, or a date before 1970.
[[nodiscard]] Result<void> put_document(Transaction& transaction, const SearchDocument& document);
// Fine when it is not there.
[[nodiscard]] Result<void> remove_document(Transaction& transaction, std::string_view key);

// A document as the table has it, into an index that does not have it yet; for restoring.
struct StoredDocument {
  std::int64_t document = 0;  // day and number within it: gives the order
  std::string key;
  std::string content;
  std::string marks;
};
[[nodiscard]] Result<void> restore_document(Transaction& transaction, const StoredDocument& document);

constexpr std::size_t document_bytes_max = 64u << 10;
constexpr std::size_t words_most = 16;
constexpr std::size_t word_characters_max = 400;
constexpr std::int64_t ranked_most = 10'000;  // more hits than these are not ranked, and not counted further
constexpr std::int64_t page_most = 1'000;

enum class SearchOrder { newest, best };

struct SearchQuery {
  std::vector<std::string> words;               // folded; each must stand, as it is, within one field; one character is enough
  std::vector<std::vector<std::string>> marks;  // of each inner list the document has at least one
  SearchOrder order = SearchOrder::newest;
  std::int64_t skip = 0;                        // hits before this page: at most ranked_most
  std::int64_t most = 20;                       // at most page_most
  std::string whole = "";                       // what was typed in one, folded: ranked hits with it come before others; "": nothing
};

struct SearchHits {
  std::vector<std::string> keys;
  std::int64_t count = 0;      // of all hits, up to ranked_most + 1, which says "more"
  bool is_ranked = false;      // best was asked for, but there are too many hits: they come newest first
};

// Ranked by where the words stand: a whole field before its beginning, before a word of it, before the middle of one; earlier
// fields before later ones; newer documents first among equals. invalid_input: too many or too long words, or a page too far.
[[nodiscard]] Result<SearchHits> search(Transaction& transaction, const SearchQuery& query);
// The first page alone, without counting; for suggestions as one types.
[[nodiscard]] Result<std::vector<std::string>> search_newest(Transaction& transaction, const SearchQuery& query);

}  // namespace hoshi::store
