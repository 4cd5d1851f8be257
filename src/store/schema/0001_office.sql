-- SPDX-License-Identifier: Apache-2.0
-- The event trail and the office's tables. What each is for, and how columns are written: README.md beside this file.

CREATE TABLE events (
  sequence {{key}},
  aggregate {{text}} NOT NULL,
  version {{integer}} NOT NULL CHECK (version > 0),
  kind {{text}} NOT NULL,
  happened_at {{integer}} NOT NULL,
  actor {{text}} NOT NULL,
  data {{text}} NOT NULL,
  leaf_hash {{bytes}} NOT NULL,
  UNIQUE (aggregate, version)
){{strict}};

CREATE TABLE audit_head (
  id {{key}} CHECK (id = 1),
  size {{integer}} NOT NULL,
  frontier {{bytes}} NOT NULL
){{strict}};
INSERT INTO audit_head (id, size, frontier) VALUES (1, 0, CAST('' AS {{bytes}}));

CREATE TABLE states (
  aggregate {{text}} PRIMARY KEY,
  machine {{text}} NOT NULL,
  state {{text}} NOT NULL,
  version {{integer}} NOT NULL,
  since {{integer}} NOT NULL,
  turn {{text}} NOT NULL,
  due {{text}},
  applicant {{text}},
  data {{text}} NOT NULL DEFAULT '{}'
){{strict}};
CREATE INDEX states_by_state ON states (machine, state, due);
CREATE INDEX states_by_turn ON states (machine, turn, due);
CREATE INDEX states_by_applicant ON states (applicant, machine);

CREATE TABLE settings (
  name {{text}} PRIMARY KEY,
  value {{text}} NOT NULL,
  changed_at {{integer}} NOT NULL
){{strict}};

-- Organisations, persons, accounts ------------------------------------------------------------------------------------------------

CREATE TABLE organisations (
  id {{text}} PRIMARY KEY,
  kind {{text}} NOT NULL,
  name {{text}} NOT NULL,
  name_kana {{text}} NOT NULL DEFAULT '',
  name_en {{text}} NOT NULL DEFAULT '',
  former_names {{text}} NOT NULL DEFAULT '[]',
  corporate_number {{text}} UNIQUE,
  country {{text}} NOT NULL DEFAULT 'JP',
  postal_code {{text}} NOT NULL DEFAULT '',
  address {{text}} NOT NULL DEFAULT '',
  address_en {{text}} NOT NULL DEFAULT '',
  representative_title {{text}} NOT NULL DEFAULT '',
  website {{text}} NOT NULL DEFAULT '',
  security_contact {{text}} NOT NULL DEFAULT '',
  proof_hash {{text}},
  proof_checked_at {{integer}},
  proof_checked_by {{text}},
  state {{text}} NOT NULL DEFAULT 'registered',
  created_at {{integer}} NOT NULL,
  updated_at {{integer}} NOT NULL,
  data {{text}} NOT NULL DEFAULT '{}'
){{strict}};
CREATE INDEX organisations_by_name ON organisations (name);

CREATE TABLE persons (
  id {{text}} PRIMARY KEY,
  organisation {{text}} REFERENCES organisations (id),
  name {{text}} NOT NULL DEFAULT '',
  name_kana {{text}} NOT NULL DEFAULT '',
  name_en {{text}} NOT NULL DEFAULT '',
  department {{text}} NOT NULL DEFAULT '',
  email {{text}} NOT NULL DEFAULT '',
  phone {{text}} NOT NULL DEFAULT '',
  language {{text}} NOT NULL DEFAULT 'ja',
  salt {{bytes}},
  created_at {{integer}} NOT NULL,
  updated_at {{integer}} NOT NULL,
  retain_until {{text}},
  erased_at {{integer}}
){{strict}};
CREATE INDEX persons_by_organisation ON persons (organisation);
CREATE INDEX persons_by_retention ON persons (retain_until);

CREATE TABLE accounts (
  id {{text}} PRIMARY KEY,
  person {{text}} REFERENCES persons (id),
  organisation {{text}} REFERENCES organisations (id),
  login {{text}} UNIQUE,
  state {{text}} NOT NULL DEFAULT 'invited',
  language {{text}} NOT NULL DEFAULT 'ja',
  password_hash {{text}},
  password_changed_at {{integer}},
  totp_secret {{bytes}},
  totp_last_step {{integer}} NOT NULL DEFAULT 0,
  needs_second_factor {{integer}} NOT NULL DEFAULT 0 CHECK (needs_second_factor IN (0, 1)),
  failures {{integer}} NOT NULL DEFAULT 0,
  locked_until {{integer}},
  session_epoch {{integer}} NOT NULL DEFAULT 0,
  created_at {{integer}} NOT NULL,
  last_login_at {{integer}},
  disabled_at {{integer}}
){{strict}};
CREATE INDEX accounts_by_organisation ON accounts (organisation);

CREATE TABLE passkeys (
  credential {{bytes}} PRIMARY KEY,
  account {{text}} NOT NULL REFERENCES accounts (id),
  name {{text}} NOT NULL,
  algorithm {{integer}} NOT NULL,
  public_key {{bytes}} NOT NULL,
  sign_count {{integer}} NOT NULL DEFAULT 0,
  transports {{text}} NOT NULL DEFAULT '[]',
  created_at {{integer}} NOT NULL,
  last_used_at {{integer}}
){{strict}};
CREATE INDEX passkeys_by_account ON passkeys (account);

CREATE TABLE recovery_codes (
  account {{text}} NOT NULL REFERENCES accounts (id),
  digest {{bytes}} NOT NULL,
  used_at {{integer}},
  PRIMARY KEY (account, digest)
){{strict}};

