// The fields of every step that asks for something.
// SPDX-License-Identifier: Apache-2.0
#include "pages/step_fields.h"

#include <algorithm>
#include <functional>
#include <map>

#include "office/queries.h"
#include "pages/parts.h"

namespace hoshi::pages {
namespace {

std::vector<Option> choices(const Page& page, std::string_view prefix, std::initializer_list<const char*> names) {
  std::vector<Option> options;
  for (const char* name : names) options.push_back({name, page.text(std::string(prefix) + name)});
  return options;
}

Field choice(const Page& page, std::string name, std::string label, std::string_view prefix, std::initializer_list<const char*> names) {
  Field field{std::move(name), Input::choice, std::move(label), "", true};
  field.options = choices(page, prefix, names);
  return field;
}

Field file(std::string role, std::string label, std::string hint = "") {
  Field field{role + "_file", Input::file, std::move(label), std::move(hint)};
  field.role = std::move(role);
  return field;
}

Field criterion(const Page& page, bool is_required) {
  Field field{"criterion", Input::choice, "pages.criterion", "", is_required};
  for (const auto& one : page.site().scheme_office().scheme.criteria) field.options.push_back({one.id, one.id + " " + page.words(one.title)});
  return field;
}

Field organisation(const Page& page, std::string name, std::string label) {
  Field field{std::move(name), Input::choice, std::move(label), "", true};
  const auto found = office::parties(page.site().office, page.visitor().identity->actor(), "");
  if (found) {
    for (const auto& party : *found) field.options.push_back({party.id, page.words(party.name)});
  }
  return field;
}

std::vector<Field> organisation_fields(const Page& page) {
  Field parts{"parts", Input::checks, "pages.parts", "", true};
  parts.options = choices(page, "pages.part_", {"applicant", "manufacturer", "seller", "agent", "verifier", "laboratory"});
  Field proof = file("proof", "form.other_proof", "form.other_proof_hint");
  proof.hash_at = "other_proof";
  return {{"name/ja", Input::text, "form.name_ja"},
          {"kana", Input::text, "form.kana"},
          {"name/en", Input::text, "form.name_en"},
          {"former_names", Input::lines, "form.former_names", "form.former_names_hint"},
          {"corporate_number", Input::text, "form.corporate_number", "form.corporate_number_hint"},
          {"country", Input::text, "form.country", "form.country_hint", true},
          {"postal_code", Input::text, "form.postal_code"},
          {"address", Input::text, "form.address", "form.address_hint", true},
          {"url", Input::url, "form.url"},
          std::move(parts),
          std::move(proof)};
}

std::vector<Field> person_fields(const Page& page) {
  return {choice(page, "part", "form.person_part", "pages.person_", {"representative", "responsible", "contact"}),
          {"name", Input::text, "form.person_name", "", true},
          {"name_kana", Input::text, "form.person_kana"},
          {"title", Input::text, "form.person_title"},
          {"division", Input::text, "form.person_division"},
          {"email", Input::mail, "form.person_email"},
          {"phone", Input::text, "form.person_phone"}};
}

std::vector<Field> mandate_fields(const Page& page) {
  Field document = file("mandate", "form.mandate_file");
  document.hash_at = "document";
  // Whom an agent acts for has registered itself more often than not: its agent cannot look it up.
  Field principal = organisation(page, "principal", "form.principal");
  if (is_of_party(page)) principal = {"principal", Input::text, "form.principal", "form.principal_hint", true};
  return {std::move(principal), std::move(document),
          {"from", Input::date, "form.from", "", true}, {"until", Input::date, "form.until", "", true},
          {"application", Input::text, "form.mandate_application", "form.mandate_application_hint"}};
}

// Levels and categories are ticked apart; steps.cpp makes of them what the command names one by one.
std::vector<Field> accreditation_fields(const Page& page) {
  Field levels{"scope/levels", Input::checks, "form.accreditation_levels", "", true};
  for (const auto& level : page.site().scheme_office().scheme.levels) {
    if (level.evaluator == "laboratory") levels.options.push_back({std::to_string(level.number), "★" + std::to_string(level.number)});
  }
  Field categories{"scope/categories", Input::checks, "form.accreditation_categories", "form.accreditation_categories_hint"};
  for (const auto& one : page.site().scheme_office().rulebook.categories) categories.options.push_back({one.id, page.words(one.name)});
  Field owner = organisation(page, "owner", "form.accreditation_owner");
  owner.is_required = false;
  return {{"body", Input::text, "form.accreditation_body", "", true},
          {"number", Input::text, "form.accreditation_number", "", true},
          {"from", Input::date, "form.from", "", true},
          {"until", Input::date, "form.until"},
          std::move(levels),
          std::move(categories),
          std::move(owner)};
}

std::vector<Field> finding_fields(const Page& page) {
  return {criterion(page, false), choice(page, "severity", "form.severity", "pages.severity_", {"minor", "major", "critical"}),
          {"evidence", Input::choice, "form.finding_evidence"},  // its options are the files of the application (steps.cpp)
          {"text", Input::long_text, "form.finding_text", "form.finding_text_hint", true}};
}

// Its options are the findings of the application the step is taken on (steps.cpp).
Field finding() { return {"finding", Input::choice, "form.finding", "", true}; }

std::vector<Field> answer_fields(const Page&) { return {finding(), {"text", Input::long_text, "pages.answer", "", true}}; }

std::vector<Field> closing_fields(const Page&) { return {finding()}; }

std::vector<Field> confirmation_fields(const Page& page) {
  return {criterion(page, true), choice(page, "outcome", "pages.confirmation", "pages.confirmation_", {"confirmed", "doubted"}), {"remark", Input::long_text, "pages.remark"}};
}

std::vector<Field> report_fields(const Page& page) {
  return {{"number", Input::text, "form.report_number", "", true},
          choice(page, "conclusion", "form.conclusion", "form.conclusion_", {"conforms", "does_not_conform"}),
          file("report", "form.report_file", "form.report_file_hint")};
}

std::vector<Field> fee_fields(const Page&) { return {{"amount_yen", Input::number, "form.amount_yen", "form.amount_yen_hint", true}}; }

std::vector<Field> payment_fields(const Page&) {
  return {{"amount_yen", Input::number, "form.amount_yen", "", true},
          {"received_on", Input::date, "form.received_on", "", true},
          {"reference", Input::text, "form.payment_reference", "", true}};
}

std::vector<Field> deadline_fields(const Page&) { return {{"due", Input::date, "form.new_due", "", true}}; }

std::vector<Field> complaint_fields(const Page&) {
  return {{"label", Input::text, "form.case_label", "form.case_label_hint"},
          {"subject", Input::text, "form.case_subject", "", true},
          {"text", Input::long_text, "form.case_text", "", true}};
}

// Whoever complains may stay unknown, and is answered when it says where.
std::vector<Field> complaint_fields_of_public(const Page& page) {
  auto fields = complaint_fields(page);
  fields.push_back({"reporter_name", Input::text, "form.case_reporter_name"});
  fields.push_back({"reporter_email", Input::mail, "form.case_reporter_email", "form.case_reporter_hint"});
  return fields;
}

std::vector<Field> case_fields(const Page& page) {
  auto fields = complaint_fields(page);
  fields.insert(fields.begin(), choice(page, "kind", "form.case_kind", "pages.case_", {"surveillance", "complaint", "appeal", "misuse"}));
  fields.push_back({"application", Input::hidden, "pages.application"});
  // Some kinds need it, and the others may have one.
  fields.push_back({"reason", Input::long_text, "pages.reason", "form.case_reason_hint"});
  return fields;
}

std::vector<Field> adoption_fields(const Page&) {
  return {{"edition", Input::text, "form.edition", "", true},
          {"sha256", Input::text, "form.edition_sha256", "", true},
          {"from", Input::date, "form.edition_from", "", true},
          {"accepts_until", Input::date, "form.edition_until", "form.edition_until_hint"},
          {"unverified", Input::number, "form.unverified", "form.unverified_hint", true},
          {"reason", Input::long_text, "pages.reason", "", true}};
}

std::vector<Field> ending_fields(const Page&) {
  return {{"sha256", Input::text, "form.edition_sha256", "", true},
          {"accepts_until", Input::date, "form.edition_until", "", true},
          {"reason", Input::long_text, "pages.reason", "", true}};
}

std::vector<Field> profile_fields(const Page& page) {
  Field profile{"profile", Input::choice, "form.profile", "", true};
  for (const auto& one : page.site().scheme_office().rulebook.profiles) profile.options.push_back({one.id, page.words(one.name)});
  return {std::move(profile), {"reason", Input::long_text, "pages.reason", "", true}};
}

std::vector<Field> list_end_fields(const Page&) {
  return {{"source", Input::text, "import_page.source", "", true}, {"reason", Input::long_text, "pages.reason", "", true}};
}

std::vector<Field> approval_fields(const Page&) { return {{"conditions", Input::lines, "form.conditions", "form.conditions_hint"}}; }

// What the public is told with the step, and the word that stands in the public log.
std::vector<Field> note_fields(const Page&) {
  return {{"note/ja", Input::long_text, "form.note_ja", "form.note_hint"}, {"note/en", Input::long_text, "form.note_en"}};
}

std::vector<Field> grave_note_fields(const Page& page) {
  auto fields = note_fields(page);
  fields.insert(fields.begin(), choice(page, "reason_code", "form.reason_code", "reason_code.",
                                       {"nonconforming", "misdeclared", "unevidenced", "uncorrected", "misuse", "other"}));
  return fields;
}

// Steps on a case after the first: a text, a deadline where the office sets one, files of the party.
std::vector<Field> supply_fields(const Page&) {
  return {file("manifest", "form.manifest_file", "form.manifest_file_hint"), file("archive", "form.archive_handed_in", "form.archive_handed_in_hint"),
          {"text", Input::long_text, "form.case_text"}};
}

std::vector<Field> statement_fields(const Page&) { return {{"text", Input::long_text, "form.case_statement", "", true}, file("evidence", "form.case_file")}; }

std::vector<Field> demand_fields(const Page&) {
  return {{"text", Input::long_text, "form.case_demand", "form.case_demand_hint"}, {"due", Input::date, "form.new_due", "form.case_due_hint"}};
}

std::vector<Field> record_fields(const Page&) { return {{"text", Input::long_text, "form.case_record"}, file("evidence", "form.case_file")}; }

using Fields = std::function<std::vector<Field>(const Page&)>;

const std::map<std::string, Fields, std::less<>>& table() {
  static const std::map<std::string, Fields, std::less<>> all{
      {"organisation/register", organisation_fields},
      {"organisation/amend", organisation_fields},
      {"organisation/add_person", person_fields},
      {"organisation/record_mandate", mandate_fields},
      {"organisation/remove_person", [](const Page&) { return std::vector<Field>{{"person", Input::hidden, "form.person_name"}}; }},
      {"organisation/check_mandate", [](const Page&) { return std::vector<Field>{{"mandate", Input::hidden, "pages.mandates"}}; }},
      {"organisation/end_mandate", [](const Page&) { return std::vector<Field>{{"mandate", Input::hidden, "pages.mandates"}}; }},
      {"organisation/accredit", accreditation_fields},
      {"application/raise_finding", finding_fields},
      {"application/answer_finding", answer_fields},
      {"application/close_finding", closing_fields},
      {"application/reopen_finding", closing_fields},
      {"application/confirm_criterion", confirmation_fields},
      {"application/hand_in_report", report_fields},
      {"application/enter_fee", fee_fields},
      {"application/record_payment", payment_fields},
      {"application/extend_deadline", deadline_fields},
      {"application/approve", approval_fields},
      {"complaint/file", complaint_fields_of_public},
      {"case/open", case_fields},
      {"case/supply_evidence", supply_fields},
      {"case/report_correction", statement_fields},
      {"case/report_stop", statement_fields},
      {"case/give_opinion", statement_fields},
      {"case/give_statement", statement_fields},
      {"case/demand_evidence", demand_fields},
      {"case/demand_correction", demand_fields},
      {"case/request_stop", demand_fields},
      {"case/ask_statement", demand_fields},
      {"case/extend_time", deadline_fields},
      {"label/withdraw_label", note_fields},
      {"label/reinstate", note_fields},
      {"label/lift_restriction", note_fields},
      {"label/revoke", grave_note_fields},
      {"label/suspend", grave_note_fields},
      {"label/restrict", grave_note_fields},
      {"office/adopt_edition", adoption_fields},
      {"office/end_edition", ending_fields},
      {"office/choose_profile", profile_fields},
      {"office/end_list", list_end_fields},
  };
  return all;
}

}  // namespace

std::vector<Field> step_fields(const Page& page, std::string_view machine, std::string_view event) {
  const auto found = table().find(std::string(machine) + "/" + std::string(event));
  if (found != table().end()) return found->second(page);
  // Whoever moves a case on may say why and put a paper beside it.
  return machine == "case" ? record_fields(page) : std::vector<Field>{};
}

std::vector<Field> asked_fields(const Page& page, std::string_view machine, std::string_view event, const office::PossibleStep* step) {
  auto fields = step_fields(page, machine, event);
  if (step == nullptr) return fields;
  if (step->needs_reason) fields.push_back({"reason", Input::long_text, "pages.reason", "pages.reason_hint", true});
  if (step->needs_interest_statement) {
    fields.push_back({"interest_statement", Input::long_text, "pages.interest_statement", "pages.interest_hint", true});
    fields.push_back({"has_interest", Input::check, "pages.has_interest"});
  }
  return fields;
}

}  // namespace hoshi::pages
