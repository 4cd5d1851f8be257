// The fields are those of the form itself (application_fields): what can be filled in cannot be missing here.
// SPDX-License-Identifier: Apache-2.0
#include "pages/application_sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "office/queries.h"
#include "pages/application_fields.h"
#include "pages/parts.h"
#include "workflow/vocabulary.h"

namespace hoshi::pages {
namespace {

constexpr const char* product_heading = "form.product";
constexpr std::string_view parties[] = {"applicant", "manufacturer", "seller", "agent", "verifier", "laboratory", "transfer_to"};

// The parties a form names, as far as the visitor may see them.
class Named {
 public:
  Named(const Page& page, const Value& form) : page_(page) {
    for (const auto part : parties) look_up(form[part].as_text());
  }

  const office::PartyView* party(const std::string& id) const {
    const auto found = parties_.find(id);
    return found == parties_.end() ? nullptr : &found->second;
  }
  // Offered to everybody: agents, verifiers, laboratories.
  std::string offered(const std::string& id) {
    if (!offered_) offered_ = office::parties_to_name(page_.site().office, page_.visitor().identity->actor()).value_or(Offered{});
    for (const auto& [part, names] : *offered_) {
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
  using Offered = std::map<std::string, std::vector<office::PartyName>>;
  void look_up(const std::string& id) {
    if (id.empty() || parties_.contains(id)) return;
    auto party = office::party(page_.site().office, page_.visitor().identity->actor(), id);
    if (party) parties_.emplace(id, std::move(*party));
  }

  const Page& page_;
  std::map<std::string, office::PartyView> parties_;
  std::optional<Offered> offered_;  // asked for when it is needed
};

std::string words_for(const Page& page, const Field& field, const std::string& value) {
  if (field.input == Input::date) return page.day(value);
  if (field.input == Input::check) return page.text("pages.ticked");
  const auto option = std::find_if(field.options.begin(), field.options.end(), [&](const Option& one) { return one.value == value; });
  return option == field.options.end() ? value : option->words;
}

bool is_read(const Field& field, const Value& form) {
  return field.input != Input::hidden && field.input != Input::file && !shown_value(form, field.name).empty();
}

void write_field(Page& page, const Field& field, const Value& form, Named& named) {
  const std::string value = shown_value(form, field.name);
  page.html().element("dt", page.text(field.label));
  if (std::find(std::begin(parties), std::end(parties), field.name) != std::end(parties)) {
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

// A sheet with the fields of a part that say something; none where nothing does.
void write_part(Page& page, std::string_view tag, std::string_view title, const FieldGroup& part, const Value& form, Named& named) {
  const auto says = [&](const Field& field) { return is_read(field, form); };
  if (std::none_of(part.fields.begin(), part.fields.end(), says)) return;
  page.html().open("section", " class=\"sheet\"").element(tag, page.text(title)).open("dl", " class=\"facts\"");
  for (const auto& field : part.fields) {
    if (says(field)) write_field(page, field, form, named);
  }
  page.html().close("dl").close("section");
}

}  // namespace

const Value& form_read_of(const office::ApplicationView& view) { return view.submissions.empty() ? view.form : view.submissions.back().form; }

Words product_in(const Value& form) { return {form["product"]["name"]["ja"].as_text(), form["product"]["name"]["en"].as_text()}; }

std::vector<std::string> numbers_of(const office::ApplicationView& view) {
  if (workflow::is_filing(view.kind)) return {"filing_number"};
  return {"application_number", "acceptance_number", "provisional_number", "registration_number"};
}

void write_product(Page& page, const office::ApplicationView& view) {
  Named nobody(page, Value());
  for (const auto& part : application_fields(page, view.kind, view.level, {})) {
    if (part.heading == product_heading) write_part(page, "h2", "pages.product", part, form_read_of(view), nobody);
  }
}

void write_form(Page& page, const office::ApplicationView& view) {
  const Value& form = form_read_of(view);
  Named named(page, form);
  page.html().open("details", is_of_party(page) ? "" : " open").element("summary", page.text("pages.form_read"));
  for (const auto& part : application_fields(page, view.kind, view.level, {})) {
    if (part.heading != product_heading) write_part(page, "h3", part.heading, part, form, named);
  }
  page.html().close("details");
}

}  // namespace hoshi::pages
