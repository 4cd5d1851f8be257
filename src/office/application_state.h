// What an application holds after its events: draft, submissions, findings, confirmations, fee, decision; and what a decision binds.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "office/record.h"
#include "office/work.h"

namespace hoshi::office {

struct SubmissionEntry {
  std::string hash;     // SHA-256 of its canonical bytes; also its id
  std::string parent;
  Instant at;
};

struct FindingEntry {
  std::string id;        // "1", "2" …
  std::string criterion;
  std::string severity;
  std::string evidence;
  std::string text_hash;
  std::string answer_hash;
  std::string state;     // "open", "answered", "closed"
  std::string submission;
  Instant raised;
  bool is_open() const { return state != "closed"; }
};

struct ConfirmationEntry {
  std::string outcome;   // "confirmed", "doubted"
  std::string submission;
  std::string remark_hash;
};

struct ReportEntry {
  std::string sha256;
  std::string laboratory;
  bool conforms = false;
  std::string number;
};

struct ApplicationState {
  std::string id;                             // "" before there is an application
  std::string draft;                          // hash of form and files as saved last
  std::vector<SubmissionEntry> submissions;   // oldest first
  std::vector<FindingEntry> findings;
  std::map<std::string, ConfirmationEntry> confirmations;  // by criterion
  std::vector<ReportEntry> reports;
  std::optional<std::int64_t> entered_fee_yen;  // where the scheme does not know it
  std::int64_t paid_yen = 0;
  std::string edition_sha256;                 // of the latest submission
  std::string route;                          // recognition it relies on, of the latest submission
  std::string manifest;                       // SHA-256 of the evidence manifest, of the latest submission
  std::string received;                       // day of the first submission, JST: fees go by it
  std::string about;                          // registration number of the label it is about; "" for a new one
  std::string label;                          // registration number it led to, from the beginning of issue
  std::string rejudged;                       // hash of the office's own judging, or ""
  std::vector<std::string> rejudged_differences;

  const SubmissionEntry* submission() const { return submissions.empty() ? nullptr : &submissions.back(); }
  bool has_open_finding() const;
};

ApplicationState state_of(const Record& record);

// SHA-256 over all findings with their texts and answers, and all confirmations.
std::string findings_hash(const ApplicationState& state);
// What a recommendation, acceptance or decision is bound to: the submission, the edition, the rulebook, findings and
// confirmations. "" before there is a submission. Any later change of any of them is another subject.
std::string decision_subject(const Record& record, const ApplicationState& state, const SchemeOffice& scheme);

// Draft and submission as the tables keep them; hashes are of the canonical JSON.
struct Draft {
  Value form;
  std::vector<Upload> files;
};
Value to_value(const Draft& draft);
Draft draft_from(const Value& value);
std::string hash_of(const Draft& draft);

// The draft of the application's row. corrupt when its hash is not the one of the event.
[[nodiscard]] Result<Draft> draft_of(Work& work, const Record& record, const ApplicationState& state);
// A submission's canonical value, its bytes compared with the hash: corrupt when one bit differs.
[[nodiscard]] Result<Value> submission_of(store::Transaction& transaction, std::string_view hash);
Draft draft_of_submission(const Value& submission);

}  // namespace hoshi::office
