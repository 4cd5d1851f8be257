// Folding what an application holds, and the hashes a decision is bound to.
// SPDX-License-Identifier: Apache-2.0
#include "office/application_state.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"

namespace hoshi::office {
namespace {

using Apply = void (*)(ApplicationState&, const store::Event&, const Value& data);

void apply_draft(ApplicationState& state, const store::Event&, const Value& data) {
  state.draft = data["draft"].as_text();
  state.about = data["label"].as_text();
}

void apply_submission(ApplicationState& state, const store::Event& event, const Value& data) {
  state.submissions.push_back({data["submission"].as_text(), data["parent"].as_text(), event.at});
  state.edition_sha256 = data["edition_sha256"].as_text();
  state.route = data["route"].as_text();
  state.manifest = data["manifest"].as_text();
  if (state.received.empty()) state.received = to_text(workflow::day_in_japan(event.at));
}

void apply_finding(ApplicationState& state, const store::Event& event, const Value& data) {
  state.findings.push_back({data["finding"].as_text(), data["criterion"].as_text(), data["severity"].as_text(), data["evidence"].as_text(),
                            data["text_hash"].as_text(), "", "open", data["submission"].as_text(), event.at});
}

FindingEntry* finding_of(ApplicationState& state, const Value& data) {
  const auto found = std::find_if(state.findings.begin(), state.findings.end(),
                                  [&](const FindingEntry& one) { return one.id == data["finding"].as_text(); });
  return found == state.findings.end() ? nullptr : &*found;
}

void apply_answer(ApplicationState& state, const store::Event&, const Value& data) {
  FindingEntry* finding = finding_of(state, data);
  if (finding == nullptr) return;
  finding->answer_hash = data["answer_hash"].as_text();
  finding->state = "answered";
}

void apply_closing(ApplicationState& state, const store::Event&, const Value& data) {
  if (FindingEntry* finding = finding_of(state, data)) finding->state = "closed";
}

void apply_reopening(ApplicationState& state, const store::Event&, const Value& data) {
  if (FindingEntry* finding = finding_of(state, data)) finding->state = "open";
}

void apply_confirmation(ApplicationState& state, const store::Event&, const Value& data) {
  state.confirmations[data["criterion"].as_text()] = {data["outcome"].as_text(), data["submission"].as_text(), data["remark_hash"].as_text()};
}

void apply_report(ApplicationState& state, const store::Event&, const Value& data) {
  state.reports.push_back({data["sha256"].as_text(), data["laboratory"].as_text(), data["conforms"].as_bool(), data["number"].as_text()});
}

void apply_fee(ApplicationState& state, const store::Event&, const Value& data) { state.entered_fee_yen = data["amount_yen"].as_integer(); }

void apply_payment(ApplicationState& state, const store::Event&, const Value& data) { state.paid_yen += data["amount_yen"].as_integer(); }

void apply_rejudging(ApplicationState& state, const store::Event&, const Value& data) {
  state.rejudged = data["result"].as_text();
  state.rejudged_differences.clear();
  for (const auto& one : data["differences"].as_list()) state.rejudged_differences.push_back(one.as_text());
}

void apply_label(ApplicationState& state, const store::Event&, const Value& data) { state.label = data["label"].as_text(); }

const std::map<std::string, Apply, std::less<>>& applies() {
  static const std::map<std::string, Apply, std::less<>> all = {{"open", apply_draft},
                                                                {"save_draft", apply_draft},
                                                                {"submit", apply_submission},
                                                                {"resubmit", apply_submission},
                                                                {"submit_filing", apply_submission},
                                                                {"resubmit_filing", apply_submission},
                                                                {"raise_finding", apply_finding},
                                                                {"answer_finding", apply_answer},
                                                                {"close_finding", apply_closing},
                                                                {"reopen_finding", apply_reopening},
                                                                {"confirm_criterion", apply_confirmation},
                                                                {"hand_in_report", apply_report},
                                                                {"enter_fee", apply_fee},
                                                                {"record_payment", apply_payment},
                                                                {"rejudge", apply_rejudging},
                                                                {"begin_issue", apply_label}};
  return all;
}

Value files_value(const std::vector<Upload>& files) {
  ValueList list;
  for (const auto& one : files) {
    list.push_back(object({{"role", one.role}, {"sha256", one.sha256}, {"name", one.name}, {"media_type", one.media_type}}));
  }
  return list;
}

}  // namespace

bool ApplicationState::has_open_finding() const {
  return std::any_of(findings.begin(), findings.end(), [](const FindingEntry& one) { return one.is_open(); });
}

ApplicationState state_of(const Record& record) {
  ApplicationState state;
  state.id = record.id();
  for (const auto& event : record.events) {
    if (event.data["pending"].as_bool()) continue;
    const auto apply = applies().find(event.kind);
    if (apply != applies().end()) apply->second(state, event, event.data["data"]);
  }
  return state;
}

std::string findings_hash(const ApplicationState& state) {
  ValueList findings;
  for (const auto& one : state.findings) {
    findings.push_back(object({{"id", one.id},
                               {"criterion", one.criterion},
                               {"severity", one.severity},
                               {"evidence", one.evidence},
                               {"text", one.text_hash},
                               {"answer", one.answer_hash},
                               {"state", one.state}}));
  }
  ValueMap confirmations;
  for (const auto& [criterion, one] : state.confirmations) {
    confirmations.emplace(criterion, object({{"outcome", one.outcome}, {"submission", one.submission}, {"remark", one.remark_hash}}));
  }
  ValueList reports;
  for (const auto& one : state.reports) reports.push_back(object({{"sha256", one.sha256}, {"conforms", one.conforms}}));
  return sha256_hex(to_json(object({{"findings", std::move(findings)},
                                    {"confirmations", std::move(confirmations)},
                                    {"reports", std::move(reports)},
                                    {"rejudged", state.rejudged}})));
}

std::string decision_subject(const Record& record, const ApplicationState& state, const SchemeOffice& scheme) {
  if (state.submission() == nullptr) return {};
  return sha256_hex(to_json(object({{"application", record.aggregate},
                                    {"scheme", record.scheme},
                                    {"level", record.level},
                                    {"kind", record.kind},
                                    {"submission", state.submission()->hash},
                                    {"edition", state.edition_sha256},
                                    {"criteria", scheme.scheme.sha256},
                                    {"rulebook", scheme.rulebook.sha256},
                                    {"findings", findings_hash(state)}})));
}

Value to_value(const Draft& draft) { return object({{"form", draft.form}, {"files", files_value(draft.files)}}); }

Draft draft_from(const Value& value) {
  Draft draft;
  draft.form = value["form"];
  for (const auto& one : value["files"].as_list()) {
    draft.files.push_back({one["role"].as_text(), one["sha256"].as_text(), one["name"].as_text(), one["media_type"].as_text()});
  }
  return draft;
}

std::string hash_of(const Draft& draft) { return sha256_hex(to_json(to_value(draft))); }

Result<Draft> draft_of(Work& work, const Record& record, const ApplicationState& state) {
  const auto rows = HOSHI_TRY(work.transaction.query("SELECT data FROM applications WHERE id = $1", {record.id()}));
  if (rows.empty()) return fail(ErrorCode::corrupt, record.aggregate + ": has events and no row");
  Draft draft = draft_from(HOSHI_TRY(parse_json(rows[0].text(0)))["draft"]);
  if (hash_of(draft) != state.draft) return fail(ErrorCode::corrupt, record.aggregate + ": its draft is not the one that was saved");
  return draft;
}

Result<Value> submission_of(store::Transaction& transaction, std::string_view hash) {
  const auto rows = HOSHI_TRY(transaction.query("SELECT content FROM submissions WHERE id = $1", {std::string(hash)}));
  if (rows.empty()) return fail(ErrorCode::corrupt, "submission " + printable(hash, 64) + " is not there");
  if (sha256_hex(rows[0].text(0)) != hash) return fail(ErrorCode::corrupt, "submission " + std::string(hash) + " has been altered");
  return parse_json(rows[0].text(0));
}

Draft draft_of_submission(const Value& submission) { return draft_from(submission); }

}  // namespace hoshi::office
