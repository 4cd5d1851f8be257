-- SPDX-License-Identifier: Apache-2.0
-- Search on PostgreSQL: pairs of characters as numbers in an array under a GIN index. Without the index's waiting list, so that a search
-- never has to walk through what was written last.

CREATE TABLE search_documents (
  document {{key}},
  key {{text}} NOT NULL UNIQUE,
  content {{text}} NOT NULL,
  marks {{text}} NOT NULL,
  tokens BIGINT[] NOT NULL
);

CREATE INDEX search_index ON search_documents USING gin (tokens) WITH (fastupdate = off);
