// The fields of an application's form.
// SPDX-License-Identifier: Apache-2.0
#include "pages/application_fields.h"

#include <set>

namespace hoshi::pages {
namespace {

bool is_evaluated_by_laboratory(const Page& page, int level) {
  const Level* found = page.site().scheme_office().scheme.level(level);
  return found != nullptr && found->evaluator == "laboratory";
}

Field party_field(const Page& page, const Parties& parties, std::string_view name, bool is_required) {
  Field field{std::string(name), Input::choice, "form." + std::string(name)};
  field.is_required = is_required;
  const auto named = parties.by_part.find(std::string(name));
  if (named == parties.by_part.end()) return field;
  for (const auto& party : named->second) field.options.push_back({party.id, page.words(party.name)});
  return field;
}

// People of the parties, by whom they are: "contact", "responsible".
Field person_field(const Parties& parties, std::string_view part, std::string label) {
  Field field{std::string(part), Input::choice, std::move(label)};
  for (const auto& party : parties.own) {
    for (const auto& person : party.people) {
      if (person.part == part && !person.erased) field.options.push_back({person.id, person.name});
    }
  }
  return field;
}

Field mandate_field(const Page& page, const Parties& parties) {
  Field field{"mandate", Input::choice, "form.mandate"};
  for (const auto& party : parties.own) {
    for (const auto& mandate : party.mandates) {
      const Slots slots{{"from", page.day(to_text(mandate.from))}, {"until", page.day(to_text(mandate.until))}};
      field.options.push_back({mandate.id, page.words(party.name) + " " + page.text("pages.mandate_line", slots)});
    }
  }
  return field;
}

Field file_field(std::string role, std::string label) {
  Field field{role + "_file", Input::file, std::move(label)};
  field.role = std::move(role);
  return field;
}

FieldGroup product_group(const Page& page) {
  const auto& categories = page.site().scheme_office().rulebook.categories;
  // A scheme that names no categories takes any word.
  Field category{"product/category", categories.empty() ? Input::text : Input::choice, "form.category", categories.empty() ? "form.category_hint" : ""};
  for (const auto& one : categories) category.options.push_back({one.id, page.words(one.name)});
  FieldGroup group{"form.product", {}};
  group.fields = {
      {"product/name/ja", Input::text, "form.product_name_ja", "", true},
      {"product/name/en", Input::text, "form.product_name_en", "form.product_name_en_hint"},
      std::move(category),
      {"product/models", Input::lines, "form.models", "form.models_hint", true},
      {"product/firmware", Input::text, "form.firmware", "form.firmware_hint"},
      {"product/support_end", Input::date, "form.support_end", "form.support_end_hint"},
      {"product/security_url", Input::url, "form.security_url", "form.security_url_hint"},
      {"product/contact", Input::text, "form.contact_point", "form.contact_point_hint"},
      {"product/update_method/ja", Input::long_text, "form.update_method_ja", "form.update_method_hint"},
      {"product/update_method/en", Input::long_text, "form.update_method_en"},
      {"product/services", Input::lines, "form.services", "form.services_hint"},
  };
  return group;
}

// Routes on which the statement of another scheme stands for criteria of this level; nothing where there are none.
std::vector<Option> recognitions_at(const Page& page, int level) {
  const auto& office = page.site().scheme_office();
  std::vector<Option> options;
  for (const auto& one : office.scheme.recognitions) {
    if (one.effective && office.rulebook.waiver(one.id, level) != nullptr) options.push_back({one.id, page.words(one.title)});
  }
  return options;
}

FieldGroup statement_group(std::vector<Option> recognitions) {
  FieldGroup group{"form.recognition", {}};
  Field recognition{"statement/recognition", Input::choice, "form.recognition_route", "form.recognition_hint"};
  recognition.options = std::move(recognitions);
  group.fields = {recognition,
                  {"statement/edition", Input::text, "form.statement_edition"},
                  {"statement/valid_until", Input::date, "form.statement_valid_until"},
                  {"statement/url", Input::url, "form.statement_url"}};
  Field file{"statement_file", Input::file, "form.statement_file"};
  file.role = "statement";
  file.hash_at = "statement/document";
  group.fields.push_back(file);
  return group;
}

FieldGroup evidence_group() {
  FieldGroup group{"form.evidence", {}};
  Field checklist{"checklist_file", Input::file, "form.checklist_file", "form.checklist_file_hint"};
  checklist.role = "checklist";
  Field archive{"archive_file", Input::file, "form.archive_file", "form.archive_file_hint"};
  archive.role = "archive";
  group.fields = {checklist, {"evidence_manifest", Input::text, "form.evidence_manifest", "form.evidence_manifest_hint"}, archive,
                  file_field("evidence", "form.evidence_file"), file_field("proof", "form.proof_file")};
  return group;
}

// What the precheck of a submission asks for: a draft can be saved without it.
void mark_needed(std::vector<FieldGroup>& groups, bool has_checklist) {
  static const std::set<std::string_view> needed{"manufacturer", "product/name/ja", "product/category", "product/models", "product/security_url",
                                                 "product/update_method/ja", "checklist_file", "evidence_manifest", "laboratory"};
  for (auto& group : groups) {
    for (auto& field : group.fields) {
      if (!needed.contains(field.name)) continue;
      if (!has_checklist && (field.name == "checklist_file" || field.name == "evidence_manifest")) continue;
      field.is_required = false;
      field.is_needed_later = true;
    }
  }
}

}  // namespace

Parties parties_for(const Page& page) {
  const auto actor = page.visitor().identity->actor();
  Parties parties;
  if (auto named = office::parties_to_name(page.site().office, actor)) parties.by_part = std::move(*named);
  if (auto own = office::parties(page.site().office, actor, "")) parties.own = std::move(*own);
  return parties;
}

std::vector<FieldGroup> application_fields(const Page& page, std::string_view kind, int level, const Parties& parties) {
  std::vector<FieldGroup> groups;
  FieldGroup head{"form.parties", {{"kind", Input::hidden, ""}, {"level", Input::hidden, ""}}};
  if (kind != "new") head.fields.push_back({"label", Input::text, "form.label", "", true});
  // A report or a withdrawal says nothing new of the product (office/precheck.cpp).
  const bool is_about_product = kind != "report" && kind != "withdrawal";
  for (const char* name : {"applicant", "manufacturer", "seller", "agent", "verifier"}) {
    const bool is_asked = is_about_product || std::string_view(name) == "applicant" || std::string_view(name) == "agent";
    if (is_asked) head.fields.push_back(party_field(page, parties, name, std::string_view(name) == "applicant"));
  }
  head.fields.push_back(person_field(parties, "responsible", "form.responsible_person"));
  head.fields.push_back(person_field(parties, "contact", "form.contact_person"));
  head.fields.push_back(mandate_field(page, parties));
  head.fields.push_back(file_field("mandate", "form.mandate_file"));
  if (is_about_product && is_evaluated_by_laboratory(page, level)) {
    Field laboratory = party_field(page, parties, "laboratory", false);
    laboratory.hint = "form.laboratory_hint";
    head.fields.push_back(std::move(laboratory));
  }
  // The other side is not among those the applicant can see.
  if (kind == "transfer") head.fields.push_back({"transfer_to", Input::text, "form.transfer_to", "form.transfer_to_hint", true});
  groups.push_back(std::move(head));
  if (is_about_product) groups.push_back(product_group(page));
  // As the precheck has it (office/gather).
  const bool has_checklist = kind == "new" || kind == "extension" || kind == "transfer";
  const bool is_judged = has_checklist || kind == "change";
  if (is_judged) groups.push_back(evidence_group());
  auto recognitions = recognitions_at(page, level);
  if (has_checklist && !recognitions.empty()) groups.push_back(statement_group(std::move(recognitions)));
  if (kind != "new") groups.push_back({"form.change_head", {{"change", Input::long_text, "form.change", "form.change_hint", kind != "extension"}}});
  if (is_judged) mark_needed(groups, has_checklist);
  FieldGroup declarations{"form.declarations", {}};
  if (is_about_product) {
    declarations.fields = {{"announcement/ja", Input::long_text, "form.announcement_ja", "form.announcement_hint"},
                           {"announcement/en", Input::long_text, "form.announcement_en"},
                           {"wants_provisional_number", Input::check, "form.wants_provisional_number"},
                           {"wants_psti_list", Input::check, "form.wants_psti_list"}};
  }
  declarations.fields.push_back({"declares_truth", Input::check, "form.declares_truth"});
  groups.push_back(std::move(declarations));
  groups.back().fields.back().is_needed_later = true;
  return groups;
}

std::vector<Field> flat(const std::vector<FieldGroup>& groups) {
  std::vector<Field> all;
  for (const auto& group : groups) all.insert(all.end(), group.fields.begin(), group.fields.end());
  return all;
}

}  // namespace hoshi::pages
