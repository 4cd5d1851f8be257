// The rows of labels: what the public sees, its statements, its changes, and the entries of the public log.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "labels/log_entry.h"
#include "office/application_form.h"
#include "office/label_views.h"
#include "office/work.h"

namespace hoshi::office {

struct LabelRow {
  std::string number;
  std::string scheme;
  int level = 1;
  std::string status;
  std::string application;   // that led to the latest statement
  std::string holder;        // organisation id
  std::string edition;       // SHA-256 of the edition's data
  Words maker;
  ProductData product;
  std::uint32_t status_list = 0;
  std::uint32_t status_index = 0;
  Bytes statement;           // COSE_Sign1
  Date issued;
  Date valid_from;
  Date valid_until;
  std::vector<std::string> recognised_as;
  std::string superseded_by;
  std::string list_date;     // of the imported list; "" for the office's own
  std::int64_t version = 0;
};

// Nothing when there is none. Imported rows are not among them.
[[nodiscard]] Result<std::optional<LabelRow>> find_label(store::Transaction& transaction, std::string_view number);
// Writes the row, its models and, when `reason` is not empty, the statement into its history.
[[nodiscard]] Result<void> keep_label(Work& work, const LabelRow& row, std::string_view reason);
[[nodiscard]] Result<void> keep_status(Work& work, std::string_view number, std::string_view status, std::int64_t version);

// The public's view of the row, with its changes and notices.
[[nodiscard]] Result<public_register::Entry> entry_of(store::Transaction& transaction, const SchemeOffice* scheme, const LabelRow& row);

// One line of the change feed. `kind` is that of the log entry, or the event's name where it makes none.
[[nodiscard]] Result<std::int64_t> add_public_change(Work& work, std::string_view number, std::string_view kind, std::string_view status,
                                                     const Words& note, std::int64_t event_sequence);
// Appends to the entries of the public log; gives the leaf index.
[[nodiscard]] Result<std::int64_t> add_log_entry(Work& work, const labels::LogEntry& entry, std::string_view subject,
                                                 std::int64_t event_sequence);

}  // namespace hoshi::office
