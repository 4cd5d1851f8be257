// The fields of every step that asks for something.
// SPDX-License-Identifier: Apache-2.0
#include "pages/step_fields.h"

#include <functional>
#include <map>

#include "office/queries.h"

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

Field criterion(const char* label) { return {"criterion", Input::text, label, "form.criterion_hint"}; }

Field organisation(const Page& page, std::string name, std::string label) {
  Field field{std::move(name), Input::choice, std::move(label), "", true};
  const auto found = office::parties(page.site().office, page.visitor().identity->actor(), "");
  if (found) {
    for (const auto& party : *found) field.options.push_back({party.id, page.words(party.name)});
  }
  return field;
}

std::vector<Field> organisation_fields(const Page&) {
  return {{"name/ja", Input::text, "form.name_ja"},
          {"kana", Input::text, "form.kana"},
          {"name/en", Input::text, "form.name_en"},
          {"former_names", Input::lines, "form.former_names", "form.former_names_hint"},
          {"corporate_number", Input::text, "form.corporate_number", "form.corporate_number_hint"},
          {"country", Input::text, "form.country", "", true},
          {"postal_code", Input::text, "form.postal_code"},
          {"address", Input::text, "form.address", "form.address_hint", true},
          {"url", Input::url, "form.url"},
          {"parts", Input::lines, "pages.parts", "form.parts_hint", true},
          file("proof", "form.other_proof", "form.other_proof_hint")};
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
  return {organisation(page, "principal", "form.principal"), file("mandate", "form.mandate_file"),
          {"from", Input::date, "form.from", "", true}, {"until", Input::date, "form.until", "", true}};
}

std::vector<Field> accreditation_fields(const Page&) {
  return {{"body", Input::text, "form.accreditation_body", "", true},
          {"number", Input::text, "form.accreditation_number", "", true},
          {"from", Input::date, "form.from", "", true},
          {"until", Input::date, "form.until"}};
}

std::vector<Field> finding_fields(const Page& page) {
  return {criterion("pages.criterion"), choice(page, "severity", "form.severity", "pages.severity_", {"minor", "major", "critical"}),
          {"text", Input::long_text, "form.finding_text", "form.finding_text_hint", true}};
}

std::vector<Field> answer_fields(const Page&) {
  return {{"finding", Input::text, "form.finding", "form.finding_hint", true}, {"text", Input::long_text, "pages.answer", "", true}};
}

std::vector<Field> closing_fields(const Page&) { return {{"finding", Input::text, "form.finding", "form.finding_hint", true}}; }

std::vector<Field> confirmation_fields(const Page& page) {
  Field which = criterion("pages.criterion");
  which.is_required = true;
  return {which, choice(page, "outcome", "pages.confirmation", "pages.confirmation_", {"confirmed", "doubted"}), {"remark", Input::long_text, "pages.remark"}};
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

std::vector<Field> case_fields(const Page& page) {
  auto fields = complaint_fields(page);
  fields.insert(fields.begin(), choice(page, "kind", "form.case_kind", "pages.case_", {"surveillance", "complaint", "appeal", "misuse"}));
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

std::vector<Field> profile_fields(const Page&) {
  return {{"profile", Input::text, "form.profile", "form.profile_hint", true}, {"reason", Input::long_text, "pages.reason", "", true}};
}

std::vector<Field> approval_fields(const Page&) { return {{"conditions", Input::lines, "form.conditions", "form.conditions_hint"}}; }

using Fields = std::function<std::vector<Field>(const Page&)>;

const std::map<std::string, Fields, std::less<>>& table() {
  static const std::map<std::string, Fields, std::less<>> all{
      {"organisation/register", organisation_fields},
      {"organisation/amend", organisation_fields},
      {"organisation/add_person", person_fields},
      {"organisation/record_mandate", mandate_fields},
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
      {"complaint/file", complaint_fields},
      {"case/open", case_fields},
      {"office/adopt_edition", adoption_fields},
      {"office/choose_profile", profile_fields},
  };
  return all;
}

}  // namespace

std::vector<Field> step_fields(const Page& page, std::string_view machine, std::string_view event) {
  const auto found = table().find(std::string(machine) + "/" + std::string(event));
  return found == table().end() ? std::vector<Field>{} : found->second(page);
}

}  // namespace hoshi::pages
