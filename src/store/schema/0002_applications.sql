-- SPDX-License-Identifier: Apache-2.0
-- Applications, what is submitted and found, decisions, editions, laboratories, cases, fees.

CREATE TABLE blobs (
  hash {{text}} PRIMARY KEY,
  size {{integer}} NOT NULL,
  media_type {{text}} NOT NULL,
  created_at {{integer}} NOT NULL,
  retain_until {{text}},
  erased_at {{integer}}
){{strict}};
CREATE INDEX blobs_by_retention ON blobs (retain_until);

CREATE TABLE editions (
  hash {{text}} PRIMARY KEY,
  scheme {{text}} NOT NULL,
  name {{text}} NOT NULL,
  state {{text}} NOT NULL,
  content {{text}} NOT NULL,
  unverified {{text}} NOT NULL DEFAULT '[]',
  proposed_by {{text}} NOT NULL,
  adopted_by {{text}},
  adopted_at {{integer}},
  in_force_from {{text}},
  accepts_until {{text}},
  created_at {{integer}} NOT NULL
){{strict}};
CREATE INDEX editions_by_scheme ON editions (scheme, in_force_from);

CREATE TABLE laboratories (
  organisation {{text}} PRIMARY KEY REFERENCES organisations (id),
  accreditation_number {{text}} NOT NULL UNIQUE,
  accreditation_body {{text}} NOT NULL,
  state {{text}} NOT NULL,
  valid_from {{text}} NOT NULL,
  valid_until {{text}},
  owner {{text}} REFERENCES organisations (id),
  created_at {{integer}} NOT NULL,
  updated_at {{integer}} NOT NULL
){{strict}};

CREATE TABLE laboratory_scopes (
  laboratory {{text}} NOT NULL REFERENCES laboratories (organisation),
  scheme {{text}} NOT NULL,
  level {{integer}} NOT NULL,
  category {{text}} NOT NULL DEFAULT '',
  valid_from {{text}} NOT NULL,
  valid_until {{text}},
  suspended_from {{text}},
  PRIMARY KEY (laboratory, scheme, level, category, valid_from)
){{strict}};

CREATE TABLE applications (
  id {{text}} PRIMARY KEY,
  kind {{text}} NOT NULL,
  scheme {{text}} NOT NULL,
  level {{integer}} NOT NULL,
  edition {{text}},
  route {{text}} NOT NULL DEFAULT '',
  applicant {{text}} NOT NULL REFERENCES organisations (id),
  manufacturer {{text}} REFERENCES organisations (id),
  seller {{text}} REFERENCES organisations (id),
  agent {{text}} REFERENCES organisations (id),
  mandate {{text}} REFERENCES mandates (id),
  verifier {{text}} REFERENCES organisations (id),
  laboratory {{text}} REFERENCES laboratories (organisation),
  contact {{text}} REFERENCES persons (id),
  product_ja {{text}} NOT NULL DEFAULT '',
  product_en {{text}} NOT NULL DEFAULT '',
  category {{text}} NOT NULL DEFAULT '',
  label {{text}},
  application_number {{text}} UNIQUE,
  acceptance_number {{text}} UNIQUE,
  provisional_number {{text}} UNIQUE,
  registration_number {{text}} UNIQUE,
  submission {{text}},
  decision {{text}},
  created_by {{text}} NOT NULL,
  created_at {{integer}} NOT NULL,
  updated_at {{integer}} NOT NULL,
  retain_until {{text}},
  data {{text}} NOT NULL DEFAULT '{}'
){{strict}};
CREATE INDEX applications_by_applicant ON applications (applicant, created_at);
CREATE INDEX applications_by_agent ON applications (agent, created_at);
CREATE INDEX applications_by_label ON applications (label);

