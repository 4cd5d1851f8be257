// The view of one application, and the precheck of a draft.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>

#include "office/application_facts.h"
#include "office/difference.h"
#include "office/gather.h"
#include "office/party_tables.h"
#include "office/queries.h"
#include "office/reading.h"
#include "office/uploads.h"

namespace hoshi::office {
namespace {

// The files' part of a difference is their hashes; the checklist's the verdicts.
Value compared_part(const Value& submission) {
  ValueMap files;
  for (const auto& file : submission["files"].as_list()) files[file["role"].as_text() + " " + file["name"].as_text()] = file["sha256"];
  return object({{"form", submission["form"]}, {"files", std::move(files)}, {"checklist", submission["checklist"]}});
}

Result<void> add_submissions(Work& work, const ApplicationState& state, ApplicationView& view) {
  Value before;
  for (const auto& entry : state.submissions) {
    const Value content = HOSHI_TRY(submission_of(work.transaction, entry.hash));
    SubmissionView one;
    one.hash = entry.hash;
    one.parent = entry.parent;
    one.at = entry.at;
    one.form = content["form"];
    one.files = draft_of_submission(content).files;
    const Value part = compared_part(content);
    if (!before.is_null()) one.differences = differences(before, part);
    before = part;
    view.submissions.push_back(std::move(one));
  }
  return {};
}

Result<void> add_findings(Work& work, const Record& record, const ApplicationState& state, ApplicationView& view) {
  const auto rows = HOSHI_TRY(work.transaction.query(
      "SELECT ordinal, message, answer FROM findings WHERE application = $1 ORDER BY ordinal", {record.id()}));
  for (const auto& entry : state.findings) {
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const store::Row& one) { return std::to_string(one.integer(0)) == entry.id; });
    const bool is_there = row != rows.end();
    view.findings.push_back({entry.id, entry.criterion, entry.severity, entry.evidence, is_there ? row->text(1) : "",
                             is_there ? row->text(2) : "", entry.state, entry.submission, entry.raised});
  }
  return {};
}

Result<void> add_reports(Work& work, const ApplicationState& state, ApplicationView& view) {
  for (const auto& report : state.reports) {
    const auto laboratory = organisation_of(work.transaction, report.laboratory);
    if (!laboratory && laboratory.error().code != ErrorCode::not_found) return tl::unexpected<Error>(laboratory.error());
    view.reports.push_back({report.sha256, report.number, laboratory ? laboratory->name : Words(), report.conforms});
  }
  return {};
}

// What the office has confirmed so far, beside what the checklist says.
Result<void> add_criteria(Work& work, const Record& record, const ApplicationState& state, const SchemeOffice& scheme, ApplicationView& view) {
  const Level* level = scheme.scheme.level(record.level);
  if (level == nullptr || state.submission() == nullptr) return {};
  const Value content = HOSHI_TRY(submission_of(work.transaction, state.submission()->hash));
  if (content["checklist"].is_null()) return {};  // of a filing nothing is confirmed criterion by criterion
  const auto rows = HOSHI_TRY(work.transaction.query(
      "SELECT criterion, outcome, note FROM confirmations WHERE submission = $1 ORDER BY confirmed_at", {state.submission()->hash}));
  Value judged;
  if (!state.rejudged.empty()) {
    const auto text = work.parts.blobs.read(state.rejudged);
    if (text) judged = HOSHI_TRY(parse_json(*text))["verdicts"];
  }
  for (const auto& id : level->criteria) {
    CriterionCheck check;
    check.criterion = id;
    check.verdict = content["checklist"]["criteria"][id]["verdict"].as_text();
    check.rejudged = judged[id].as_text();
    for (const auto& row : rows) {
      if (row.text(0) != id) continue;
      check.confirmation = row.text(1);
      check.remark = row.text(2);
    }
    view.criteria.push_back(std::move(check));
  }
  return {};
}

void add_fee(const Record& record, const ApplicationState& state, const SchemeOffice& scheme, ApplicationView& view) {
  const auto fee = fee_of(record, state, scheme);
  if (!fee) return;
  view.fee.code = state.route.empty() ? record.kind : state.route;
  view.fee.amount_yen = *fee;
  const store::Event* accepted = record.last("accept");
  if (accepted == nullptr) return;
  view.fee.state = state.paid_yen >= *fee ? "settled" : "due";
  view.fee.due = accepted->data["due"].as_text();
}

Result<void> add_conditions(Work& work, const Record& record, ApplicationView& view) {
  const auto rows = HOSHI_TRY(work.transaction.query(
      "SELECT conditions FROM decisions WHERE application = $1 AND voided_at IS NULL ORDER BY ordinal DESC LIMIT 1", {record.id()}));
  if (rows.empty()) return {};
  const Value conditions = HOSHI_TRY(parse_json(rows[0].text(0)));
  for (const auto& condition : conditions.as_list()) view.conditions.push_back(condition.as_text());
  return {};
}

