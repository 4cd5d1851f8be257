// Parties: organisations with their people, mandates and, for laboratories, accreditation.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "office/queries.h"
#include "pages/account_pages.h"
#include "pages/pages.h"
#include "pages/parts.h"
#include "pages/step_fields.h"

namespace hoshi::pages {
namespace {

std::vector<const char*> people_heads(bool can_remove) {
  std::vector<const char*> heads{"form.person_name", "form.person_part", "form.person_title", "form.person_division", "form.person_email", "form.person_phone"};
  if (can_remove) heads.push_back("pages.do_what");
  return heads;
}

void write_people(Page& page, const office::PartyView& party) {
  page.heading("h2", "pages.people");
  if (party.people.empty()) {
    page.paragraph("pages.people_none", {}, "quiet");
    return;
  }
  auto& html = page.html();
  const bool can_remove = can(party.steps, "remove_person");
  begin_table(page, "pages.people", people_heads(can_remove));
  for (const auto& person : party.people) {
    const std::string name = person.erased ? page.text("pages.erased") : person.name;
    html.open("tr").open("th", " scope=\"row\"").text(name);
    if (!person.name_kana.empty()) html.element("small", person.name_kana);
    html.close("th");
    // Whoever only acts with an account has no part in the office's papers.
    const auto shown = [](const std::string& text) { return text.empty() ? std::string("–") : text; };
    cell(page, "form.person_part", "nowrap").text(page.text(person.part.empty() ? "pages.person_account" : "pages.person_" + person.part)).close("td");
    cell(page, "form.person_title").text(shown(person.title)).close("td");
    cell(page, "form.person_division").text(shown(person.division)).close("td");
    cell(page, "form.person_email").text(shown(person.email)).close("td");
    cell(page, "form.person_phone", "nowrap").text(shown(person.phone)).close("td");
    if (can_remove) cell(page, "pages.do_what", "row-steps");
    if (can_remove && !person.erased) {
      html.element("a", page.text("pages.remove"), " class=\"button second small grave\"" + attribute("href", "/parties/" + party.id + "/step/remove_person?person=" + person.id) +
                                                       attribute("aria-label", page.text("pages.remove") + " " + name));
    }
    if (can_remove) html.close("td");
    html.close("tr");
  }
  end_table(page);
}

void write_mandates(Page& page, const office::PartyView& party) {
  if (party.mandates.empty()) return;
  page.heading("h2", "pages.mandates");
  page.html().open("ul", " class=\"rows\"");
  for (const auto& mandate : party.mandates) {
    const Slots slots{{"from", page.day(to_text(mandate.from))}, {"until", page.day(to_text(mandate.until))}};
    page.html().open("li").text(page.words(mandate.grantor_name) + " → " + page.words(mandate.agent_name) + ", " + page.text("pages.mandate_line", slots) + " ");
    page.link("/parties/" + party.id + "/files/" + mandate.document, page.text("pages.file_mandate"));
    page.html().text(" ");
    page.tag(page.text("pages.mandate_" + mandate.state), mandate.state == "in_force" ? Tone::good : Tone::plain);
    for (const char* event : {"check_mandate", "end_mandate"}) {
      if (!can(party.steps, event)) continue;
      page.html().text(" ").element("a", page.text(std::string("pages.") + event), attribute("href", "/parties/" + party.id + "/step/" + event + "?mandate=" + mandate.id));
    }
    page.html().close("li");
  }
  page.html().close("ul");
}

// "★3 ネットワークカメラ, ★4 …" of an accreditation.
std::string scope_of(const Page& page, const Value& scope) {
  std::string words;
  for (const auto& one : scope.as_list()) {
    const std::string& category = one["category"].as_text();
    const std::string named = category.empty() ? page.text("form.all_categories") : page.words(page.site().scheme_office().category_name(category));
    words += (words.empty() ? "" : page.text("pages.and_comma")) + fmt::format("★{} {}", one["level"].as_integer(), named);
  }
  return words;
}

std::string parts_of(const Page& page, const office::PartyView& party) {
  std::string parts;
  for (const auto& part : party.parts) parts += (parts.empty() ? "" : page.text("pages.and_comma")) + page.text("pages.part_" + part);
  return parts;
}

// One's own colleagues: no administrator has to do it.
void write_invitation(Page& page, const office::PartyView& party) {
  const auto& identity = *page.visitor().identity;
  if (identity.organisation != party.id || identity.by_token) return;
  page.html().open("section", " class=\"sheet\"").element("h2", page.text("pages.colleague_invite"));
  page.paragraph("pages.colleague_lead");
  page.form("/parties/" + party.id + "/invite");
  Field role{"role", Input::choice, "pages.role", "", true};
  for (const char* one : {"applicant", "agent", "laboratory"}) {
    if (identity.roles.contains(one)) role.options.push_back({one, page.text("pages.role_" + std::string(one))});
  }
  draw_all(page, {{"login", Input::mail, "pages.login_name", "", true}, role}, Value(ValueMap{}));
  page.button(page.text("pages.colleague_invite"), "second").html().close("form").close("section");
}

}  // namespace

Result<Response> parties_page(const Site& site, const Request& request, const Visitor& visitor) {
  Page page(site, request, visitor, "pages.parties");
  page.heading("h1", "pages.parties");
  page.told();
  page.html().open("form", " method=\"get\" action=\"/parties\" role=\"search\" class=\"search\"").open("div", " class=\"field\"");
  page.html().element("label", page.text("pages.parties_search"), " for=\"q\"");
  page.html().open("input", " type=\"search\" id=\"q\" name=\"q\"" + attribute("value", request.asked("q"))).close("div");
  page.button(page.text("pages.search"), "second").html().close("form");
  page.html().open("div", " class=\"actions\"");
  page.link("/parties/new", page.text("pages.party_new"), "button");
  page.html().close("div");
  const auto found = HOSHI_TRY(office::parties(site.office, visitor.identity->actor(), request.asked("q")));
  if (found.empty()) page.paragraph("pages.parties_none", {}, "empty");
  if (found.empty()) return page.finish();
  begin_table(page, "pages.parties", {"form.organisation_name", "form.corporate_number", "pages.parts", "form.address"});
  for (const auto& party : found) {
    page.html().open("tr").open("th", " scope=\"row\"").element("a", page.words(party.name), attribute("href", "/parties/" + party.id)).close("th");
    cell(page, "form.corporate_number").element("span", party.corporate_number.empty() ? "–" : party.corporate_number, " class=\"mono\"").close("td");
    cell(page, "pages.parts").text(parts_of(page, party)).close("td");
    cell(page, "form.address").text(party.address).close("td").close("tr");
  }
  end_table(page);
  return page.finish();
}

Result<Response> party_new(const Site& site, const Request& request, const Visitor& visitor) {
  Page page(site, request, visitor, "pages.party_new");
  page.crumbs({{"/parties", page.text("pages.parties")}});
  page.heading("h1", "pages.party_new").paragraph("pages.party_new_lead", {}, "lead");
  Value data{ValueMap{}};
  data.set("country", "JP");
  write_step_form(page, step_fields(page, "organisation", "register"), "/parties/new/step/register", data, {}, {}, page.text("pages.step_organisation_register"));
  return page.finish();
}

Result<Response> party_page(const Site& site, const Request& request, const Visitor& visitor) {
  const auto party = HOSHI_TRY(office::party(site.office, visitor.identity->actor(), request.parts.find("id")->second));
  Page page(site, request, visitor, "pages.party");
  page.crumbs({{"/parties", page.text("pages.parties")}});
  page.html().element("h1", page.words(party.name));
  page.told();
  page.html().open("section", " class=\"sheet\"").open("dl", " class=\"facts\"");
  page.fact("form.name_ja", party.name.ja).fact("form.kana", party.kana).fact("form.name_en", party.name.en);
  std::string former;
  for (const auto& name : party.former_names) former += (former.empty() ? "" : " / ") + name;
  page.fact("form.former_names", former).fact("form.corporate_number", party.corporate_number);
  if (!party.other_proof.empty()) {
    page.html().element("dt", page.text("form.other_proof")).open("dd").element("a", page.text("pages.file_proof"), attribute("href", "/parties/" + party.id + "/files/" + party.other_proof));
    page.html().element("small", "SHA-256 " + party.other_proof, " class=\"hash\"").close("dd");
  }
  const std::string country = "pages.country_" + party.country;
  page.fact("form.country", site.words.has(country) ? page.text(country) : party.country).fact("form.postal_code", party.postal_code.empty() ? "" : "〒" + party.postal_code).fact("form.address", party.address).fact("form.url", party.url);
  page.fact("pages.parts", parts_of(page, party));
  if (!party.accreditation.is_null()) {
    const Value& proof = party.accreditation;
    page.fact("form.accreditation", fmt::format("{} {} ({} – {})", proof["body"].as_text(), proof["number"].as_text(), page.day(proof["from"].as_text()), page.day(proof["until"].as_text())));
    page.fact("pages.state", page.text("pages.accreditation_" + proof["state"].as_text()));
    page.fact("form.accreditation_scope", scope_of(page, proof["scope"]));
  }
  page.html().element("dt", page.text("pages.organisation_id_own")).element("dd", party.id, " class=\"hash\"");
  page.html().close("dl").close("section");
  // Nobody ends an accreditation that there is not.
  auto steps = party.steps;
  if (party.accreditation.is_null()) std::erase_if(steps, [](const auto& step) { return step.event == "end_accreditation"; });
  write_steps(page, "/parties/" + party.id, steps);
  write_people(page, party);
  write_mandates(page, party);
  write_invitation(page, party);
  return page.finish();
}

Result<Response> party_invite(const Site& site, const Request& request, const Visitor& visitor) {
  const std::string& id = request.parts.find("id")->second;
  if (visitor.identity->organisation != id) return fail(ErrorCode::not_found, "no such party");
  const accounts::Invitation invitation{request.field("login"), id, request.field("role"), request.language};
  const auto secret = site.accounts.invite(*visitor.identity, invitation);
  const Crumbs crumbs{{"/parties/" + id, site.words.text(request.language, "pages.party")}};
  if (secret) return secret_page(site, request, visitor, "pages.invited", *secret, crumbs);
  if (secret.error().code != ErrorCode::invalid_input && secret.error().code != ErrorCode::conflict) return tl::unexpected<Error>(secret.error());
  Page page(site, request, visitor, "pages.colleague_invite");
  page.crumbs(crumbs).heading("h1", "pages.colleague_invite");
  page.problem("pages.not_done", {site.words.has(secret.error().message) ? page.text(secret.error().message) : secret.error().message});
  return page.finish(422);
}

}  // namespace hoshi::pages
