-- SPDX-License-Identifier: Apache-2.0
-- Search on SQLite: pairs of characters as words of FTS5. Contentless: the texts stand once, in search_documents. Not its trigram
-- tokenizer, which in 3.40 answers LIKE with two Japanese characters wrongly (tests/store/search_test.cpp shows it).

CREATE TABLE search_documents (
  document {{key}},
  key {{text}} NOT NULL UNIQUE,
  content {{text}} NOT NULL,
  marks {{text}} NOT NULL
){{strict}};

CREATE VIRTUAL TABLE search_index USING fts5(pairs, singles, content = '', columnsize = 0, tokenize = 'ascii');
