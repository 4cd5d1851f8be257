// Putting documents into the index, and asking it in the words of each database.
// SPDX-License-Identifier: Apache-2.0
#include "store/search.h"

#include <fmt/format.h>

#include <algorithm>

#include "store/search_tokens.h"

namespace hoshi::store {
namespace {

constexpr int day_bits = 24;  // sixteen million documents a day
// On PostgreSQL: frequent words are found among the newest documents at once; only the others ask the index, which
// answers in no order and has to give all its hits. Worth going on to the next window: one hit in the first, which is
// so small that it tells little; then as many as make it likely that the next holds all that are wanted.
struct Window {
  std::int64_t newest;                 // documents
  std::int64_t hits_to_go_on_one_in;   // of those wanted
};
constexpr Window windows[] = {{500, 1000}, {2000, 4}, {8000, 1}};

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

struct Tokens {
  std::vector<Token> pairs;
  std::vector<Token> singles;  // and marks
};

Tokens tokens_of(std::string_view content, std::string_view marks) {
  Tokens tokens;
  std::u32string all;
  for (const std::string& field : lines_of(content)) {
    const std::u32string characters = characters_of(field);
    const std::vector<Token> pairs = pairs_of(characters);
    if (!tokens.pairs.empty()) tokens.pairs.push_back(field_end);
    tokens.pairs.insert(tokens.pairs.end(), pairs.begin(), pairs.end());
    all += characters;
  }
  tokens.singles = singles_of(all);
  for (const std::string& mark : lines_of(marks)) tokens.singles.push_back(token_of_mark(mark));
  return tokens;
}

Result<void> insert_sqlite(Transaction& transaction, const StoredDocument& indexed) {
  const Tokens tokens = tokens_of(indexed.content, indexed.marks);
  HOSHI_CHECK(transaction.execute("INSERT INTO search_documents (document, key, content, marks) VALUES ($1, $2, $3, $4)",
                                  {indexed.document, indexed.key, indexed.content, indexed.marks}));
  HOSHI_CHECK(transaction.execute("INSERT INTO search_index (rowid, pairs, singles) VALUES ($1, $2, $3)",
                                  {indexed.document, words_of(tokens.pairs), words_of(tokens.singles)}));
  return {};
}

Result<void> insert_postgresql(Transaction& transaction, const StoredDocument& indexed) {
  Tokens tokens = tokens_of(indexed.content, indexed.marks);
  std::vector<Token> all = std::move(tokens.pairs);
  all.insert(all.end(), tokens.singles.begin(), tokens.singles.end());
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  std::erase(all, field_end);
  HOSHI_CHECK(transaction.execute(
      "INSERT INTO search_documents (document, key, content, marks, tokens) VALUES ($1, $2, $3, $4, CAST($5 AS BIGINT[]))",
      {indexed.document, indexed.key, indexed.content, indexed.marks, array_of(all)}));
  return {};
}

// Contentless FTS5 forgets a row only when it is told again what was in it (SQLite, "The 'delete' command").
Result<void> forget(Transaction& transaction, const Row& row) {
  if (transaction.dialect() == Dialect::sqlite) {
    const Tokens tokens = tokens_of(row.text(1), row.text(2));
    HOSHI_CHECK(transaction.execute("INSERT INTO search_index (search_index, rowid, pairs, singles) VALUES ('delete', $1, $2, $3)",
                                    {row.integer(0), words_of(tokens.pairs), words_of(tokens.singles)}));
  }
  HOSHI_CHECK(transaction.execute("DELETE FROM search_documents WHERE document = $1", {row.integer(0)}));
  return {};
}

Result<Rows> row_of(Transaction& transaction, std::string_view key) {
  return transaction.query("SELECT document, content, marks FROM search_documents WHERE key = $1", {std::string(key)});
}

// The number of a document begins with its day: the order of numbers is the order of dates.
Result<std::int64_t> new_number(Transaction& transaction, Date date) {
  const std::int64_t day = to_days(date).time_since_epoch().count();
  if (day < 0) return fail(ErrorCode::invalid_input, "a document of the search is dated before 1970");
  const std::int64_t first = day << day_bits;
  const std::int64_t last = first | ((std::int64_t{1} << day_bits) - 1);
  const Rows rows = HOSHI_TRY(transaction.query("SELECT max(document) FROM search_documents WHERE document BETWEEN $1 AND $2", {first, last}));
  if (rows[0].is_null(0)) return first;
  if (rows[0].integer(0) == last) return fail(ErrorCode::unavailable, "too many documents of the search have the same date");
  return rows[0].integer(0) + 1;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string all;
  for (const std::string& part : parts) all += (all.empty() ? "" : "\n") + without_controls(part);
  return all;
}

}  // namespace

Result<void> put_document(Transaction& transaction, const SearchDocument& document) {
  StoredDocument indexed{0, document.key, joined(document.fields), joined(document.marks)};
  if (indexed.content.size() > document_bytes_max) return fail(ErrorCode::invalid_input, "a document of the search is too large");
  const Rows rows = HOSHI_TRY(row_of(transaction, document.key));
  const std::int64_t day = to_days(document.date).time_since_epoch().count();
  if (!rows.empty()) {
    const bool is_same = rows[0].integer(0) >> day_bits == day && rows[0].text(1) == indexed.content && rows[0].text(2) == indexed.marks;
    if (is_same) return {};
    HOSHI_CHECK(forget(transaction, rows[0]));
  }
  const bool keeps_number = !rows.empty() && rows[0].integer(0) >> day_bits == day;
  indexed.document = keeps_number ? rows[0].integer(0) : HOSHI_TRY(new_number(transaction, document.date));
  return restore_document(transaction, indexed);
}

Result<void> restore_document(Transaction& transaction, const StoredDocument& document) {
  return transaction.dialect() == Dialect::sqlite ? insert_sqlite(transaction, document) : insert_postgresql(transaction, document);
}

Result<void> remove_document(Transaction& transaction, std::string_view key) {
  const Rows rows = HOSHI_TRY(row_of(transaction, key));
  if (rows.empty()) return {};
  return forget(transaction, rows[0]);
}

namespace {

// A statement in the making: the text of its condition, and the values it names.
struct Condition {
  std::string sql;
  std::vector<Cell> values;
};

std::string name_value(Condition& condition, Cell value) {
  condition.values.push_back(std::move(value));
  return "$" + std::to_string(condition.values.size());
}

// FTS5: (pairs : "a b") AND (singles : "c") AND (singles : ("d" OR "e")). A phrase of pairs is exactly the word.
std::string match_of(const SearchQuery& query) {
  std::vector<std::string> parts;
  for (const std::string& word : query.words) {
    const std::u32string characters = characters_of(word);
    const bool is_single = characters.size() == 1;
    const std::vector<Token> tokens = is_single ? singles_of(characters) : pairs_of(characters);
    parts.push_back(fmt::format("({} : \"{}\")", is_single ? "singles" : "pairs", words_of(tokens)));
  }
  for (const auto& group : query.marks) {
    std::vector<std::string> any;
    for (const std::string& mark : group) any.push_back("\"" + word_of(token_of_mark(without_controls(mark))) + "\"");
    parts.push_back(fmt::format("(singles : ({}))", fmt::join(any, " OR ")));
  }
  return fmt::format("{}", fmt::join(parts, " AND "));
}

// The tokens narrow down; position() makes words of three characters and more exact.
Condition condition_of(const SearchQuery& query) {
  Condition condition;
  std::vector<Token> all;
  std::vector<std::string> parts;
  for (const std::string& word : query.words) {
    const std::u32string characters = characters_of(word);
    const std::vector<Token> tokens = characters.size() == 1 ? singles_of(characters) : pairs_of(characters);
    all.insert(all.end(), tokens.begin(), tokens.end());
    if (characters.size() > 2) parts.push_back(fmt::format("position({} in content) > 0", name_value(condition, without_controls(word))));
  }
  if (!all.empty()) parts.push_back(fmt::format("tokens @> CAST({} AS BIGINT[])", name_value(condition, array_of(all))));
  for (const auto& group : query.marks) {
    std::vector<Token> any;
    for (const std::string& mark : group) any.push_back(token_of_mark(without_controls(mark)));
    parts.push_back(fmt::format("tokens && CAST({} AS BIGINT[])", name_value(condition, array_of(any))));
  }
  condition.sql = fmt::format("{}", fmt::join(parts, " AND "));
  return condition;
}

// Without words and marks everything is a hit.
bool asks_for_all(const SearchQuery& query) { return query.words.empty() && query.marks.empty(); }

Result<void> check(const SearchQuery& query) {
  if (query.words.size() > words_most) return fail(ErrorCode::invalid_input, fmt::format("a search has at most {} words", words_most));
  for (const std::string& word : query.words) {
    const std::size_t length = characters_of(word).size();
    if (length == 0) return fail(ErrorCode::invalid_input, "a search has an empty word");
    if (length > word_characters_max) return fail(ErrorCode::invalid_input, fmt::format("a word of a search has at most {} characters", word_characters_max));
  }
  for (const auto& group : query.marks) {
    if (group.empty() || group.size() > 200) return fail(ErrorCode::invalid_input, "a filter of a search has no values, or too many");
  }
  if (query.skip < 0 || query.skip > ranked_most || query.most < 1 || query.most > page_most) {
    return fail(ErrorCode::invalid_input, fmt::format("a search goes no further than {} hits", ranked_most));
  }
  return {};
}

std::vector<std::string> keys_of(const Rows& rows) {
  std::vector<std::string> keys;
  for (const Row& row : rows) keys.push_back(row.text(0));
  return keys;
}

Result<std::vector<std::string>> all_newest(Transaction& transaction, const SearchQuery& query) {
  return keys_of(HOSHI_TRY(transaction.query("SELECT key FROM search_documents ORDER BY document DESC LIMIT $1 OFFSET $2", {query.most, query.skip})));
}

Result<std::vector<std::string>> newest_sqlite(Transaction& transaction, const SearchQuery& query) {
  return keys_of(HOSHI_TRY(transaction.query(
      "SELECT d.key FROM (SELECT rowid AS hit FROM search_index WHERE search_index MATCH $1 ORDER BY rowid DESC LIMIT $2 OFFSET $3) AS h "
      "JOIN search_documents AS d ON d.document = h.hit ORDER BY d.document DESC", {match_of(query), query.most, query.skip})));
}

// For the rest of the transaction: how frequent a word is, PostgreSQL guesses from the words that are frequent everywhere, and walks
// through the table where it should not.
Result<void> ask_the_index(Transaction& transaction) {
  if (transaction.dialect() == Dialect::postgresql) HOSHI_CHECK(transaction.execute("SET LOCAL enable_seqscan = off"));
  return {};
}

Result<std::vector<std::string>> newest_postgresql(Transaction& transaction, const SearchQuery& query) {
  HOSHI_CHECK(ask_the_index(transaction));
  const std::int64_t wanted = query.skip + query.most;
  for (const auto& [newest, hits_to_go_on_one_in] : windows) {
    Condition near = condition_of(query);
    const std::string looked_through = name_value(near, newest);
    const std::string near_most = name_value(near, wanted);
    const Rows rows = HOSHI_TRY(transaction.query(
        fmt::format("SELECT key FROM (SELECT document, key, content, tokens FROM search_documents ORDER BY document DESC LIMIT {}) AS newest "
                    "WHERE {} ORDER BY document DESC LIMIT {}", looked_through, near.sql, near_most), near.values));
    const auto hits = static_cast<std::int64_t>(rows.size());
    if (hits == wanted) return keys_of({rows.begin() + query.skip, rows.end()});
    if (hits == 0 || hits * hits_to_go_on_one_in < wanted) break;
  }
  Condition far = condition_of(query);
  const std::string far_most = name_value(far, query.most);
  const std::string far_skip = name_value(far, query.skip);
  return keys_of(HOSHI_TRY(transaction.query(
      fmt::format("WITH hits AS MATERIALIZED (SELECT document, key FROM search_documents WHERE {}) "
                  "SELECT key FROM hits ORDER BY document DESC LIMIT {} OFFSET {}", far.sql, far_most, far_skip), far.values)));
}

bool is_to_be_ranked(const SearchQuery& query) { return query.order == SearchOrder::best && !query.words.empty(); }

// All hits, in any order, up to one more than are ranked: their documents, and on PostgreSQL, which has to visit their rows anyway, what
// ranking looks at.
Result<Rows> some_hits(Transaction& transaction, const SearchQuery& query) {
  constexpr std::int64_t most = ranked_most + 1;
  HOSHI_CHECK(ask_the_index(transaction));
  Condition condition;
  if (!asks_for_all(query) && transaction.dialect() == Dialect::sqlite) {
    condition.sql = "SELECT rowid FROM search_index WHERE search_index MATCH " + name_value(condition, match_of(query));
  } else {
    if (!asks_for_all(query)) condition = condition_of(query);
    const bool has_texts = transaction.dialect() == Dialect::postgresql && is_to_be_ranked(query);
    condition.sql = (has_texts ? "SELECT document, key, content FROM search_documents" : "SELECT document FROM search_documents") +
                    (condition.sql.empty() ? "" : " WHERE " + condition.sql);
  }
  condition.sql += " LIMIT " + name_value(condition, most);
  return transaction.query(condition.sql, condition.values);
}

// The same with key and content.
Result<Rows> with_texts(Transaction& transaction, Rows hits) {
  if (transaction.dialect() == Dialect::postgresql) return hits;
  std::vector<std::int64_t> documents;
  for (const Row& row : hits) documents.push_back(row.integer(0));
  return transaction.query("SELECT document, key, content FROM search_documents WHERE document IN (SELECT value FROM json_each($1))",
                           {fmt::format("[{}]", fmt::join(documents, ","))});
}

std::vector<std::string> best_page(const SearchQuery& query, const Rows& rows) {
  struct Scored {
    int score;
    std::int64_t document;
    const Row* row;
  };
  std::vector<Scored> scored;
  scored.reserve(rows.size());
  for (const Row& row : rows) {
    int score = 0;
    for (const std::string& word : query.words) score += score_of(row.text(2), word);
    if (!query.whole.empty()) score += score_of(row.text(2), query.whole);
    scored.push_back({score, row.integer(0), &row});
  }
  const auto is_better = [](const Scored& a, const Scored& b) { return a.score != b.score ? a.score > b.score : a.document > b.document; };
  const std::size_t end = std::min(scored.size(), static_cast<std::size_t>(query.skip + query.most));
  std::partial_sort(scored.begin(), scored.begin() + static_cast<std::ptrdiff_t>(end), scored.end(), is_better);
  std::vector<std::string> keys;
  for (std::size_t i = static_cast<std::size_t>(query.skip); i < end; ++i) keys.push_back(scored[i].row->text(1));
  return keys;
}

}  // namespace

Result<std::vector<std::string>> search_newest(Transaction& transaction, const SearchQuery& query) {
  HOSHI_CHECK(check(query));
  if (asks_for_all(query)) return all_newest(transaction, query);
  return transaction.dialect() == Dialect::sqlite ? newest_sqlite(transaction, query) : newest_postgresql(transaction, query);
}

Result<SearchHits> search(Transaction& transaction, const SearchQuery& query) {
  HOSHI_CHECK(check(query));
  SearchHits hits;
  Rows some = HOSHI_TRY(some_hits(transaction, query));
  hits.count = static_cast<std::int64_t>(some.size());
  hits.is_ranked = hits.count <= ranked_most && is_to_be_ranked(query);
  if (hits.is_ranked) {
    hits.keys = best_page(query, HOSHI_TRY(with_texts(transaction, std::move(some))));
  } else {
    hits.keys = HOSHI_TRY(search_newest(transaction, query));
  }
  return hits;
}

}  // namespace hoshi::store
