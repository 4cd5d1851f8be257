// The fields are those of the form itself (application_fields): what can be filled in cannot be missing here.
// SPDX-License-Identifier: Apache-2.0
#include "pages/application_sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "office/queries.h"
#include "pages/application_fields.h"
#include "pages/parts.h"

namespace hoshi::pages {
namespace {

constexpr const char* product_heading = "form.product";

// The parties a form names, as far as the visitor may see them.
class Named {
 public:
  Named(const Page& page, const Value& form) : page_(page) {
    for (const char* part : {"applicant", "manufacturer", "seller", "agent", "verifier", "laboratory", "transfer_to"}) look_up(form[part].as_text());
  }

  const office::PartyView* party(const std::string& id) const {
    const auto found = parties_.find(id);
    return found == parties_.end() ? nullptr : &found->second;
  }
  // Offered to everybody: agents, verifiers, laboratories.
  std::string offered(const std::string& id) {
    if (!has_offered_) offered_ = office::parties_to_name(page_.site().office, page_.visitor().identity->actor()).value_or(decltype(offered_){});
    has_offered_ = true;
    for (const auto& [part, names] : offered_) {
      const auto found = std::find_if(names.begin(), names.end(), [&](const auto& one) { return one.id == id; });
      if (found != names.end()) return page_.words(found->name);
    }
    return id;
  }
  std::string person(const std::string& id) const {
    for (const auto& [organisation, party] : parties_) {
      const auto found = std::find_if(party.people.begin(), party.people.end(), [&](const auto& one) { return one.id == id && !one.erased; });
      if (found == party.people.end()) continue;
      return found->division.empty() ? found->name : found->name + " (" + found->division + ")";
    }
    return "";
  }
  std::string mandate(const std::string& id) const {
    for (const auto& [organisation, party] : parties_) {
      const auto found = std::find_if(party.mandates.begin(), party.mandates.end(), [&](const auto& one) { return one.id == id; });
      if (found == party.mandates.end()) continue;
      return page_.text("pages.mandate_line", {{"from", page_.day(to_text(found->from))}, {"until", page_.day(to_text(found->until))}});
    }
    return id;
  }

 private:
  void look_up(const std::string& id) {
    if (id.empty() || parties_.contains(id)) return;
    auto party = office::party(page_.site().office, page_.visitor().identity->actor(), id);
    if (party) parties_.emplace(id, std::move(*party));
  }

  const Page& page_;
  std::map<std::string, office::PartyView> parties_;
  std::map<std::string, std::vector<office::PartyName>> offered_;
  bool has_offered_ = false;
};

bool is_party(std::string_view name) {
  static const std::set<std::string_view> names{"applicant", "manufacturer", "seller", "agent", "verifier", "laboratory", "transfer_to"};
  return names.contains(name);
}

std::string words_for(const Page& page, const Field& field, const std::string& value) {
  if (field.input == Input::date) return page.day(value);
  if (field.input == Input::check) return page.text("pages.ticked");
  const auto option = std::find_if(field.options.begin(), field.options.end(), [&](const Option& one) { return one.value == value; });
  return option == field.options.end() ? value : option->words;
}

void write_field(Page& page, const Field& field, const Value& form, Named& named) {
  const std::string value = shown_value(form, field.name);
  if (value.empty() || field.input == Input::hidden || field.input == Input::file) return;
  page.html().element("dt", page.text(field.label));
  if (is_party(field.name)) {
    const auto* party = named.party(value);
    page.html().open("dd");
    if (party != nullptr) page.link("/parties/" + party->id, page.words(party->name));
    else page.html().text(named.offered(value));
    page.html().close("dd");
    return;
  }
  const bool is_person = field.name == "responsible" || field.name == "contact";
  if (is_person) page.html().element("dd", named.person(value));
  else if (field.name == "mandate") page.html().element("dd", named.mandate(value));
  else if (field.name == "evidence_manifest") page.html().element("dd", value, " class=\"hash\"");
  else page.html().element("dd", words_for(page, field, value));
}

bool says_anything(const FieldGroup& group, const Value& form) {
  return std::any_of(group.fields.begin(), group.fields.end(), [&](const Field& field) {
    return field.input != Input::hidden && field.input != Input::file && !shown_value(form, field.name).empty();
  });
}

}  // namespace

const Value& form_read_of(const office::ApplicationView& view) { return view.submissions.empty() ? view.form : view.submissions.back().form; }

std::vector<std::string> numbers_of(const office::ApplicationView& view) {
  if (view.kind == "change" || view.kind == "report" || view.kind == "withdrawal") return {"filing_number"};
  return {"application_number", "acceptance_number", "provisional_number", "registration_number"};
}

void write_product(Page& page, const office::ApplicationView& view) {
  const Value& form = form_read_of(view);
  Named named(page, Value());
  for (const auto& group : application_fields(page, view.kind, view.level, {})) {
    if (group.heading != product_heading || !says_anything(group, form)) continue;
    page.html().open("section", " class=\"sheet\"").element("h2", page.text("pages.product")).open("dl", " class=\"facts\"");
    for (const auto& field : group.fields) write_field(page, field, form, named);
    page.html().close("dl").close("section");
  }
}

void write_form(Page& page, const office::ApplicationView& view) {
  const Value& form = form_read_of(view);
  Named named(page, form);
  page.html().open("details", is_of_party(page) ? "" : " open").element("summary", page.text("pages.form_read"));
  for (const auto& group : application_fields(page, view.kind, view.level, {})) {
    if (group.heading == product_heading || !says_anything(group, form)) continue;
    page.html().open("section", " class=\"sheet\"").element("h3", page.text(group.heading)).open("dl", " class=\"facts\"");
    for (const auto& field : group.fields) write_field(page, field, form, named);
    page.html().close("dl").close("section");
  }
  page.html().close("details");
}

}  // namespace hoshi::pages