CREATE TABLE sessions (
  digest {{bytes}} PRIMARY KEY,
  account {{text}} NOT NULL REFERENCES accounts (id),
  epoch {{integer}} NOT NULL DEFAULT 0,
  csrf {{bytes}},
  address {{text}} NOT NULL DEFAULT '',
  agent {{text}} NOT NULL DEFAULT '',
  created_at {{integer}} NOT NULL,
  seen_at {{integer}} NOT NULL,
  expires_at {{integer}} NOT NULL,
  strong_at {{integer}},
  data {{text}} NOT NULL DEFAULT '{}'
){{strict}};
CREATE INDEX sessions_by_account ON sessions (account);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE tokens (
  id {{text}} PRIMARY KEY,
  digest {{bytes}} NOT NULL UNIQUE,
  account {{text}} NOT NULL REFERENCES accounts (id),
  name {{text}} NOT NULL,
  scopes {{text}} NOT NULL,
  created_at {{integer}} NOT NULL,
  expires_at {{integer}} NOT NULL,
  last_used_at {{integer}},
  revoked_at {{integer}}
){{strict}};
CREATE INDEX tokens_by_account ON tokens (account);

CREATE TABLE one_time_links (
  digest {{bytes}} PRIMARY KEY,
  purpose {{text}} NOT NULL,
  account {{text}} REFERENCES accounts (id),
  email {{text}} NOT NULL DEFAULT '',
  data {{text}} NOT NULL DEFAULT '{}',
  created_at {{integer}} NOT NULL,
  expires_at {{integer}} NOT NULL,
  used_at {{integer}}
){{strict}};
CREATE INDEX one_time_links_by_end ON one_time_links (expires_at);

CREATE TABLE throttles (
  name {{text}} PRIMARY KEY,
  attempts {{integer}} NOT NULL,
  window_start {{integer}} NOT NULL,
  blocked_until {{integer}}
){{strict}};
CREATE INDEX throttles_by_window ON throttles (window_start);

CREATE TABLE grants (
  id {{text}} PRIMARY KEY,
  account {{text}} NOT NULL REFERENCES accounts (id),
  role {{text}} NOT NULL,
  scheme {{text}} NOT NULL DEFAULT '',
  level {{integer}},
  category {{text}} NOT NULL DEFAULT '',
  valid_from {{integer}} NOT NULL,
  valid_until {{integer}},
  proposed_by {{text}} NOT NULL,
  confirmed_by {{text}},
  reason {{text}} NOT NULL DEFAULT '',
  created_at {{integer}} NOT NULL,
  revoked_at {{integer}},
  revoked_by {{text}}
){{strict}};
CREATE INDEX grants_by_account ON grants (account, role);

CREATE TABLE mandates (
  id {{text}} PRIMARY KEY,
  agent {{text}} NOT NULL REFERENCES organisations (id),
  principal {{text}} NOT NULL REFERENCES organisations (id),
  scope {{text}} NOT NULL DEFAULT '{}',
  document_hash {{text}},
  valid_from {{text}} NOT NULL,
  valid_until {{text}},
  checked_by {{text}},
  created_at {{integer}} NOT NULL,
  revoked_at {{integer}}
){{strict}};
CREATE INDEX mandates_by_agent ON mandates (agent, principal);

-- What has been done once -----------------------------------------------------------------------------------------------------------

CREATE TABLE idempotency (
  name {{text}} PRIMARY KEY,
  account {{text}} NOT NULL DEFAULT '',
  request_hash {{text}} NOT NULL,
  status {{integer}} NOT NULL DEFAULT 0,
  result {{text}} NOT NULL,
  created_at {{integer}} NOT NULL,
  expires_at {{integer}} NOT NULL
){{strict}};
CREATE INDEX idempotency_by_end ON idempotency (expires_at);

CREATE TABLE clock_marks (
  name {{text}} PRIMARY KEY,
  done_at {{integer}} NOT NULL,
  data {{text}} NOT NULL DEFAULT '{}'
){{strict}};

CREATE TABLE outbox (
  id {{text}} PRIMARY KEY,
  name {{text}} NOT NULL UNIQUE,
  kind {{text}} NOT NULL,
  recipient {{text}} NOT NULL,
  body {{text}} NOT NULL,
  created_at {{integer}} NOT NULL,
  attempts {{integer}} NOT NULL DEFAULT 0,
  next_at {{integer}},
  lease {{text}},
  leased_until {{integer}},
  delivered_at {{integer}},
  abandoned_at {{integer}},
  last_failure {{text}} NOT NULL DEFAULT ''
){{strict}};
CREATE INDEX outbox_by_next ON outbox (next_at);
CREATE INDEX outbox_by_recipient ON outbox (recipient);

CREATE TABLE subscriptions (
  id {{text}} PRIMARY KEY,
  kind {{text}} NOT NULL,
  target {{text}} NOT NULL,
  account {{text}} REFERENCES accounts (id),
  email {{text}} NOT NULL DEFAULT '',
  webhook {{text}} NOT NULL DEFAULT '',
  webhook_secret {{bytes}},
  language {{text}} NOT NULL DEFAULT 'ja',
  last_sequence {{integer}} NOT NULL DEFAULT 0,
  created_at {{integer}} NOT NULL,
  confirmed_at {{integer}},
  ended_at {{integer}}
){{strict}};
CREATE INDEX subscriptions_by_target ON subscriptions (kind, target);

CREATE TABLE erasures (
  id {{text}} PRIMARY KEY,
  subject {{text}} NOT NULL,
  rule {{text}} NOT NULL,
  done_at {{integer}} NOT NULL,
  done_by {{text}} NOT NULL
){{strict}};
