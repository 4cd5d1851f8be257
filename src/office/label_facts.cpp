// Guards of labels.
// SPDX-License-Identifier: Apache-2.0
#include "office/label_facts.h"

#include <algorithm>

#include "office/issue_intent.h"
#include "office/label_tables.h"

namespace hoshi::office {
namespace {

struct Asked {
  Work& work;
  const Record& record;
};

Result<bool> any_row(Work& work, std::string_view sql, const std::string& number) {
  const auto rows = HOSHI_TRY(work.transaction.query(sql, {number}));
  return !rows.empty();
}

// Published and not yet the label's: one intent makes one step, however often it is tried.
Result<bool> fresh_intent(const Asked& asked, std::string_view kind) {
  const auto intent = HOSHI_TRY(intent_of_number(asked.work.transaction, asked.record.id()));
  if (!intent || intent->state != "published" || (!kind.empty() && intent->kind != kind)) return false;
  const auto& events = asked.record.events;
  return std::none_of(events.begin(), events.end(),
                      [&](const store::Event& event) { return event.data["data"]["intent"].as_text() == intent->id; });
}

Result<bool> intent_is_voided(const Asked& asked) {
  const auto intent = HOSHI_TRY(intent_of_number(asked.work.transaction, asked.record.id()));
  return intent && intent->state == "voided";
}

Result<bool> term_is_over(const Asked& asked) {
  const auto row = HOSHI_TRY(find_label(asked.work.transaction, asked.record.id()));
  return row && workflow::is_over(row->valid_until, asked.work.now);
}

// Submitted in time, neither ended nor refused, and within the days of grace.
Result<bool> extension_is_pending(const Asked& asked) {
  const bool is_filed = HOSHI_TRY(any_row(
      asked.work,
      "SELECT 1 FROM applications a JOIN states s ON s.aggregate = 'application/' || a.id WHERE a.label = $1 AND a.kind = 'extension' "
      "AND a.submission IS NOT NULL AND s.turn <> '' AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.application = a.id AND d.voided_at IS NULL "
      "AND d.outcome <> 'approve') LIMIT 1",
      asked.record.id()));
  if (!is_filed) return false;
  const SchemeOffice* scheme = HOSHI_TRY(asked.work.scheme(asked.record.scheme));
  const workflow::Term* term = scheme->rulebook.term(asked.record.level);
  const auto row = HOSHI_TRY(find_label(asked.work.transaction, asked.record.id()));
  if (term == nullptr || !row) return false;
  return term->grace_days == 0 || asked.work.today <= workflow::plus_days(row->valid_until, term->grace_days);
}

Result<bool> case_stands_at(const Asked& asked, bool only_heard) {
  const std::string states = only_heard ? "('awaiting_decision')" : "('revocation_proposed', 'awaiting_decision')";
  return any_row(asked.work,
                 "SELECT 1 FROM cases c JOIN states s ON s.aggregate = 'case/' || c.id WHERE c.label = $1 AND c.kind = 'surveillance' AND s.state IN " +
                     states + " LIMIT 1",
                 asked.record.id());
}

// Whether the step was taken since the label was suspended last.
bool since_suspension(const Asked& asked, std::string_view event) {
  const store::Event* suspended = asked.record.last("suspend");
  const store::Event* found = asked.record.last(event);
  return suspended != nullptr && found != nullptr && found->version > suspended->version;
}

bool suspension_is_unconfirmed(const Asked& asked) {
  return asked.record.last("suspend") != nullptr && !since_suspension(asked, "confirm_suspension") && !since_suspension(asked, "escalate_suspension");
}

using Holds = std::function<Result<bool>(const Asked&)>;

const std::map<std::string, Holds, std::less<>>& facts() {
  static const std::map<std::string, Holds, std::less<>> all = {
      {"statement_published", [](const Asked& asked) { return fresh_intent(asked, ""); }},
      {"extension_decided", [](const Asked& asked) { return fresh_intent(asked, "extend"); }},
      {"change_accepted", [](const Asked& asked) { return fresh_intent(asked, "amend"); }},
      {"intent_voided", intent_is_voided},
      {"term_over", term_is_over},
      {"extension_pending", extension_is_pending},
      {"no_extension_pending", [](const Asked& asked) -> Result<bool> { return !HOSHI_TRY(extension_is_pending(asked)); }},
      {"withdrawal_accepted",
       [](const Asked& asked) {
         return any_row(asked.work,
                        "SELECT 1 FROM applications a JOIN states s ON s.aggregate = 'application/' || a.id WHERE a.label = $1 "
                        "AND a.kind = 'withdrawal' AND s.state = 'accepted' LIMIT 1",
                        asked.record.id());
       }},
      {"successor_issued",
       [](const Asked& asked) -> Result<bool> {
         return !HOSHI_TRY(successor_of(asked.work.transaction, asked.record.id())).empty();
       }},
      {"revocation_proposed", [](const Asked& asked) { return case_stands_at(asked, false); }},
      {"opinion_heard", [](const Asked& asked) { return case_stands_at(asked, true); }},
      {"suspension_confirmed", [](const Asked& asked) -> Result<bool> { return since_suspension(asked, "confirm_suspension"); }},
      {"suspension_unconfirmed", [](const Asked& asked) -> Result<bool> { return suspension_is_unconfirmed(asked); }},
      {"due_passed", [](const Asked& asked) -> Result<bool> { return !asked.record.due.empty() && asked.record.due < to_text(asked.work.today); }}};
  return all;
}

}  // namespace

Result<bool> label_holds(Work& work, const Record& record, std::string_view guard) {
  const auto found = facts().find(guard);
  if (found == facts().end()) return false;
  return found->second(Asked{work, record});
}

Result<std::string> successor_of(store::Transaction& transaction, std::string_view number) {
  const auto rows = HOSHI_TRY(transaction.query("SELECT number FROM labels WHERE supersedes = $1 LIMIT 1", {std::string(number)}));
  return rows.empty() ? std::string() : rows[0].text(0);
}

}  // namespace hoshi::office
