// Guards of applications and filings.
// SPDX-License-Identifier: Apache-2.0
#include "office/application_facts.h"

#include <algorithm>

#include "office/application_machine.h"
#include "office/gather.h"
#include "office/label_tables.h"

namespace hoshi::office {
namespace {

struct Asked {
  Work& work;
  const Record& record;
  const ApplicationState& state;
  const SchemeOffice& scheme;
};

Result<bool> parts_are_complete(const Asked& asked, const std::vector<std::string_view>& parts) {
  const auto remarks = HOSHI_TRY(remarks_of(asked.work, asked.record, asked.state));
  return std::all_of(parts.begin(), parts.end(), [&](std::string_view part) { return is_complete(remarks, part); });
}

Result<bool> nothing_blocks(const Asked& asked) {
  const auto remarks = HOSHI_TRY(remarks_of(asked.work, asked.record, asked.state));
  return std::none_of(remarks.begin(), remarks.end(), [](const Remark& one) { return one.blocks; });
}

Result<bool> fee_is_known(const Asked& asked) {
  const auto fee = fee_of(asked.record, asked.state, asked.scheme);
  if (fee) return true;
  if (fee.error().code == ErrorCode::conflict) return false;
  return tl::unexpected<Error>(fee.error());
}

Result<bool> fee_is_settled(const Asked& asked) {
  if (!HOSHI_TRY(fee_is_known(asked))) return false;
  return asked.state.paid_yen >= HOSHI_TRY(fee_of(asked.record, asked.state, asked.scheme));
}

// After confirmation only time can undo a recognition, so the files need not be read again.
Result<bool> recognition_holds(const Asked& asked) {
  const SubmissionEntry* submission = asked.state.submission();
  const bool is_confirmed = submission != nullptr && asked.record.last("recommend") != nullptr;
  if (!is_confirmed) return parts_are_complete(asked, {"recognition"});
  if (asked.state.route.empty()) return true;
  const Value content = HOSHI_TRY(submission_of(asked.work.transaction, submission->hash));
  const ApplicationForm form = HOSHI_TRY(application_form_from(content["form"]));
  return is_in_force(asked.scheme.scheme, form.statement, asked.work.today);
}

// The label the application is about, when it is the applicant's own.
Result<std::optional<LabelRow>> own_label(const Asked& asked) {
  auto row = HOSHI_TRY(find_label(asked.work.transaction, asked.state.about));
  if (row && row->holder != asked.record.applicant) row.reset();
  return row;
}

Result<bool> label_is_in_term(const Asked& asked) {
  const auto row = HOSHI_TRY(own_label(asked));
  return row && (row->status == "valid" || row->status == "grace" || row->status == "restricted" || row->status == "suspended");
}

Result<bool> window_is_open(const Asked& asked) {
  const auto row = HOSHI_TRY(own_label(asked));
  const workflow::Term* term = asked.scheme.rulebook.term(asked.record.level);
  if (!row || term == nullptr) return false;
  const workflow::Window window = workflow::extension_window(*term, row->valid_until);
  return window.first <= asked.work.today && asked.work.today <= window.last;
}

Result<bool> is_published(const Asked& asked) {
  const auto rows = HOSHI_TRY(asked.work.transaction.query(
      "SELECT 1 FROM label_intents WHERE application = $1 AND state = 'published' ORDER BY created_at DESC LIMIT 1", {asked.record.id()}));
  return !rows.empty();
}

Result<bool> appeal_ended(const Asked& asked, std::string_view outcome) {
  const auto rows = HOSHI_TRY(asked.work.transaction.query(
      "SELECT s.state FROM cases c JOIN states s ON s.aggregate = 'case/' || c.id WHERE c.application = $1 AND c.kind = 'appeal' "
      "ORDER BY c.opened_at DESC, c.id DESC LIMIT 1",
      {asked.record.id()}));
  return !rows.empty() && rows[0].text(0) == outcome;
}

bool due_has_passed(const Asked& asked) { return !asked.record.due.empty() && asked.record.due < to_text(asked.work.today); }

using Holds = std::function<Result<bool>(const Asked&)>;

Holds complete(std::vector<std::string_view> parts) {
  return [parts = std::move(parts)](const Asked& asked) { return parts_are_complete(asked, parts); };
}

const std::map<std::string, Holds, std::less<>>& facts() {
  static const std::map<std::string, Holds, std::less<>> all = {
      {"party_complete", complete({"party"})},
      {"checklist_complete", complete({"form", "checklist"})},
      {"manifest_bound", complete({"evidence"})},
      {"laboratory_report", complete({"laboratory"})},
      {"recognition_in_force", recognition_holds},
      {"edition_adopted", complete({"edition"})},
      {"filing_complete", complete({"party", "form", "recognition"})},
      {"precheck_passed", nothing_blocks},
      {"label_in_term", label_is_in_term},
      {"extension_window_open", window_is_open},
      {"no_open_finding", [](const Asked& asked) -> Result<bool> { return !asked.state.has_open_finding(); }},
      {"open_finding", [](const Asked& asked) -> Result<bool> { return asked.state.has_open_finding(); }},
      {"fee_known", fee_is_known},
      {"fee_settled", fee_is_settled},
      {"no_provisional_number", [](const Asked& asked) -> Result<bool> { return !asked.record.made.contains("provisional_number"); }},
      {"statement_published", is_published},
      {"due_passed", [](const Asked& asked) -> Result<bool> { return due_has_passed(asked); }},
      {"appeal_in_time", [](const Asked& asked) -> Result<bool> { return !due_has_passed(asked); }},
      {"appeal_upheld", [](const Asked& asked) { return appeal_ended(asked, "upheld"); }},
      {"appeal_dismissed", [](const Asked& asked) { return appeal_ended(asked, "dismissed"); }}};
  return all;
}

Result<Draft> looked_at(Work& work, const Record& record, const ApplicationState& state) {
  const SchemeOffice* scheme = HOSHI_TRY(work.scheme(record.scheme));
  const auto machine = HOSHI_TRY(workflow::machine_for(scheme->rulebook, record.machine, record.kind, record.level, record.profile));
  if (state.submission() == nullptr || is_with_applicant(record, machine)) return draft_of(work, record, state);
  return draft_of_submission(HOSHI_TRY(submission_of(work.transaction, state.submission()->hash)));
}

}  // namespace

Result<bool> application_holds(Work& work, const Record& record, std::string_view guard) {
  const auto found = facts().find(guard);
  if (found == facts().end() || record.version == 0) return false;
  const SchemeOffice* scheme = HOSHI_TRY(work.scheme(record.scheme));
  const ApplicationState state = state_of(record);
  return found->second(Asked{work, record, state, *scheme});
}

Result<std::int64_t> fee_of(const Record& record, const ApplicationState& state, const SchemeOffice& scheme) {
  if (state.entered_fee_yen) return *state.entered_fee_yen;
  const auto received = parse_date(state.received);
  if (!received) return fail(ErrorCode::conflict, "nothing was submitted, so there is no fee yet");
  const auto* fee = HOSHI_TRY(workflow::fee_for(scheme.rulebook, record.level, record.kind, state.route, *received));
  if (!fee->amount_yen) return fail(ErrorCode::conflict, "the scheme does not say this fee; the office enters it");
  return *fee->amount_yen;
}

Result<std::vector<Remark>> remarks_of(Work& work, const Record& record, const ApplicationState& state) {
  const std::string key = record.aggregate + "@" + std::to_string(record.version);
  if (const auto known = work.remarks.find(key); known != work.remarks.end()) return known->second;
  const SchemeOffice* scheme = HOSHI_TRY(work.scheme(record.scheme));
  const Draft draft = HOSHI_TRY(looked_at(work, record, state));
  const auto rows = HOSHI_TRY(work.transaction.query("SELECT data FROM applications WHERE id = $1", {record.id()}));
  const Value data = rows.empty() ? Value() : HOSHI_TRY(parse_json(rows[0].text(0)));
  auto remarks = HOSHI_TRY(remarks_on(work, *scheme, draft, data["archives"], &state));
  work.remarks.emplace(key, remarks);
  return remarks;
}

bool is_with_applicant(const Record& record, const workflow::Machine& machine) {
  return std::any_of(machine.transitions.begin(), machine.transitions.end(), [&](const workflow::Transition& one) {
    return one.act == "submission" && std::find(one.from.begin(), one.from.end(), record.state) != one.from.end();
  }) || record.state == machine.initial;
}

}  // namespace hoshi::office
