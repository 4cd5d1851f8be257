// The public side of steps on labels.
// SPDX-License-Identifier: Apache-2.0
#include "office/label_publication.h"

#include "base/encoding.h"
#include "labels/statement.h"
#include "office/label_tables.h"
#include "store/search.h"

namespace hoshi::office {
namespace {

using labels::EntryKind;

// The words of workflow data and the kinds of the log; a statement, a reason and an end go with some.
struct Entry {
  std::string_view name;
  EntryKind kind;
  bool has_statement = false;
  bool has_reason = false;
};

constexpr Entry entries[] = {{"Issue", EntryKind::issue, true, false},
                             {"Amend", EntryKind::amend, true, false},
                             {"Extend", EntryKind::extend, true, false},
                             {"GraceGranted", EntryKind::grace_granted, false, false},
                             {"Restrict", EntryKind::restrict, false, true},
                             {"Suspend", EntryKind::suspend, false, true},
                             {"Reinstate", EntryKind::reinstate, false, false},
                             {"Revoke", EntryKind::revoke, false, true},
                             {"Withdraw", EntryKind::withdraw, false, false},
                             {"Supersede", EntryKind::supersede, false, false},
                             {"expire", EntryKind::expiry_observed, false, false}};

const Entry* entry_named(std::string_view name) {
  for (const auto& one : entries) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

// Expiry follows from the statement; it is told for those who keep an index.
std::string_view name_in_log(const workflow::Transition& transition) {
  return transition.log_entry.empty() && transition.event == "expire" ? std::string_view("expire") : std::string_view(transition.log_entry);
}

Result<std::optional<Date>> grace_end(Work& work, const Record& record, const LabelRow& row) {
  const SchemeOffice* scheme = HOSHI_TRY(work.scheme(record.scheme));
  const workflow::Term* term = scheme->rulebook.term(record.level);
  const bool is_open = term == nullptr || term->grace_days == 0;
  return std::optional<Date>(is_open ? labels::last_day : workflow::plus_days(row.valid_until, term->grace_days));
}

Result<labels::LogEntry> log_entry_of(Work& work, const Record& record, const LabelRow& row, const Entry& about) {
  const Value& data = record.events.back().data;
  labels::LogEntry entry;
  entry.kind = about.kind;
  entry.at = work.now;
  entry.scheme = record.scheme;
  if (about.has_statement) {
    entry.statement = row.statement;
    return entry;
  }
  entry.number = record.id();
  entry.digest = sha256(row.statement);
  if (about.has_reason) entry.reason = data["reason_code"].as_text();
  if (about.kind == EntryKind::grace_granted) entry.until = HOSHI_TRY(grace_end(work, record, row));
  if (about.kind == EntryKind::supersede) entry.successor = data["data"]["successor"].as_text();
  return entry;
}

// The words given with the step, or what the status means.
Words note_of(const Record& record, const SchemeOffice& scheme, std::string_view status) {
  const Value& note = record.events.back().data["data"]["note"];
  Words words{note["ja"].as_text(), note["en"].as_text()};
  const workflow::PublicStatus* known = scheme.rulebook.public_status(status);
  if (words.ja.empty() && words.en.empty() && known != nullptr) words = known->meaning;
  return words;
}

// The most telling first; what does not fit is left out at the end.
std::vector<std::string> searchable(Work& work, const LabelRow& row, const Words& category) {
  std::vector<std::string> texts{row.number, row.product.name.ja, row.product.name.en};
  texts.insert(texts.end(), row.product.models.begin(), row.product.models.end());
  texts.insert(texts.begin() + 3, {row.maker.ja, row.maker.en, category.ja, category.en});
  std::vector<std::string> fields;
  std::size_t bytes = 0;
  for (const auto& text : texts) {
    std::string folded = work.parts.fold(text);
    bytes += folded.size();
    if (bytes > store::document_bytes_max / 2) break;
    if (!folded.empty()) fields.push_back(std::move(folded));
  }
  return fields;
}

Result<void> keep_findable(Work& work, const SchemeOffice& scheme, const LabelRow& row, std::string_view status) {
  store::SearchDocument document;
  document.key = row.number;
  document.date = row.issued;
  document.fields = searchable(work, row, scheme.category_name(row.product.category));
  document.marks = {"scheme:" + row.scheme, "level:" + std::to_string(row.level), "status:" + std::string(status)};
  // By its name in either language: that is what the register's form asks for.
  const Words category = scheme.category_name(row.product.category);
  for (const auto& name : {category.ja, category.en}) {
    if (!name.empty()) document.marks.push_back("category:" + work.parts.fold(name));
  }
  return store::put_document(work.transaction, document);
}

}  // namespace

bool needs_reason_code(const workflow::Transition& transition) {
  const Entry* entry = entry_named(transition.log_entry);
  return entry != nullptr && entry->has_reason;
}

Result<void> publish_step(Work& work, const Record& record, const workflow::Transition& transition, std::string_view status) {
  const std::string_view name = name_in_log(transition);
  const bool changes_state = !transition.to.empty();
  if (name.empty() && !changes_state) return {};
  const SchemeOffice* scheme = HOSHI_TRY(work.scheme(record.scheme));
  const auto row = HOSHI_TRY(find_label(work.transaction, record.id()));
  if (!row) return fail(ErrorCode::corrupt, record.aggregate + ": has no row");
  const std::int64_t sequence = record.events.back().sequence;
  const std::string_view kind = name.empty() ? std::string_view(transition.event) : name;
  HOSHI_TRY(add_public_change(work, record.id(), kind, status, note_of(record, *scheme, status), sequence));
  HOSHI_CHECK(keep_findable(work, *scheme, *row, status));
  const Entry* about = entry_named(name);
  if (about == nullptr) return {};
  work.log_entries.push_back({HOSHI_TRY(log_entry_of(work, record, *row, *about)), record.aggregate});
  return {};
}

}  // namespace hoshi::office
