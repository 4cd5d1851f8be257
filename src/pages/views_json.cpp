// Read models as JSON.
// SPDX-License-Identifier: Apache-2.0
#include "pages/views_json.h"

namespace hoshi::pages {
namespace {

Value texts(const std::vector<std::string>& all) { return Value(ValueList(all.begin(), all.end())); }
Value texts(const std::set<std::string>& all) { return Value(ValueList(all.begin(), all.end())); }

Value slots(const std::map<std::string, std::string>& all) {
  ValueMap map;
  for (const auto& [name, text] : all) map.emplace(name, text);
  return map;
}

Value counts(const std::map<std::string, std::int64_t>& all) {
  ValueMap map;
  for (const auto& [name, count] : all) map.emplace(name, count);
  return map;
}

Value of(const office::Upload& file) {
  return object({{"role", file.role}, {"sha256", file.sha256}, {"name", file.name}, {"media_type", file.media_type}});
}

Value of(const std::vector<office::Upload>& files) {
  Value list{ValueList{}};
  for (const auto& file : files) list.push(of(file));
  return list;
}

Value of(const office::SubmissionView& submission) {
  Value differences{ValueList{}};
  for (const auto& one : submission.differences) differences.push(object({{"path", one.path}, {"before", one.before}, {"after", one.after}}));
  return object({{"hash", submission.hash},
                 {"parent", submission.parent},
                 {"at", to_text(submission.at)},
                 {"form", submission.form},
                 {"files", of(submission.files)},
                 {"differences", std::move(differences)}});
}

Value of(const office::FindingView& finding) {
  return object({{"id", finding.id},
                 {"criterion", finding.criterion},
                 {"severity", finding.severity},
                 {"evidence", finding.evidence},
                 {"text", finding.text},
                 {"answer", finding.answer},
                 {"state", finding.state},
                 {"submission", finding.submission},
                 {"raised", to_text(finding.raised)}});
}

Value of(const office::ReportView& report) {
  return object({{"sha256", report.sha256}, {"number", report.number}, {"laboratory", to_value(report.laboratory)}, {"conclusion", report.conforms ? "conforms" : "does_not_conform"}});
}

Value of(const office::CriterionCheck& check) {
  return object({{"criterion", check.criterion},
                 {"verdict", check.verdict},
                 {"rejudged", check.rejudged},
                 {"confirmation", check.confirmation},
                 {"remark", check.remark}});
}

Value of(const office::QueueItem& item) {
  return object({{"id", item.id},
                 {"number", item.number},
                 {"state", item.state},
                 {"state_name", to_value(item.state_name)},
                 {"turn", item.turn},
                 {"due", item.due},
                 {"is_late", item.is_late},
                 {"scheme", item.scheme},
                 {"level", item.level},
                 {"kind", item.kind},
                 {"applicant", item.applicant},
                 {"applicant_name", to_value(item.applicant_name)},
                 {"product", to_value(item.product)},
                 {"changed", to_text(item.changed)}});
}

template <class T>
Value all_of(const std::vector<T>& things) {
  Value list{ValueList{}};
  for (const auto& thing : things) list.push(of(thing));
  return list;
}

}  // namespace

Value to_value(const Words& words) { return object({{"ja", words.ja}, {"en", words.en}}); }

Value to_value(const office::PossibleStep& step) {
  return object({{"event", step.event},
                 {"name", to_value(step.name)},
                 {"lacks", step.lacks},
                 {"needs_reason", step.needs_reason},
                 {"needs_interest_statement", step.needs_interest_statement},
                 {"people", step.people},
                 {"done", step.done},
                 {"said", step.said}});
}

Value to_value(const office::Remark& remark) {
  return object({{"code", remark.code}, {"blocks", remark.blocks}, {"criterion", remark.criterion}, {"key", remark.text.key}, {"slots", slots(remark.text.slots)}});
}

Value to_value(const office::HistoryStep& step) {
  return object({{"sequence", step.sequence},
                 {"at", to_text(step.at)},
                 {"event", step.event},
                 {"name", to_value(step.name)},
                 {"actor", step.actor},
                 {"side", step.role_side},
                 {"reason_code", step.reason_code},
                 {"reason", step.reason},
                 {"took_effect", step.took_effect}});
}

Value to_value(const office::ApplicationView& view) {
  return object({{"id", view.id},
                 {"version", view.version},
                 {"scheme", view.scheme},
                 {"level", view.level},
                 {"kind", view.kind},
                 {"route", view.route},
                 {"label", view.label},
                 {"product", to_value(view.product)},
                 {"state", view.state},
                 {"state_name", to_value(view.state_name)},
                 {"state_meaning", to_value(view.state_meaning)},
                 {"turn", view.turn},
                 {"is_my_turn", view.is_my_turn},
                 {"due", view.due},
                 {"announcement", to_value(view.announcement)},
                 {"numbers", slots(view.numbers)},
                 {"applicant", view.applicant},
                 {"manufacturer", view.manufacturer},
                 {"seller", view.seller},
                 {"agent", view.agent},
                 {"laboratory", view.laboratory},
                 {"form", view.form},
                 {"files", of(view.files)},
                 {"submissions", all_of(view.submissions)},
                 {"reports", all_of(view.reports)},
                 {"findings", all_of(view.findings)},
                 {"conditions", texts(view.conditions)},
                 {"criteria", all_of(view.criteria)},
                 {"rejudged_differences", texts(view.rejudged_differences)},
                 {"remarks", list_of(view.remarks)},
                 {"fee", object({{"code", view.fee.code}, {"amount_yen", view.fee.amount_yen}, {"state", view.fee.state}, {"due", view.fee.due}})},
                 {"subject", view.subject},
                 {"history", list_of(view.history)},
                 {"steps", list_of(view.steps)}});
}

Value to_value(const office::QueuePage& page) {
  ValueMap by_state;
  for (const auto& [state, count] : page.counts) by_state.emplace(state, count);
  return object({{"items", all_of(page.items)}, {"next", page.next}, {"counts", std::move(by_state)}});
}

Value to_value(const office::PartyView& view) {
  Value people{ValueList{}};
  for (const auto& person : view.people) {
    people.push(object({{"id", person.id},
                        {"part", person.part},
                        {"name", person.name},
                        {"name_kana", person.name_kana},
                        {"title", person.title},
                        {"division", person.division},
                        {"email", person.email},
                        {"phone", person.phone},
                        {"erased", person.erased}}));
  }
  Value mandates{ValueList{}};
  for (const auto& mandate : view.mandates) {
    mandates.push(object({{"id", mandate.id},
                          {"grantor", mandate.grantor},
                          {"agent", mandate.agent},
                          {"grantor_name", to_value(mandate.grantor_name)},
                          {"agent_name", to_value(mandate.agent_name)},
                          {"from", to_text(mandate.from)},
                          {"until", to_text(mandate.until)},
                          {"document", mandate.document},
                          {"scope", mandate.scope},
                          {"state", mandate.state}}));
  }
  return object({{"id", view.id},
                 {"version", view.version},
                 {"state", view.state},
                 {"name", to_value(view.name)},
                 {"kana", view.kana},
                 {"former_names", texts(view.former_names)},
                 {"corporate_number", view.corporate_number},
                 {"other_proof", view.other_proof},
                 {"country", view.country},
                 {"postal_code", view.postal_code},
                 {"address", view.address},
                 {"url", view.url},
                 {"parts", texts(view.parts)},
                 {"people", std::move(people)},
                 {"mandates", std::move(mandates)},
                 {"accreditation", view.accreditation},
                 {"steps", list_of(view.steps)}});
}

Value to_value(const office::LabelView& view) {
  return object({{"number", view.entry.number},
                 {"version", view.version},
                 {"state", view.state},
                 {"status", view.entry.status},
                 {"state_name", to_value(view.state_name)},
                 {"turn", view.turn},
                 {"due", view.due},
                 {"holder", view.holder},
                 {"application", view.application},
                 {"level", view.entry.level},
                 {"product", to_value(view.entry.product)},
                 {"maker", to_value(view.entry.maker)},
                 {"support_end", view.entry.support_end},
                 {"models", texts(view.entry.models)},
                 {"issued", to_text(view.entry.issued)},
                 {"valid_until", to_text(view.entry.valid_until)},
                 {"status_list", static_cast<std::int64_t>(view.status_list)},
                 {"status_index", static_cast<std::int64_t>(view.status_index)},
                 {"key_id", view.key_id},
                 {"profile", view.profile},
                 {"extensions", view.extensions},
                 {"history", list_of(view.history)},
                 {"steps", list_of(view.steps)}});
}

Value to_value(const office::CaseView& view) {
  return object({{"id", view.id},
                 {"version", view.version},
                 {"kind", view.kind},
                 {"state", view.state},
                 {"state_name", to_value(view.state_name)},
                 {"turn", view.turn},
                 {"due", view.due},
                 {"label", view.label},
                 {"application", view.application},
                 {"data", view.data},
                 {"history", list_of(view.history)},
                 {"steps", list_of(view.steps)}});
}

Value to_value(const office::CaseEntry& entry) {
  return object({{"step", to_value(entry.step)}, {"side", entry.side}, {"at", to_text(entry.at)}, {"text", entry.text}, {"files", of(entry.files)}});
}

Value in_words(const i18n::Catalogue& words, Language language, const std::vector<office::Remark>& remarks) {
  Value list{ValueList{}};
  for (const auto& remark : remarks) list.push(to_value(remark).set("text", words.render(language, remark.text)));
  return list;
}

Value in_words(const i18n::Catalogue& words, Language language, const std::vector<office::PossibleStep>& steps) {
  Value list{ValueList{}};
  for (const auto& step : steps) list.push(to_value(step).set("missing", step.lacks.empty() ? "" : words.render(language, step.lacks, {})));
  return list;
}

Value to_value(const office::StatisticsView& view) {
  return object({{"fiscal_year", view.fiscal_year},
                 {"received", counts(view.received)},
                 {"issued", counts(view.issued)},
                 {"refused", counts(view.refused)},
                 {"returned", counts(view.returned)},
                 {"ended", counts(view.ended)},
                 {"labels_in_force", view.labels_in_force},
                 {"models_in_force", view.models_in_force},
                 {"days_to_issue_median", view.days_to_issue_median}});
}

}  // namespace hoshi::pages
