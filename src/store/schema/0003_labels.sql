-- SPDX-License-Identifier: Apache-2.0
-- Numbers, labels, how they are issued, the log's entries, and what the public sees.

CREATE TABLE number_series (
  name {{text}} PRIMARY KEY,
  last {{integer}} NOT NULL
){{strict}};

CREATE TABLE numbers (
  number {{text}} PRIMARY KEY,
  series {{text}} NOT NULL,
  aggregate {{text}} NOT NULL,
  state {{text}} NOT NULL,
  taken_at {{integer}} NOT NULL
){{strict}};
CREATE INDEX numbers_by_aggregate ON numbers (aggregate);

CREATE TABLE status_lists (
  status_list {{key}},
  size {{integer}} NOT NULL,
  taken {{integer}} NOT NULL DEFAULT 0,
  sequence {{integer}} NOT NULL DEFAULT 0,
  published_at {{integer}},
  hash {{text}}
){{strict}};

CREATE TABLE status_indexes (
  status_list {{integer}} NOT NULL REFERENCES status_lists (status_list),
  status_index {{integer}} NOT NULL CHECK (status_index >= 0),
  number {{text}} NOT NULL UNIQUE,
  PRIMARY KEY (status_list, status_index)
){{strict}};

CREATE TABLE label_intents (
  id {{text}} PRIMARY KEY,
  application {{text}} NOT NULL REFERENCES applications (id),
  decision {{text}} NOT NULL REFERENCES decisions (id),
  decision_hash {{text}} NOT NULL,
  kind {{text}} NOT NULL,
  number {{text}} NOT NULL,
  status_list {{integer}} NOT NULL,
  status_index {{integer}} NOT NULL,
  state {{text}} NOT NULL,
  payload {{bytes}} NOT NULL,
  profile_hash {{text}} NOT NULL,
  lint {{text}} NOT NULL,
  key_id {{bytes}},
  signed_statement {{bytes}},
  created_at {{integer}} NOT NULL,
  signed_at {{integer}},
  ended_at {{integer}},
  void_reason {{text}} NOT NULL DEFAULT ''
){{strict}};
CREATE UNIQUE INDEX label_intents_open ON label_intents (application) WHERE ended_at IS NULL;
CREATE INDEX label_intents_by_state ON label_intents (state, created_at);

CREATE TABLE labels (
  number {{text}} PRIMARY KEY,
  scheme {{text}} NOT NULL,
  level {{integer}} NOT NULL,
  status {{text}} NOT NULL,
  application {{text}} REFERENCES applications (id),
  holder {{text}} REFERENCES organisations (id),
  edition {{text}},
  category {{text}} NOT NULL DEFAULT '',
  maker_ja {{text}} NOT NULL DEFAULT '',
  maker_en {{text}} NOT NULL DEFAULT '',
  product_ja {{text}} NOT NULL DEFAULT '',
  product_en {{text}} NOT NULL DEFAULT '',
  status_list {{integer}},
  status_index {{integer}},
  statement {{bytes}},
  statement_hash {{text}},
  issued_on {{text}} NOT NULL,
  valid_from {{text}} NOT NULL,
  valid_until {{text}} NOT NULL,
  support_end {{text}} NOT NULL DEFAULT '',
  security_url {{text}} NOT NULL DEFAULT '',
  contact {{text}} NOT NULL DEFAULT '',
  update_method {{text}} NOT NULL DEFAULT '{}',
  recognised_as {{text}} NOT NULL DEFAULT '[]',
  supersedes {{text}},
  superseded_by {{text}},
  imported_list {{text}},
  version {{integer}} NOT NULL DEFAULT 0,
  last_sequence {{integer}} NOT NULL DEFAULT 0,
  updated_at {{integer}} NOT NULL,
  data {{text}} NOT NULL DEFAULT '{}',
  UNIQUE (status_list, status_index)
){{strict}};
CREATE INDEX labels_by_status ON labels (status, valid_until);
CREATE INDEX labels_by_holder ON labels (holder);
CREATE INDEX labels_by_category ON labels (category, level, status);
CREATE INDEX labels_by_sequence ON labels (last_sequence);
CREATE INDEX labels_by_issue ON labels (issued_on, number);

CREATE TABLE label_statements (
  number {{text}} NOT NULL REFERENCES labels (number),
  ordinal {{integer}} NOT NULL,
  statement {{bytes}} NOT NULL,
  hash {{text}} NOT NULL UNIQUE,
  reason {{text}} NOT NULL,
  made_at {{integer}} NOT NULL,
  PRIMARY KEY (number, ordinal)
){{strict}};

CREATE TABLE models (
  number {{text}} NOT NULL REFERENCES labels (number),
  ordinal {{integer}} NOT NULL,
  name {{text}} NOT NULL,
  folded {{text}} NOT NULL,
  gtin {{text}} NOT NULL DEFAULT '',
  hardware {{text}} NOT NULL DEFAULT '',
  firmware {{text}} NOT NULL DEFAULT '',
  PRIMARY KEY (number, ordinal)
){{strict}};
CREATE INDEX models_by_name ON models (folded);

CREATE TABLE label_notices (
  id {{text}} PRIMARY KEY,
  number {{text}} NOT NULL REFERENCES labels (number),
  kind {{text}} NOT NULL,
  ja {{text}} NOT NULL,
  en {{text}} NOT NULL,
  published_at {{integer}} NOT NULL,
  withdrawn_at {{integer}}
){{strict}};
CREATE INDEX label_notices_by_number ON label_notices (number, published_at);

CREATE TABLE log_entries (
  leaf_index {{key}},
  kind {{text}} NOT NULL,
  subject {{text}} NOT NULL,
  content {{bytes}} NOT NULL,
  leaf_hash {{bytes}} NOT NULL,
  event_sequence {{integer}} NOT NULL REFERENCES events (sequence),
  made_at {{integer}} NOT NULL
){{strict}};
CREATE INDEX log_entries_by_subject ON log_entries (subject, leaf_index);

CREATE TABLE public_changes (
  sequence {{key}},
  number {{text}} NOT NULL,
  kind {{text}} NOT NULL,
  status {{text}} NOT NULL,
  note_ja {{text}} NOT NULL DEFAULT '',
  note_en {{text}} NOT NULL DEFAULT '',
  happened_at {{integer}} NOT NULL,
  event_sequence {{integer}},
  data {{text}} NOT NULL DEFAULT '{}'
){{strict}};
CREATE INDEX public_changes_by_number ON public_changes (number, sequence);

CREATE TABLE imported_lists (
  id {{text}} PRIMARY KEY,
  name {{text}} NOT NULL,
  source {{text}} NOT NULL,
  list_date {{text}} NOT NULL,
  hash {{text}} NOT NULL UNIQUE,
  row_count {{integer}} NOT NULL,
  imported_by {{text}} NOT NULL,
  imported_at {{integer}} NOT NULL,
  replaced_at {{integer}}
){{strict}};

CREATE TABLE imported_rows (
  list {{text}} NOT NULL REFERENCES imported_lists (id),
  ordinal {{integer}} NOT NULL,
  number {{text}} NOT NULL,
  entry {{text}} NOT NULL,
  PRIMARY KEY (list, ordinal),
  UNIQUE (list, number)
){{strict}};
CREATE INDEX imported_rows_by_number ON imported_rows (number);