void add_state(const Work& work, const Record& record, const workflow::Machine& machine, const SchemeOffice& scheme, ApplicationView& view) {
  view.state = record.state;
  view.due = record.due;
  const workflow::State* state = machine.state(record.state);
  if (state == nullptr) return;
  view.state_name = state->name;
  view.state_meaning = state->meaning;
  view.turn = state->turn;
  view.is_my_turn = is_turn_of(work.actor, state->turn);
  std::vector<std::string> numbers;
  for (const auto& [kind, number] : view.numbers) numbers.push_back(kind);
  view.announcement = workflow::announcement_for(scheme.rulebook, *state, numbers);
}

void add_frame(const Record& record, const ApplicationState& state, const Draft& draft, ApplicationView& view) {
  view.id = record.id();
  view.version = record.version;
  view.scheme = record.scheme;
  view.level = record.level;
  view.kind = record.kind;
  view.route = state.route;
  view.label = state.label.empty() ? state.about : state.label;
  for (const auto& [kind, text] : record.made) {
    if (kind.ends_with("_number")) view.numbers.emplace(kind, text);
  }
  view.applicant = record.applicant;
  view.manufacturer = draft.form["manufacturer"].as_text();
  view.seller = draft.form["seller"].as_text();
  view.agent = draft.form["agent"].as_text();
  view.laboratory = draft.form["laboratory"].as_text();
  view.form = draft.form;
  view.files = draft.files;
}

Result<ApplicationView> view_of_application(Work& work, const Record& record) {
  const SchemeOffice* scheme = HOSHI_TRY(work.scheme(record.scheme));
  const ApplicationState state = state_of(record);
  const workflow::Machine machine = HOSHI_TRY(application_kind().machine(work, record));
  ApplicationView view;
  add_frame(record, state, HOSHI_TRY(draft_of(work, record, state)), view);
  const auto called = HOSHI_TRY(work.transaction.query("SELECT product_ja, product_en FROM applications WHERE id = $1", {record.id()}));
  if (!called.empty()) view.product = {called[0].text(0), called[0].text(1)};
  add_state(work, record, machine, *scheme, view);
  HOSHI_CHECK(add_submissions(work, state, view));
  HOSHI_CHECK(add_findings(work, record, state, view));
  HOSHI_CHECK(add_conditions(work, record, view));
  HOSHI_CHECK(add_reports(work, state, view));
  // How far the office has come is told with the finding or the decision it leads to.
  if (is_of_office(work.actor)) HOSHI_CHECK(add_criteria(work, record, state, *scheme, view));
  if (is_of_office(work.actor)) view.rejudged_differences = state.rejudged_differences;
  add_fee(record, state, *scheme, view);
  view.subject = decision_subject(record, state, *scheme);
  view.history = history_of(work, record, machine);
  view.steps = HOSHI_TRY(steps_of(work, application_kind(), record));
  view.remarks = HOSHI_TRY(remarks_of(work, record, state));
  return view;
}

// What saving the draft found in the archives attached to it: opening one is work, and its bytes do not change.
Result<ValueMap> archives_looked_at(const Office& office, const workflow::Actor& actor, std::string_view id) {
  ValueMap archives;
  if (id.empty()) return archives;
  HOSHI_CHECK(in_reading(office, actor, [&](Work& work) -> Result<void> {
    const Record record = HOSHI_TRY(visible_record(work, application_kind(), "application/" + std::string(id)));
    const auto rows = HOSHI_TRY(work.transaction.query("SELECT data FROM applications WHERE id = $1", {record.id()}));
    if (!rows.empty()) archives = HOSHI_TRY(parse_json(rows[0].text(0)))["archives"].as_map();
    return {};
  }));
  return archives;
}

}  // namespace

Result<ApplicationView> application(const Office& office, const workflow::Actor& actor, std::string_view id) {
  ApplicationView view;
  HOSHI_CHECK(in_reading(office, actor, [&](Work& work) -> Result<void> {
    const Record record = HOSHI_TRY(visible_record(work, application_kind(), "application/" + std::string(id)));
    view = HOSHI_TRY(view_of_application(work, record));
    return {};
  }));
  return view;
}

Result<std::vector<Remark>> precheck_of(const Office& office, const workflow::Actor& actor, std::string_view scheme, std::string_view id,
                                        const Value& form, const std::vector<Upload>& files) {
  ValueMap archives = HOSHI_TRY(archives_looked_at(office, actor, id));
  Command command;
  std::copy_if(files.begin(), files.end(), std::back_inserter(command.uploads), [&](const Upload& one) { return !archives.contains(one.sha256); });
  const Outside outside = look_outside(office.parts(), actor, command);
  for (const auto& [sha256, one] : outside.archives) archives[sha256] = object({{"manifest", one.manifest}, {"problem", one.problem}});
  std::vector<Remark> remarks;
  HOSHI_CHECK(in_reading(office, actor, [&](Work& work) -> Result<void> {
    const SchemeOffice* found = HOSHI_TRY(work.scheme(scheme));
    ApplicationState state;
    std::vector<Upload> there;
    if (!id.empty()) {
      const Record record = HOSHI_TRY(visible_record(work, application_kind(), "application/" + std::string(id)));
      state = state_of(record);
      there = HOSHI_TRY(draft_of(work, record, state)).files;
    }
    HOSHI_CHECK(are_own_files(work, files, there));
    remarks = HOSHI_TRY(remarks_on(work, *found, Draft{form, files}, Value(archives), &state));
    return {};
  }));
  return remarks;
}

}  // namespace hoshi::office