CREATE TABLE application_models (
  application {{text}} NOT NULL REFERENCES applications (id),
  ordinal {{integer}} NOT NULL,
  name {{text}} NOT NULL,
  gtin {{text}} NOT NULL DEFAULT '',
  hardware {{text}} NOT NULL DEFAULT '',
  firmware {{text}} NOT NULL DEFAULT '',
  PRIMARY KEY (application, ordinal)
){{strict}};

CREATE TABLE submissions (
  id {{text}} PRIMARY KEY,
  application {{text}} NOT NULL REFERENCES applications (id),
  ordinal {{integer}} NOT NULL,
  parent {{text}} REFERENCES submissions (id),
  content {{text}} NOT NULL,
  content_hash {{text}} NOT NULL,
  manifest_hash {{text}},
  archive_hash {{text}},
  report_hash {{text}},
  precheck {{text}} NOT NULL DEFAULT '{}',
  submitted_by {{text}} NOT NULL,
  submitted_at {{integer}} NOT NULL,
  UNIQUE (application, ordinal)
){{strict}};

CREATE TABLE evidence (
  id {{text}} PRIMARY KEY,
  application {{text}} REFERENCES applications (id),
  submission {{text}} REFERENCES submissions (id),
  case_id {{text}},
  hash {{text}} NOT NULL REFERENCES blobs (hash),
  name {{text}} NOT NULL,
  media_type {{text}} NOT NULL,
  size {{integer}} NOT NULL,
  confidentiality {{text}} NOT NULL,
  signer {{text}} NOT NULL DEFAULT '',
  uploaded_by {{text}} NOT NULL,
  uploaded_at {{integer}} NOT NULL,
  retain_until {{text}},
  erased_at {{integer}},
  data {{text}} NOT NULL DEFAULT '{}'
){{strict}};
CREATE INDEX evidence_by_application ON evidence (application, uploaded_at);
CREATE INDEX evidence_by_case ON evidence (case_id);
CREATE INDEX evidence_by_hash ON evidence (hash);

CREATE TABLE confirmations (
  submission {{text}} NOT NULL REFERENCES submissions (id),
  criterion {{text}} NOT NULL,
  account {{text}} NOT NULL,
  outcome {{text}} NOT NULL,
  note {{text}} NOT NULL DEFAULT '',
  rejudged {{text}} NOT NULL DEFAULT '',
  confirmed_at {{integer}} NOT NULL,
  PRIMARY KEY (submission, criterion, account)
){{strict}};

CREATE TABLE findings (
  id {{text}} PRIMARY KEY,
  application {{text}} NOT NULL REFERENCES applications (id),
  submission {{text}} REFERENCES submissions (id),
  ordinal {{integer}} NOT NULL,
  criterion {{text}} NOT NULL DEFAULT '',
  severity {{text}} NOT NULL,
  state {{text}} NOT NULL,
  message {{text}} NOT NULL,
  evidence_hash {{text}},
  opened_by {{text}} NOT NULL,
  opened_at {{integer}} NOT NULL,
  answer {{text}} NOT NULL DEFAULT '',
  answer_submission {{text}} REFERENCES submissions (id),
  answered_by {{text}},
  answered_at {{integer}},
  closed_by {{text}},
  closed_at {{integer}},
  UNIQUE (application, ordinal)
){{strict}};

CREATE TABLE interest_statements (
  id {{text}} PRIMARY KEY,
  account {{text}} NOT NULL,
  aggregate {{text}} NOT NULL,
  has_interest {{integer}} NOT NULL CHECK (has_interest IN (0, 1)),
  statement {{text}} NOT NULL,
  hash {{text}} NOT NULL,
  made_at {{integer}} NOT NULL
){{strict}};
CREATE INDEX interest_statements_by_aggregate ON interest_statements (aggregate, account);

