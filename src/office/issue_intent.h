// What is about to be signed, on the disk before anybody signs it: built from the decision, checked by two engines, never altered.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "labels/lint.h"
#include "labels/statement.h"
#include "office/application_state.h"
#include "office/label_tables.h"
#include "office/put_off.h"

namespace hoshi::office {

struct Intent {
  std::string id;
  std::string application;   // id
  std::string decision;      // hash of the decision it rests on
  std::string kind;          // "issue", "extend", "transfer", "amend"
  std::string number;
  std::uint32_t status_list = 0;
  std::uint32_t status_index = 0;
  std::string state;         // "planned", "signed", "published", "voided"
  Bytes payload;             // the statement's bytes
  std::string profile;       // SHA-256 of the issuing profile
  Bytes signed_statement;    // empty until signed
  Instant created;
};

// SHA-256 over everything that shapes a statement besides its application: criteria, rulebook, origin, lint, form of the statement.
std::string issuing_profile(const SchemeOffice& scheme);
labels::LintProfile lint_profile(const SchemeOffice& scheme);

// Whether the bytes are still those decided on: the submission's row, its files, the findings' texts, and the subject of the
// decision in force. corrupt or conflict says what differs; nothing is issued then.
[[nodiscard]] Result<std::string> check_decided_bytes(Work& work, const Record& record, const ApplicationState& state,
                                                      const SchemeOffice& scheme);

// Allocates number and status index where the kind needs new ones, builds the statement, has both engines examine it under a
// throw-away key, and inserts the intent. conflict with the findings of the engines when they have any.
[[nodiscard]] Result<Intent> plan_intent(Work& work, const Record& record, const ApplicationState& state, const SchemeOffice& scheme);

// Those that are neither published nor voided and have their turn, oldest first. The turn is by intents' ids.
[[nodiscard]] Result<std::vector<Intent>> open_intents(store::Transaction& transaction, Turn turn);
[[nodiscard]] Result<std::optional<Intent>> intent_of_number(store::Transaction& transaction, std::string_view number);
[[nodiscard]] Result<void> keep_signed(Work& work, const Intent& intent, const Bytes& key_id, const Bytes& signed_statement);
[[nodiscard]] Result<void> end_intent(Work& work, const Intent& intent, std::string_view state, std::string_view why);

// The product and holder as the label's page shows them, from the submission decided on.
[[nodiscard]] Result<LabelRow> label_row_of(Work& work, const Record& record, const ApplicationState& state, const Intent& intent,
                                            const labels::Statement& statement);

}  // namespace hoshi::office
