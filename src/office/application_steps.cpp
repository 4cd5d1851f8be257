// What the office's steps on an application bring: findings, confirmations, reports, fees, deadlines.
// SPDX-License-Identifier: Apache-2.0
#include "office/application_steps.h"

#include <algorithm>

#include "base/encoding.h"
#include "office/application_facts.h"
#include "office/fields.h"
#include "office/party_tables.h"
#include "office/uploads.h"

namespace hoshi::office {
namespace {

constexpr std::size_t finding_bytes_max = 8000;
constexpr std::size_t findings_max = 500;
constexpr std::int64_t yen_max = 100'000'000;

const std::string& submission_hash(const ApplicationState& state) {
  static const std::string none;
  return state.submission() == nullptr ? none : state.submission()->hash;
}

const FindingEntry* finding_named(const ApplicationState& state, const std::string& id) {
  const auto found = std::find_if(state.findings.begin(), state.findings.end(), [&](const FindingEntry& one) { return one.id == id; });
  return found == state.findings.end() ? nullptr : &*found;
}

Result<Brought> nothing(Work&, const Taken& taken) {
  if (!taken.command.data.is_null()) return fail(ErrorCode::invalid_input, "data: this step brings none");
  return Brought{};
}

using Bring = Result<Brought> (*)(Work&, const Taken&);

const std::map<std::string, Bring, std::less<>>& brings() {
  static const std::map<std::string, Bring, std::less<>> all = {{"open", bring_draft},
                                                                {"save_draft", bring_draft},
                                                                {"raise_finding", bring_finding},
                                                                {"answer_finding", bring_answer},
                                                                {"close_finding", bring_closing},
                                                                {"reopen_finding", bring_closing},
                                                                {"confirm_criterion", bring_confirmation},
                                                                {"hand_in_report", bring_report},
                                                                {"rejudge", bring_rejudging},
                                                                {"enter_fee", bring_fee},
                                                                {"record_payment", bring_payment},
                                                                {"extend_deadline", bring_other_deadline},
                                                                {"accept_filing", bring_accepted_filing},
                                                                {"begin_issue", bring_intent},
                                                                {"issue", bring_issue},
                                                                {"abort_issue", bring_abort}};
  return all;
}

}  // namespace

Result<Brought> bring_to_application(Work& work, const Taken& taken) {
  const auto found = brings().find(taken.transition.event);
  if (found != brings().end()) return found->second(work, taken);
  if (taken.transition.act == "submission") return bring_submission(work, taken);
  if (taken.transition.act == "decision") return bring_decision(work, taken);
  if (taken.transition.event == "return_to_review" || taken.transition.event == "reopen_after_appeal") {
    HOSHI_CHECK(work.transaction.execute("UPDATE decisions SET voided_at = $1, void_reason = $2 WHERE application = $3 AND voided_at IS NULL",
                                         {work.milliseconds(), taken.transition.event, taken.record.id()}));
  }
  return nothing(work, taken);
}

Result<Brought> bring_finding(Work& work, const Taken& taken) {
  const ApplicationState state = state_of(taken.record);
  Fields fields(taken.command.data, "data");
  const std::string criterion = fields.text("criterion", 40, Need::optional);
  const std::string severity = fields.one_of("severity", {"minor", "major", "critical"}, Need::required);
  const std::string evidence = fields.sha256("evidence", Need::optional);
  const std::string text = fields.long_text("text", finding_bytes_max, Need::required);
  const SchemeOffice* scheme = HOSHI_TRY(work.scheme(taken.record.scheme));
  if (!criterion.empty() && scheme->scheme.criterion(criterion) == nullptr) fields.refuse("criterion", "the scheme has no such criterion");
  HOSHI_CHECK(fields.finish());
  if (state.findings.size() >= findings_max) return fail(ErrorCode::conflict, "an application holds at most 500 findings");
  const std::string id = std::to_string(state.findings.size() + 1);
  HOSHI_CHECK(work.transaction.execute(
      "INSERT INTO findings (id, application, submission, ordinal, criterion, severity, state, message, evidence_hash, opened_by, opened_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8, $9, $10)",
      {taken.record.id() + "/" + id, taken.record.id(), text_or_null(submission_hash(state)), static_cast<std::int64_t>(state.findings.size() + 1),
       criterion, severity, text, text_or_null(evidence), work.actor.account, work.milliseconds()}));
  const Value data = object({{"finding", id},
                             {"criterion", criterion},
                             {"severity", severity},
                             {"evidence", evidence},
                             {"text_hash", sha256_hex(text)},
                             {"submission", submission_hash(state)}});
  return Brought{"", data, {{"finding", id}}, {}};
}

Result<Brought> bring_answer(Work& work, const Taken& taken) {
  const ApplicationState state = state_of(taken.record);
  Fields fields(taken.command.data, "data");
  const std::string id = fields.text("finding", 8, Need::required);
  const std::string text = fields.long_text("text", finding_bytes_max, Need::required);
  const FindingEntry* finding = finding_named(state, id);
  if (finding == nullptr || !finding->is_open()) fields.refuse("finding", "there is no such open finding");
  HOSHI_CHECK(fields.finish());
  HOSHI_CHECK(work.transaction.execute(
      "UPDATE findings SET answer = $1, state = 'answered', answered_by = $2, answered_at = $3 WHERE id = $4",
      {text, work.actor.account, work.milliseconds(), taken.record.id() + "/" + id}));
  return Brought{"", object({{"finding", id}, {"answer_hash", sha256_hex(text)}}), {}, {}};
}

Result<Brought> bring_closing(Work& work, const Taken& taken) {
  const bool closes = taken.transition.event == "close_finding";
  const ApplicationState state = state_of(taken.record);
  Fields fields(taken.command.data, "data");
  const std::string id = fields.text("finding", 8, Need::required);
  const FindingEntry* finding = finding_named(state, id);
  if (finding == nullptr || finding->is_open() != closes) fields.refuse("finding", closes ? "there is no such open finding" : "it is not closed");
  HOSHI_CHECK(fields.finish());
  const store::Cell by = closes ? store::Cell(work.actor.account) : store::Cell();
  const store::Cell at = closes ? store::Cell(work.milliseconds()) : store::Cell();
  HOSHI_CHECK(work.transaction.execute("UPDATE findings SET state = $1, closed_by = $2, closed_at = $3 WHERE id = $4",
                                       {std::string(closes ? "closed" : "open"), by, at, taken.record.id() + "/" + id}));
  return Brought{"", object({{"finding", id}}), {}, {}};
}

Result<Brought> bring_confirmation(Work& work, const Taken& taken) {
  const ApplicationState state = state_of(taken.record);
  Fields fields(taken.command.data, "data");
  const std::string criterion = fields.text("criterion", 40, Need::required);
  const std::string outcome = fields.one_of("outcome", {"confirmed", "doubted"}, Need::required);
  const std::string remark = fields.long_text("remark", finding_bytes_max, Need::optional);
  const SchemeOffice* scheme = HOSHI_TRY(work.scheme(taken.record.scheme));
  if (scheme->scheme.criterion(criterion) == nullptr) fields.refuse("criterion", "the scheme has no such criterion");
  HOSHI_CHECK(fields.finish());
  if (state.submission() == nullptr) return fail(ErrorCode::conflict, "nothing has been submitted");
  HOSHI_CHECK(work.transaction.execute(
      "INSERT INTO confirmations (submission, criterion, account, outcome, note, confirmed_at) VALUES ($1, $2, $3, $4, $5, $6) "
      "ON CONFLICT (submission, criterion, account) DO UPDATE SET outcome = excluded.outcome, note = excluded.note, "
      "confirmed_at = excluded.confirmed_at",
      {submission_hash(state), criterion, work.actor.account, outcome, remark, work.milliseconds()}));
  const Value data = object({{"criterion", criterion},
                             {"outcome", outcome},
                             {"remark_hash", remark.empty() ? "" : sha256_hex(remark)},
                             {"submission", submission_hash(state)}});
  return Brought{"", data, {}, {}};
}

Result<Brought> bring_report(Work& work, const Taken& taken) {
  Fields fields(taken.command.data, "data");
  const std::string number = fields.text("number", 100, Need::required);
  const std::string conclusion = fields.one_of("conclusion", {"conforms", "does_not_conform"}, Need::required);
  HOSHI_CHECK(fields.finish());
  const auto& uploads = taken.command.uploads;
  const bool is_one_report = uploads.size() == 1 && uploads[0].role == "report";
  if (!is_one_report) return fail(ErrorCode::invalid_input, "uploads: exactly one file in the role report");
  HOSHI_CHECK(are_own_files(work, uploads, {}));
  const auto rows = HOSHI_TRY(work.transaction.query("SELECT category, manufacturer, seller, agent FROM applications WHERE id = $1", {taken.record.id()}));
  if (rows.empty()) return fail(ErrorCode::corrupt, taken.record.aggregate + ": has events and no row");
  const std::string category = rows[0].text(0);
  const bool is_independent_here = HOSHI_TRY(is_independent(work.transaction, work.actor.organisation,
                                                            {taken.record.applicant, rows[0].text(1), rows[0].text(2), rows[0].text(3)}));
  if (!is_independent_here) return fail(ErrorCode::forbidden, "a laboratory does not evaluate for itself or for whom it belongs to");
  const bool is_in_scope = HOSHI_TRY(is_accredited(work.transaction, work.actor.organisation, taken.record.scheme, taken.record.level, category, work.today));
  if (!is_in_scope) return fail(ErrorCode::forbidden, "the laboratory's accreditation does not cover scheme, level and category today");
  HOSHI_CHECK(take_up(work, taken.record.aggregate, uploads, Hold::for_good));
  const Value data = object({{"sha256", uploads[0].sha256},
                             {"laboratory", work.actor.organisation},
                             {"number", number},
                             {"conforms", conclusion == "conforms"}});
  return Brought{"", data, {}, {}};
}

Result<Brought> bring_rejudging(Work& work, const Taken& taken) {
  const Value& result = work.outside.rejudged;
  const ApplicationState state = state_of(taken.record);
  if (result["problem"].is_text()) return fail(ErrorCode::conflict, "the attached evidence cannot be judged: " + result["problem"].as_text());
  const bool is_current = result.is_map() && result["submission"].as_text() == submission_hash(state);
  if (!is_current) return fail(ErrorCode::conflict, "the submission has changed since its evidence was judged; try again");
  for (const auto& [criterion, verdict] : result["verdicts"].as_map()) {
    HOSHI_CHECK(work.transaction.execute("UPDATE confirmations SET rejudged = $1 WHERE submission = $2 AND criterion = $3",
                                         {verdict.as_text(), submission_hash(state), criterion}));
  }
  HOSHI_CHECK(keep_own_file(work, result["result"].as_text(), "application/json"));
  const Value data = object({{"result", result["result"]}, {"differences", result["differences"]}, {"submission", submission_hash(state)}});
  return Brought{"", data, {{"result", result["result"].as_text()}}, {}};
}

Result<Brought> bring_fee(Work&, const Taken& taken) {
  Fields fields(taken.command.data, "data");
  const std::int64_t amount = fields.integer("amount_yen", 0, yen_max, Need::required);
  HOSHI_CHECK(fields.finish());
  return Brought{"", object({{"amount_yen", amount}}), {}, {}};
}

Result<Brought> bring_payment(Work& work, const Taken& taken) {
  Fields fields(taken.command.data, "data");
  const std::int64_t amount = fields.integer("amount_yen", 1, yen_max, Need::required);
  const std::string received = fields.date("received_on", Need::required);
  const std::string reference = fields.text("reference", 100, Need::required);
  if (received > to_text(work.today)) fields.refuse("received_on", "is in the future");
  HOSHI_CHECK(fields.finish());
  const SchemeOffice* scheme = HOSHI_TRY(work.scheme(taken.record.scheme));
  const ApplicationState state = state_of(taken.record);
  const std::int64_t fee = HOSHI_TRY(fee_of(taken.record, state, *scheme));
  if (state.paid_yen + amount > fee) return fail(ErrorCode::conflict, "this would be more than the fee of " + std::to_string(fee) + " yen");
  if (state.paid_yen + amount == fee) {
    HOSHI_CHECK(work.transaction.execute("UPDATE fees SET state = 'settled', settled_at = $1, settled_by = $2 WHERE application = $3 AND state = 'due'",
                                         {work.milliseconds(), work.actor.account, taken.record.id()}));
  }
  return Brought{"", object({{"amount_yen", amount}, {"received_on", received}, {"reference", reference}}), {}, {}};
}

Result<Brought> bring_other_deadline(Work& work, const Taken& taken) {
  Fields fields(taken.command.data, "data");
  const std::string due = fields.date("due", Need::required);
  if (due <= taken.record.due || due < to_text(work.today)) fields.refuse("due", "must be later than the deadline that runs");
  HOSHI_CHECK(fields.finish());
  const SchemeOffice* scheme = HOSHI_TRY(work.scheme(taken.record.scheme));
  const Date rolled = HOSHI_TRY(scheme->calendar.roll_forward(HOSHI_TRY(parse_date(due))));
  return Brought{to_text(rolled), object({{"due", to_text(rolled)}}), {}, {}};
}

}  // namespace hoshi::office