CREATE TABLE decisions (
  id {{text}} PRIMARY KEY,
  application {{text}} NOT NULL REFERENCES applications (id),
  ordinal {{integer}} NOT NULL,
  outcome {{text}} NOT NULL,
  submission {{text}} NOT NULL REFERENCES submissions (id),
  submission_hash {{text}} NOT NULL,
  edition_hash {{text}} NOT NULL,
  findings_hash {{text}} NOT NULL,
  profile_hash {{text}} NOT NULL DEFAULT '',
  conditions {{text}} NOT NULL DEFAULT '[]',
  hash {{text}} NOT NULL UNIQUE,
  decided_at {{integer}} NOT NULL,
  voided_at {{integer}},
  void_reason {{text}} NOT NULL DEFAULT '',
  data {{text}} NOT NULL DEFAULT '{}',
  UNIQUE (application, ordinal)
){{strict}};

CREATE TABLE decision_people (
  decision {{text}} NOT NULL REFERENCES decisions (id),
  account {{text}} NOT NULL,
  part {{text}} NOT NULL,
  interest_statement {{text}} REFERENCES interest_statements (id),
  signed_at {{integer}} NOT NULL,
  PRIMARY KEY (decision, account, part)
){{strict}};

CREATE TABLE cases (
  id {{text}} PRIMARY KEY,
  number {{text}} UNIQUE,
  kind {{text}} NOT NULL,
  confidentiality {{text}} NOT NULL,
  label {{text}},
  application {{text}} REFERENCES applications (id),
  organisation {{text}} REFERENCES organisations (id),
  reporter {{text}} REFERENCES persons (id),
  subject {{text}} NOT NULL,
  description {{text}} NOT NULL DEFAULT '',
  outcome {{text}} NOT NULL DEFAULT '',
  opened_by {{text}} NOT NULL,
  opened_at {{integer}} NOT NULL,
  closed_at {{integer}},
  retain_until {{text}},
  data {{text}} NOT NULL DEFAULT '{}'
){{strict}};
CREATE INDEX cases_by_label ON cases (label);
CREATE INDEX cases_by_application ON cases (application);

CREATE TABLE case_entries (
  case_id {{text}} NOT NULL REFERENCES cases (id),
  ordinal {{integer}} NOT NULL,
  kind {{text}} NOT NULL,
  confidentiality {{text}} NOT NULL,
  content {{text}} NOT NULL,
  evidence_hash {{text}},
  written_by {{text}} NOT NULL,
  written_at {{integer}} NOT NULL,
  PRIMARY KEY (case_id, ordinal)
){{strict}};

CREATE TABLE demands (
  id {{text}} PRIMARY KEY,
  case_id {{text}} REFERENCES cases (id),
  label {{text}},
  organisation {{text}} REFERENCES organisations (id),
  request {{text}} NOT NULL,
  due {{text}} NOT NULL,
  expected_hash {{text}} NOT NULL DEFAULT '',
  answered_hash {{text}} NOT NULL DEFAULT '',
  result {{text}} NOT NULL DEFAULT '',
  demanded_by {{text}} NOT NULL,
  demanded_at {{integer}} NOT NULL,
  answered_at {{integer}},
  closed_at {{integer}}
){{strict}};
CREATE INDEX demands_by_due ON demands (closed_at, due);
CREATE INDEX demands_by_label ON demands (label);

CREATE TABLE fees (
  id {{text}} PRIMARY KEY,
  application {{text}} REFERENCES applications (id),
  organisation {{text}} NOT NULL REFERENCES organisations (id),
  kind {{text}} NOT NULL,
  amount_yen {{integer}} NOT NULL CHECK (amount_yen >= 0),
  tax_yen {{integer}} NOT NULL DEFAULT 0 CHECK (tax_yen >= 0),
  state {{text}} NOT NULL,
  invoice_number {{text}} UNIQUE,
  due {{text}},
  settled_at {{integer}},
  settled_by {{text}},
  reason {{text}} NOT NULL DEFAULT '',
  created_at {{integer}} NOT NULL
){{strict}};
CREATE INDEX fees_by_application ON fees (application);
CREATE INDEX fees_by_state ON fees (state, due);
