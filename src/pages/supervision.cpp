// Labels and cases as the office sees them, and the statistics of a fiscal year.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "office/case_story.h"
#include "office/queries.h"
#include "office/register_queries.h"
#include "pages/pages.h"
#include "pages/parts.h"
#include "pages/sights.h"

namespace hoshi::pages {
namespace {

constexpr int labels_shown = 100;

// The scheme's own word for a public status.
std::string words_of_status(const Page& page, const std::string& status) {
  const auto& rulebook = page.site().scheme_office().rulebook;
  const auto* known = rulebook.public_status(status);
  return known == nullptr ? status : page.words(known->name);
}

// The name of what was counted: "1/new" a level and a kind, "1" a level, else a step of an application, by the state it leads to, or a public status.
std::string words_of_count(const Page& page, const std::string& name) {
  const auto slash = name.find('/');
  if (slash != std::string::npos) return fmt::format("★{} {}", name.substr(0, slash), page.text("pages.kind_" + name.substr(slash + 1)));
  if (name.size() == 1) return "★" + name;
  const auto& rulebook = page.site().scheme_office().rulebook;
  for (const char* machine_name : {"application", "filing"}) {
    const auto* machine = rulebook.machine(machine_name);
    if (machine == nullptr) continue;
    for (const auto& transition : machine->transitions) {
      if (transition.event != name) continue;
      const auto* state = machine->state(transition.to);
      return page.words(state == nullptr ? transition.name : state->name);
    }
  }
  return words_of_status(page, name);
}

void write_counts(Page& page, std::string_view caption, const std::map<std::string, std::int64_t>& counts) {
  page.html().open("section", " class=\"sheet\"");
  page.heading("h2", caption);
  if (counts.empty()) page.paragraph("pages.counts_none", {}, "quiet");
  if (!counts.empty()) page.html().open("dl", " class=\"counts\"");
  for (const auto& [name, count] : counts) {
    page.html().open("div").element("dt", words_of_count(page, name)).element("dd", std::to_string(count)).close("div");
  }
  if (!counts.empty()) page.html().close("dl");
  page.html().close("section");
}

std::string facts_text(const Value& value) {
  if (value.is_text()) return value.as_text();
  if (value.is_integer()) return std::to_string(value.as_integer());
  if (value.is_bool()) return value.as_bool() ? "✔" : "–";
  return to_json(value);
}

// In a case about a label the party is its holder; in an appeal it is the applicant.
std::string mover_of(const Page& page, const std::string& kind, const std::string& turn) {
  if (turn.empty()) return page.text("pages.move_nobody");
  return page.text(turn == "applicant" && kind != "appeal" ? "pages.move_holder" : "pages.move_" + turn);
}

void write_case_turn(Page& page, const office::CaseView& view, const office::CaseStory& story, bool is_party) {
  const bool is_mine = is_party ? view.turn == "applicant" : view.turn == "office";
  page.html().open("div", is_mine ? " class=\"turn mine\"" : " class=\"turn\"");
  page.html().element("strong", page.text(is_mine ? "pages.turn_mine" : "pages.turn_case_" + (view.turn.empty() ? std::string("nobody") : view.turn)));
  page.html().element("p", page.words(story.state_meaning));
  if (!view.due.empty()) page.html().element("p", page.text("pages.due_on", {{"date", page.day(view.due)}}), " class=\"due\"");
  page.html().close("div");
}

// What was written into the case and handed in, newest first.
void write_entries(Page& page, std::string_view id, const office::CaseStory& story) {
  if (story.entries.empty()) return;
  page.html().element("h2", page.text("pages.case_entries"));
  for (auto entry = story.entries.rbegin(); entry != story.entries.rend(); ++entry) {
    page.html().open("article", " class=\"sheet\"").element("h3", page.words(entry->step)).element("time", page.moment(entry->at), attribute("datetime", to_text(entry->at)));
    if (!entry->text.empty()) page.html().element("p", entry->text, " class=\"written\"");
    if (!entry->files.empty()) page.html().open("ul", " class=\"handed\"");
    for (const auto& file : entry->files) {
      const std::string key = "pages.file_" + file.role;
      page.html().open("li").element("a", page.text(page.site().words.has(key) ? key : "pages.file_other"), attribute("href", fmt::format("/office/cases/{}/files/{}", id, file.sha256)));
      page.html().element("small", "SHA-256 " + file.sha256, " class=\"hash\"").close("li");
    }
    if (!entry->files.empty()) page.html().close("ul");
    page.html().close("article");
  }
}

// The label for whoever prints it: each size in each form.
void write_artwork(Page& page, const std::string& number) {
  if (page.site().artwork_sizes.empty()) return;
  page.html().open("section", " class=\"sheet\"").element("h2", page.text("pages.artwork")).open("dl", " class=\"facts\"");
  for (const auto& size : page.site().artwork_sizes) {
    page.html().element("dt", page.text("pages.artwork_" + size)).open("dd").open("span", " class=\"in-line\"");
    for (const char* form : {"SVG", "PNG", "PDF"}) {
      page.html().element("a", form, attribute("href", fmt::format("/office/labels/{}/artwork/{}.{}", number, size, lower(form)))).text(" ");
    }
    page.html().close("span").close("dd");
  }
  page.html().close("dl").close("section");
}

}  // namespace

Result<Response> labels_page(const Site& site, const Request& request, const Visitor& visitor) {
  Page page(site, request, visitor, "pages.labels");
  page.heading("h1", "pages.labels");
  page.told();
  const auto found = HOSHI_TRY(office::public_labels(site.office, request.asked("after"), labels_shown));
  page.html().open("div", " class=\"actions\"");
  page.link("/office/import", page.text("import_page.title"), "button second").html().close("div");
  if (found.empty()) {
    page.paragraph("pages.labels_none", {}, "empty");
    return page.finish();
  }
  begin_table(page, "pages.labels", {"pages.registration_number", "pages.product", "form.organisation_name", "pages.state", "pages.valid_until_head"});
  for (const auto& entry : found) {
    const std::string where = entry.proven ? "/office/labels/" + entry.number : "/labels/" + public_register::path_part(entry.number).value_or("~");
    page.html().open("tr").open("th", " scope=\"row\" class=\"nowrap\"").element("a", entry.number, attribute("href", where)).close("th");
    cell(page, "pages.product").text(page.words(entry.product)).close("td");
    cell(page, "form.organisation_name").text(page.words(entry.maker)).close("td");
    cell(page, "pages.state");
    if (entry.proven) page.tag(words_of_status(page, entry.status), tone_of_status(entry.status));
    if (!entry.proven) page.tag(page.text("register.unproven"), Tone::plain);
    page.html().close("td");
    cell(page, "pages.valid_until_head", "nowrap").text(page.day(public_register::text_of(entry.valid_until))).close("td").close("tr");
  }
  end_table(page);
  if (found.size() == static_cast<std::size_t>(labels_shown)) page.link("/office/labels?after=" + found.back().number, page.text("pages.more"), "button second");
  return page.finish();
}

Result<Response> label_office_page(const Site& site, const Request& request, const Visitor& visitor) {
  const auto view = HOSHI_TRY(office::label(site.office, visitor.identity->actor(), request.parts.find("id")->second));
  Page page(site, request, visitor, "pages.label");
  const bool is_holder = !visitor.identity->organisation.empty();
  page.crumbs({{is_holder ? "/desk" : "/office/labels", page.text(is_holder ? "pages.desk" : "pages.labels")}});
  page.html().open("h1").text(view.entry.number + " ");
  page.tag(page.words(view.state_name), tone_of_status(view.entry.status));
  page.html().close("h1");
  page.told();
  page.html().element("p", page.words(view.entry.product) + " · " + page.words(view.entry.maker), " class=\"lead\"");
  page.html().open("div", " class=\"columns\"").open("div");
  write_steps(page, "/office/labels/" + view.entry.number, view.steps);
  page.html().open("div", " class=\"actions\"");
  if (is_holder) {
    page.link("/applications/new?kind=extension&label=" + view.entry.number, page.text("pages.extension_apply"), "button");
    page.link("/applications/new?kind=change&label=" + view.entry.number, page.text("pages.notice_file"), "button second");
  }
  page.link("/labels/" + view.entry.number, page.text("pages.public_page"), "button second");
  if (!is_holder) page.link("/office/cases/new/step/open?kind=surveillance&label=" + view.entry.number, page.text("pages.case_new"), "button second");
  page.html().close("div");
  write_history(page, view.history);
  page.html().close("div").open("div").open("section", " class=\"sheet\"").open("dl", " class=\"facts\"");
  page.fact("pages.level", fmt::format("★{}", view.entry.level)).fact("pages.issued_on", page.day(to_text(view.entry.issued)));
  page.fact("pages.valid_until_head", page.day(to_text(view.entry.valid_until))).fact("pages.extensions", std::to_string(view.extensions));
  page.fact("pages.due", view.due.empty() ? "" : page.day(view.due)).fact("form.support_end", page.day(view.entry.support_end));
  std::string models;
  for (const auto& model : view.entry.models) models += (models.empty() ? "" : ", ") + model;
  page.fact("form.models", models);
  if (!is_holder) page.fact("pages.status_index", fmt::format("{} / {}", view.status_list, view.status_index)).fact("pages.key_id", view.key_id);
  page.html().close("dl");
  if (!view.application.empty()) page.html().open("p").element("a", page.text("pages.application_open_it"), attribute("href", "/applications/" + view.application)).close("p");
  page.html().close("section");
  write_artwork(page, view.entry.number);
  page.html().close("div").close("div");
  return page.finish();
}

Result<Response> label_artwork(const Site& site, const Request& request, const Visitor& visitor) {
  const auto view = HOSHI_TRY(office::label(site.office, visitor.identity->actor(), request.parts.find("id")->second));
  const std::string& file = request.parts.find("file")->second;
  const auto dot = file.rfind('.');
  if (!site.artwork || dot == std::string::npos) return fail(ErrorCode::not_found, "no such picture");
  const std::string form = file.substr(dot + 1);
  Response response;
  response.body = HOSHI_TRY(site.artwork(view.entry, file.substr(0, dot), form));
  response.type = form == "svg" ? "image/svg+xml" : form == "png" ? "image/png" : "application/pdf";
  response.headers.emplace("Content-Disposition", "attachment; filename=\"" + view.entry.number + "-" + file + "\"");
  return response;
}

Result<Response> cases_page(const Site& site, const Request& request, const Visitor& visitor) {
  Page page(site, request, visitor, "pages.cases");
  page.heading("h1", "pages.cases");
  page.told();
  page.html().open("div", " class=\"actions\"");
  page.link("/office/cases/new/step/open", page.text("pages.case_new"), "button");
  page.html().close("div");
  const auto found = HOSHI_TRY(office::cases(site.office, visitor.identity->actor(), request.asked("state"), request.asked("after"), labels_shown));
  if (found.empty()) {
    page.paragraph("pages.cases_none", {}, "empty");
    return page.finish();
  }
  begin_table(page, "pages.cases", {"form.case_subject", "pages.kind", "pages.state", "pages.whose_move", "pages.due", "pages.label"});
  for (const auto& one : found) {
    const std::string& subject = one.data["subject"].as_text();
    page.html().open("tr").open("th", " scope=\"row\"").element("a", subject.empty() ? page.text("pages.case") : subject, attribute("href", "/office/cases/" + one.id)).close("th");
    cell(page, "pages.kind", "nowrap").text(page.text("pages.case_" + one.kind)).close("td");
    cell(page, "pages.state");
    page.tag(page.words(one.state_name), tone_for(page, one.state, one.turn));
    page.html().close("td");
    cell(page, "pages.whose_move", "nowrap").text(mover_of(page, one.kind, one.turn)).close("td");
    cell(page, "pages.due", "nowrap").text(one.due.empty() ? "–" : page.day(one.due)).close("td");
    cell(page, "pages.label", "nowrap").text(one.label.empty() ? "–" : one.label).close("td").close("tr");
  }
  end_table(page);
  if (found.size() == static_cast<std::size_t>(labels_shown)) page.link("/office/cases?after=" + found.back().id, page.text("pages.more"), "button second");
  return page.finish();
}

Result<Response> case_page(const Site& site, const Request& request, const Visitor& visitor) {
  const auto view = HOSHI_TRY(office::case_of(site.office, visitor.identity->actor(), request.parts.find("id")->second));
  Page page(site, request, visitor, "pages.case");
  const bool is_party = !visitor.identity->organisation.empty();
  page.crumbs({{is_party ? "/desk" : "/office/cases", page.text(is_party ? "pages.desk" : "pages.cases")}});
  const std::string& subject = view.data["subject"].as_text();
  const std::string kind = page.text("pages.case_" + view.kind);
  page.html().open("h1").text((subject.empty() ? kind : subject) + " ");
  page.tag(page.words(view.state_name), tone_for(page, view.state, view.turn));
  page.html().close("h1");
  page.told();
  if (!subject.empty()) page.html().element("p", kind, " class=\"lead\"");
  page.html().open("div", " class=\"columns\"").open("div");
  const auto story = HOSHI_TRY(office::story_of_case(site.office, visitor.identity->actor(), view.id));
  write_case_turn(page, view, story, is_party);
  write_steps(page, "/office/cases/" + view.id, view.steps);
  write_entries(page, view.id, story);
  write_history(page, view.history);
  page.html().close("div").open("div").open("section", " class=\"sheet\"").element("h2", page.text("pages.case_about")).open("dl", " class=\"facts\"");
  page.fact("pages.whose_move", mover_of(page, view.kind, view.turn));
  page.fact("pages.due", view.due.empty() ? "" : page.day(view.due));
  if (!view.label.empty()) page.html().element("dt", page.text("pages.label")).open("dd").element("a", view.label, attribute("href", "/office/labels/" + view.label)).close("dd");
  if (!view.application.empty()) page.html().element("dt", page.text("pages.application")).open("dd").element("a", page.text("pages.application_open_it"), attribute("href", "/applications/" + view.application)).close("dd");
  for (const auto& [name, value] : view.data.as_map()) {
    const std::string key = "form.case_" + name;
    if (name == "subject" || (value.is_text() && value.as_text().empty())) continue;
    page.html().element("dt", site.words.has(key) ? page.text(key) : name).element("dd", facts_text(value));
  }
  page.html().close("dl").close("section").close("div").close("div");
  return page.finish();
}

Result<Response> statistics_page(const Site& site, const Request& request, const Visitor& visitor) {
  const int this_year = fiscal_year_asked(site, "");
  const int year = fiscal_year_asked(site, request.asked("year"));
  const auto view = HOSHI_TRY(office::statistics(site.office, site.scheme, year));
  Page page(site, request, visitor, "pages.statistics");
  page.heading("h1", "pages.statistics_head", {{"year", std::to_string(year)}});
  page.html().open("div", " class=\"actions\"");
  const auto named = [&](int one) { return page.text("pages.fiscal_year", {{"year", std::to_string(one)}}); };
  if (year > first_fiscal_year) page.link(fmt::format("/office/statistics?year={}", year - 1), "‹ " + named(year - 1), "button second small");
  if (year < this_year) page.link(fmt::format("/office/statistics?year={}", year + 1), named(year + 1) + " ›", "button second small");
  page.html().close("div").open("ul", " class=\"tiles\"");
  page.html().open("li").element("b", std::to_string(view.labels_in_force)).text(page.text("pages.labels_in_force")).close("li");
  page.html().open("li").element("b", std::to_string(view.models_in_force)).text(page.text("pages.models_in_force")).close("li");
  page.html().open("li").element("b", view.issued.empty() ? "–" : std::to_string(view.days_to_issue_median)).text(page.text("pages.days_to_issue")).close("li").close("ul");
  page.html().open("div", " class=\"grid\"");
  write_counts(page, "pages.received", view.received);
  write_counts(page, "pages.issued", view.issued);
  write_counts(page, "pages.refused", view.refused);
  write_counts(page, "pages.returned", view.returned);
  write_counts(page, "pages.ended", view.ended);
  page.html().close("div");
  return page.finish();
}

}  // namespace hoshi::pages
