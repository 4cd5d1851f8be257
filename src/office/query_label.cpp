// Views of labels and cases, and what the public asks.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/encoding.h"
#include "office/imported_lists.h"
#include "office/label_tables.h"
#include "office/queries.h"
#include "office/reading.h"

namespace hoshi::office {
namespace {

constexpr int page_most = 1000;

const SchemeOffice* scheme_of(const Parts& parts, const std::string& id) {
  const auto found = parts.schemes.find(id);
  return found == parts.schemes.end() ? nullptr : &found->second;
}

Result<LabelView> view_of_label(Work& work, const Record& record) {
  const auto row = HOSHI_TRY(find_label(work.transaction, record.id()));
  if (!row) return fail(ErrorCode::not_found, record.aggregate + ": there is no such thing");
  const workflow::Machine machine = HOSHI_TRY(label_kind().machine(work, record));
  LabelView view;
  view.entry = HOSHI_TRY(entry_of(work.transaction, scheme_of(work.parts, row->scheme), *row));
  view.version = record.version;
  view.state = record.state;
  if (const workflow::State* state = machine.state(record.state)) {
    view.state_name = state->name;
    view.turn = state->turn;
  }
  view.due = record.due;
  view.holder = row->holder;
  view.application = row->application;
  view.status_list = row->status_list;
  view.status_index = row->status_index;
  for (const auto& event : record.events) {
    const Value& data = event.data["data"];
    if (!data["key"].as_text().empty()) view.key_id = data["key"].as_text();
    view.extensions += event.kind == "extend" ? 1 : 0;
  }
  const auto profiles = HOSHI_TRY(work.transaction.query(
      "SELECT profile_hash FROM label_intents WHERE number = $1 AND state = 'published' ORDER BY ended_at DESC, id DESC LIMIT 1", {record.id()}));
  if (!profiles.empty()) view.profile = profiles[0].text(0);
  view.history = history_of(work, record, machine);
  view.steps = HOSHI_TRY(steps_of(work, label_kind(), record));
  return view;
}

// The office and the holder; what the public may know it asks with public_label.
bool may_see_inside(const workflow::Actor& actor, const Record& record) {
  return is_of_office(actor) || (!actor.organisation.empty() && actor.organisation == record.applicant);
}

}  // namespace

Result<LabelView> label(const Office& office, const workflow::Actor& actor, std::string_view number) {
  LabelView view;
  HOSHI_CHECK(in_reading(office, actor, [&](Work& work) -> Result<void> {
    const Record record = HOSHI_TRY(visible_record(work, label_kind(), "label/" + std::string(number)));
    if (!may_see_inside(actor, record)) return fail(ErrorCode::not_found, record.aggregate + ": there is no such thing");
    view = HOSHI_TRY(view_of_label(work, record));
    return {};
  }));
  return view;
}

Result<std::vector<LabelView>> labels_of(const Office& office, const workflow::Actor& actor, std::string_view organisation) {
  std::vector<LabelView> views;
  HOSHI_CHECK(in_reading(office, actor, [&](Work& work) -> Result<void> {
    views.clear();
    if (!is_of_office(actor) && actor.organisation != organisation) return fail(ErrorCode::not_found, "there is no such thing");
    const auto rows = HOSHI_TRY(work.transaction.query("SELECT number FROM labels WHERE holder = $1 AND imported_list IS NULL ORDER BY number",
                                                       {std::string(organisation)}));
    for (const auto& row : rows) {
      const Record record = HOSHI_TRY(load(work.transaction, "label/" + row.text(0)));
      views.push_back(HOSHI_TRY(view_of_label(work, record)));
    }
    return {};
  }));
  return views;
}

Result<CaseView> case_of(const Office& office, const workflow::Actor& actor, std::string_view id) {
  CaseView view;
  HOSHI_CHECK(in_reading(office, actor, [&](Work& work) -> Result<void> {
    view = {};
    const Record record = HOSHI_TRY(visible_record(work, case_kind(), "case/" + std::string(id)));
    const workflow::Machine machine = HOSHI_TRY(case_kind().machine(work, record));
    const auto rows = HOSHI_TRY(work.transaction.query(
        "SELECT c.label, c.application, c.subject, c.description, p.name, p.email FROM cases c LEFT JOIN persons p ON p.id = c.reporter WHERE c.id = $1", {record.id()}));
    view.id = record.id();
    const Sight sight = sight_of(actor, record, machine);
    view.version = sight.is_whole ? record.version : 0;  // numbers that skip would tell that something happened
    view.kind = record.machine;
    view.state = sight.state;
    if (const workflow::State* state = machine.state(view.state)) {
      view.state_name = state->name;
      view.turn = state->turn;
    }
    view.due = sight.due;
    if (!rows.empty()) {
      view.label = rows[0].text(0);
      view.application = rows[0].text(1);
      view.data = object({{"subject", rows[0].text(2)}, {"text", is_of_office(actor) ? rows[0].text(3) : ""}});
      if (is_of_office(actor)) view.data.set("reporter_name", rows[0].text(4)).set("reporter_email", rows[0].text(5));
    }
    view.history = history_of(work, record, machine);
    view.steps = HOSHI_TRY(steps_of(work, case_kind(), record));
    return {};
  }));
  return view;
}

Result<public_register::Entry> public_label(const Office& office, std::string_view number) {
  public_register::Entry entry;
  HOSHI_CHECK(in_reading(office, {}, [&](Work& work) -> Result<void> {
    const auto row = HOSHI_TRY(find_label(work.transaction, number));
    if (!row) {
      auto listed = HOSHI_TRY(imported_entry(work.transaction, number));
      if (!listed) return fail(ErrorCode::not_found, "there is no label with this number");
      entry = std::move(*listed);
      return {};
    }
    entry = HOSHI_TRY(entry_of(work.transaction, scheme_of(work.parts, row->scheme), *row));
    return {};
  }));
  return entry;
}

Result<std::vector<public_register::Entry>> public_labels(const Office& office, std::string_view after_number, int most) {
  std::vector<public_register::Entry> entries;
  HOSHI_CHECK(in_reading(office, {}, [&](Work& work) -> Result<void> {
    entries.clear();
    const auto rows = HOSHI_TRY(work.transaction.query(
        "SELECT number, '' FROM labels WHERE number > $1 UNION ALL SELECT number, entry FROM imported_rows r WHERE number > $1 "
        "AND NOT EXISTS (SELECT 1 FROM labels l WHERE l.number = r.number) ORDER BY 1 LIMIT $2",
        {std::string(after_number), std::int64_t{std::clamp(most, 1, page_most)}}));
    for (const auto& number : rows) {
      if (!number.text(1).empty()) {
        entries.push_back(HOSHI_TRY(imported_entry_from(number.text(1))));
        continue;
      }
      const auto row = HOSHI_TRY(find_label(work.transaction, number.text(0)));
      if (row) entries.push_back(HOSHI_TRY(entry_of(work.transaction, scheme_of(work.parts, row->scheme), *row)));
    }
    return {};
  }));
  return entries;
}

Result<std::vector<FeedEntry>> public_changes(const Office& office, std::int64_t since, int most) {
  std::vector<FeedEntry> changes;
  HOSHI_CHECK(in_reading(office, {}, [&](Work& work) -> Result<void> {
    changes.clear();
    const auto rows = HOSHI_TRY(work.transaction.query(
        "SELECT c.sequence, c.happened_at, c.number, c.kind, c.status, c.note_ja, c.note_en, l.content FROM public_changes c "
        "LEFT JOIN log_entries l ON l.event_sequence = c.event_sequence WHERE c.sequence > $1 ORDER BY c.sequence LIMIT $2",
        {since, std::int64_t{std::clamp(most, 1, page_most)}}));
    for (const auto& row : rows) {
      changes.push_back({row.integer(0), instant_of(row.integer(1)), row.text(2), row.text(3), row.text(4), {row.text(5), row.text(6)}, row.bytes(7)});
    }
    return {};
  }));
  return changes;
}

}  // namespace hoshi::office
