// The view of one application, and the precheck of a draft.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/encoding.h"
#include "office/application_facts.h"
#include "office/difference.h"
#include "office/gather.h"
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

// What the office has confirmed so far, beside what the checklist says.
Result<void> add_criteria(Work& work, const Record& record, const ApplicationState& state, const SchemeOffice& scheme, ApplicationView& view) {
  const Level* level = scheme.scheme.level(record.level);
  if (level == nullptr || state.submission() == nullptr) return {};
  const Value content = HOSHI_TRY(submission_of(work.transaction, state.submission()->hash));
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
  add_state(work, record, machine, *scheme, view);
  HOSHI_CHECK(add_submissions(work, state, view));
  HOSHI_CHECK(add_findings(work, record, state, view));
  // How far the office has come is told with the finding or the decision it leads to.
  if (is_of_office(work.actor)) HOSHI_CHECK(add_criteria(work, record, state, *scheme, view));
  if (is_of_office(work.actor)) view.rejudged_differences = state.rejudged_differences;
  for (const auto& one : state.reports) view.reports.push_back({one.sha256, one.number, one.laboratory, one.conforms});
  add_fee(record, state, *scheme, view);
  view.subject = decision_subject(record, state, *scheme);
  view.history = history_of(work, record, machine);
  view.steps = HOSHI_TRY(steps_of(work, application_kind(), record));
  view.remarks = HOSHI_TRY(remarks_of(work, record, state));
  return view;
}

// S16: who of the office opened which file stands in the trail before it is given out.
Result<void> record_reading(const Office& office, const workflow::Actor& actor, std::string_view id, std::string_view sha256) {
  Command command;
  command.aggregate = "reading/" + std::string(id);
  command.event = "read_file";
  command.data = object({{"sha256", sha256}});
  command.idempotency_key = "reading:" + to_hex(office.parts().random(16));
  HOSHI_CHECK(office.perform(actor, command));
  return {};
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
  Command command;
  command.uploads = files;
  const Outside outside = look_outside(office.parts(), actor, command);
  ValueMap archives;
  for (const auto& [sha256, one] : outside.archives) archives.emplace(sha256, object({{"manifest", one.manifest}, {"problem", one.problem}}));
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

Result<std::string> file_of(const Office& office, const workflow::Actor& actor, std::string_view id, std::string_view sha256) {
  HOSHI_CHECK(in_reading(office, actor, [&](Work& work) -> Result<void> {
    const Record record = HOSHI_TRY(visible_record(work, application_kind(), "application/" + std::string(id)));
    const ApplicationState state = state_of(record);
    std::vector<Upload> files = HOSHI_TRY(draft_of(work, record, state)).files;
    for (const auto& entry : state.submissions) {
      const auto more = draft_of_submission(HOSHI_TRY(submission_of(work.transaction, entry.hash))).files;
      files.insert(files.end(), more.begin(), more.end());
    }
    const bool is_file = std::any_of(files.begin(), files.end(), [&](const Upload& one) { return one.sha256 == sha256; });
    const bool is_report = std::any_of(state.reports.begin(), state.reports.end(), [&](const ReportEntry& one) { return one.sha256 == sha256; });
    const bool is_result = is_of_office(work.actor) && state.rejudged == sha256;
    if (!is_file && !is_report && !is_result) return fail(ErrorCode::not_found, "the application has no such file");
    return {};
  }));
  if (is_of_office(actor)) HOSHI_CHECK(record_reading(office, actor, id, sha256));
  return office.parts().blobs.read(sha256);
}

}  // namespace hoshi::office
