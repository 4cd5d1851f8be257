// Guards of cases.
// SPDX-License-Identifier: Apache-2.0
#include "office/case_facts.h"

#include <algorithm>

#include "office/application_state.h"
#include "office/label_tables.h"

namespace hoshi::office {
namespace {

const Value& opened_about(const Record& record) {
  static const Value none;
  return record.events.empty() ? none : record.events.front().data["data"];
}

Result<std::optional<LabelRow>> label_of(Work& work, const Record& record) {
  return find_label(work.transaction, opened_about(record)["label"].as_text());
}

// The manifest handed in on demand against the one declared with the application that led to the label.
Result<std::optional<bool>> evidence_matches(Work& work, const Record& record) {
  const store::Event* supplied = record.last("supply_evidence");
  const auto label = HOSHI_TRY(label_of(work, record));
  if (supplied == nullptr || !label) return std::optional<bool>();
  const Record application = HOSHI_TRY(load(work.transaction, "application/" + label->application));
  const std::string declared = state_of(application).manifest;
  const auto& files = supplied->data["data"]["files"].as_list();
  const auto manifest = std::find_if(files.begin(), files.end(), [](const Value& one) { return one["role"].as_text() == "manifest"; });
  if (manifest == files.end() || declared.empty()) return std::optional<bool>();
  return std::optional<bool>((*manifest)["sha256"].as_text() == declared);
}

bool answer_is_recorded(const Record& record) {
  return std::any_of(record.events.begin(), record.events.end(), [](const store::Event& event) {
    return event.version > 1 && event.data["side"].as_text() == "office" && !event.data["data"]["text_hash"].as_text().empty();
  });
}

}  // namespace

Result<bool> case_holds(Work& work, const Record& record, std::string_view guard) {
  if (guard == "due_passed") return !record.due.empty() && record.due < to_text(work.today);
  if (guard == "label_named") return record.version == 0 ? !record.applicant.empty() : HOSHI_TRY(label_of(work, record)).has_value();
  if (guard == "decision_named") return record.version == 0 ? !record.applicant.empty() : !case_is_about(record).empty();
  if (guard == "answer_recorded") return answer_is_recorded(record);
  if (guard == "evidence_hash_matches") return HOSHI_TRY(evidence_matches(work, record)).value_or(false);
  if (guard == "evidence_hash_differs") return !HOSHI_TRY(evidence_matches(work, record)).value_or(true);
  if (guard == "label_revoked" || guard == "label_ended") {
    const auto label = HOSHI_TRY(label_of(work, record));
    if (!label) return false;
    const bool is_revoked = label->status == "revoked";
    const bool has_ended = is_revoked || label->status == "withdrawn" || label->status == "expired" || label->status == "superseded";
    return guard == "label_revoked" ? is_revoked : has_ended;
  }
  return false;
}

std::vector<std::string> case_is_about(const Record& record) {
  std::vector<std::string> aggregates;
  const Value& about = opened_about(record);
  if (!about["application"].as_text().empty()) aggregates.push_back("application/" + about["application"].as_text());
  if (!about["label"].as_text().empty()) aggregates.push_back("label/" + about["label"].as_text());
  return aggregates;
}

}  // namespace hoshi::office
