// One page for every step of every machine: what it asks, and its taking.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "office/case_story.h"
#include "office/queries.h"
#include "pages/application_sheet.h"
#include "pages/openings.h"
#include "pages/pages.h"
#include "pages/parts.h"
#include "pages/step_fields.h"
#include "pages/uploads.h"
#include "workflow/calendar.h"

namespace hoshi::pages {
namespace {

// Where a step happens: the aggregate, its page, and what could be done there now.
struct Place {
  std::string machine;
  std::string aggregate;
  std::string page;
  std::int64_t version = 0;
  std::vector<office::PossibleStep> steps;
  bool is_new = false;
  std::string title = {};                       // of what it is about, for the way back
  std::vector<office::FindingView> findings = {};
  Value known = Value(ValueMap{});              // what a form begins with
  std::string state = {};                       // of the machine, or "" where its steps lead nowhere new
  std::vector<std::pair<std::string, std::string>> facts = {};  // what it is about: keys of labels and values
  std::vector<office::Upload> files = {};       // of the submission that is looked at
};

Value form_of(const office::PartyView& party) {
  ValueList former(party.former_names.begin(), party.former_names.end());
  ValueList parts(party.parts.begin(), party.parts.end());
  return object({{"name", object({{"ja", party.name.ja}, {"en", party.name.en}})},
                 {"kana", party.kana},
                 {"former_names", std::move(former)},
                 {"corporate_number", party.corporate_number},
                 {"country", party.country},
                 {"postal_code", party.postal_code},
                 {"address", party.address},
                 {"url", party.url},
                 {"parts", std::move(parts)}});
}

std::string today(const Site& site) { return to_text(workflow::day_in_japan(site.office.now())); }

// What whoever decides should have before the eyes: whose it is, which version, what is still open.
std::vector<std::pair<std::string, std::string>> facts_of(const Page& words, const office::ApplicationView& view) {
  std::vector<std::pair<std::string, std::string>> facts;
  const auto applicant = office::party(words.site().office, words.visitor().identity->actor(), view.applicant);
  if (applicant) facts.emplace_back("pages.applicant", words.words(applicant->name));
  facts.emplace_back("pages.kind", words.text("pages.application_line", {{"level", std::to_string(view.level)}, {"kind", words.text("pages.kind_" + view.kind)}}));
  if (!view.submissions.empty()) {
    facts.emplace_back("pages.submissions", words.text("pages.submission_nth", {{"number", std::to_string(view.submissions.size())}, {"when", words.moment(view.submissions.back().at)}}));
  }
  const auto open = std::count_if(view.findings.begin(), view.findings.end(), [](const auto& one) { return one.state != "closed"; });
  if (!view.findings.empty()) facts.emplace_back("pages.findings", words.text("pages.findings_open", {{"open", std::to_string(open)}, {"all", std::to_string(view.findings.size())}}));
  if (!view.criteria.empty()) {
    const auto done = std::count_if(view.criteria.begin(), view.criteria.end(), [](const auto& one) { return one.confirmation == "confirmed"; });
    facts.emplace_back("pages.criteria", words.text("pages.criteria_progress", {{"done", std::to_string(done)}, {"all", std::to_string(view.criteria.size())}}));
  }
  return facts;
}

Result<Place> place_of_application(const Page& words, const std::string& id) {
  const Site& site = words.site();
  const auto actor = words.visitor().identity->actor();
  auto view = HOSHI_TRY(office::application(site.office, actor, id));
  Place place{"application", "application/" + id, "/applications/" + id, view.version, std::move(view.steps)};
  const std::string first = numbers_of(view).front();
  const auto number = view.numbers.find(first);
  const std::string shown = number == view.numbers.end() ? "" : number->second;
  const Value& form = form_read_of(view);
  const Words product = product_in(form);
  place.title = words.words(product).empty() ? shown : words.words(product);
  place.state = view.state;
  place.facts = facts_of(words, view);
  if (!shown.empty()) place.facts.emplace_back("pages." + first, shown);
  if (!form["change"].as_text().empty()) place.facts.emplace_back("form.change", form["change"].as_text());
  place.findings = std::move(view.findings);
  if (!view.submissions.empty()) place.files = view.submissions.back().files;
  place.known.set("received_on", today(site));
  if (view.fee.amount_yen > 0) place.known.set("amount_yen", view.fee.amount_yen);
  return place;
}

// Whoever acts in a case sees what it is about, until when, and what is asked and why, without going back for it.
Result<Place> place_of_case(const Page& words, const std::string& id) {
  const auto actor = words.visitor().identity->actor();
  auto view = HOSHI_TRY(office::case_of(words.site().office, actor, id));
  Place place{"case", "case/" + id, "/office/cases/" + id, view.version, std::move(view.steps)};
  place.title = view.data["subject"].as_text();
  place.facts = {{"pages.kind", words.text("pages.case_" + view.kind)}, {"pages.label", view.label}, {"pages.due", view.due.empty() ? "" : words.day(view.due)}};
  if (view.turn != "applicant") return place;
  const auto story = HOSHI_TRY(office::story_of_case(words.site().office, actor, id));
  const auto of_office = [](const auto& one) { return one.side == "office"; };
  const auto asked = std::find_if(story.entries.rbegin(), story.entries.rend(), of_office);
  if (asked != story.entries.rend()) place.facts.emplace_back("form.case_demand", asked->text);
  const auto last = std::find_if(view.history.rbegin(), view.history.rend(), [](const auto& one) { return one.role_side == "office" && !one.reason.empty(); });
  if (last != view.history.rend()) place.facts.emplace_back("pages.reason", last->reason);
  return place;
}

Result<Place> place_of(const Site& site, const Request& request, const Visitor& visitor) {
  const auto actor = visitor.identity->actor();
  const auto part = request.parts.find("id");
  const std::string id = part == request.parts.end() ? "" : part->second;
  if (request.path.starts_with("/applications/")) return place_of_application(Page(site, request, visitor, "pages.step"), id);
  if (request.path.starts_with("/office/labels/")) {
    auto view = HOSHI_TRY(office::label(site.office, actor, id));
    return Place{"label", "label/" + id, "/office/labels/" + id, view.version, std::move(view.steps), false, view.entry.number};
  }
  if (request.path.starts_with("/office/editions/")) {
    const bool is_list = request.path.ends_with("/end_list");
    return Place{"office", "office/" + site.scheme, is_list ? "/office/import" : "/office/editions", 0, {}};
  }
  if (request.path.starts_with("/office/cases/new/")) return Place{"case", "case", "/office/cases", 0, {}, true};
  if (request.path.starts_with("/office/cases/")) return place_of_case(Page(site, request, visitor, "pages.step"), id);
  if (request.path.starts_with("/parties/new/")) return Place{"organisation", "organisation", "/parties", 0, {}, true};
  if (request.path.starts_with("/parties/")) {
    auto view = HOSHI_TRY(office::party(site.office, actor, id));
    Value known = form_of(view);
    return Place{"organisation", "organisation/" + id, "/parties/" + id, view.version, std::move(view.steps), false, view.name.in(request.language), {}, std::move(known)};
  }
  return fail(ErrorCode::not_found, "no such place");
}

const office::PossibleStep* step_of(const Place& place, std::string_view event) {
  const auto found = std::find_if(place.steps.begin(), place.steps.end(), [&](const auto& step) { return step.event == event; });
  return found == place.steps.end() ? nullptr : &*found;
}

std::string in_one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

// The fields of a step here: those that name a finding or a file offer what there is.
std::vector<Field> fields_at(const Page& page, const Place& place, const std::string& event) {
  constexpr std::size_t shown_bytes = 120;
  auto fields = asked_fields(page, place.machine, event, step_of(place, event));
  for (auto& field : fields) {
    if (field.name == "evidence" && event == "raise_finding") {
      for (const auto& file : place.files) field.options.push_back({file.sha256, page.text("pages.file_" + file.role) + " " + (file.name.empty() ? file.sha256.substr(0, 12) : file.name)});
    }
    if (field.name != "finding") continue;
    for (const auto& finding : place.findings) {
      const bool is_meant = event == "reopen_finding" ? finding.state == "closed" : finding.state != "closed";
      if (is_meant) field.options.push_back({finding.id, finding.id + " " + finding.criterion + " " + printable(in_one_line(finding.text), shown_bytes)});
    }
  }
  return fields;
}

// What was ticked, as the command names it: each level for each category, or for all of them (practice 4, laboratories).
Value scope_of(const Site& site, const Value& ticked) {
  ValueList categories = ticked["categories"].as_list();
  if (categories.empty()) categories.push_back("");
  ValueList scope;
  for (const auto& level : ticked["levels"].as_list()) {
    const auto number = static_cast<std::int64_t>(parse_number(level.as_text(), 9).value_or(0));
    for (const auto& category : categories) scope.push_back(object({{"scheme", site.scheme}, {"level", number}, {"category", category}}));
  }
  return scope;
}

const char* name_of_page(std::string_view where) {
  if (where.starts_with("/office/cases")) return "pages.cases";
  if (where.starts_with("/parties")) return "pages.parties";
  if (where.starts_with("/office/import")) return "import_page.title";
  return where.starts_with("/office/editions") ? "pages.editions" : "pages.back";
}

// The finding that is answered or closed, whole.
void write_finding(Page& page, const Place& place, std::string_view id) {
  for (const auto& finding : place.findings) {
    if (finding.id != id) continue;
    page.html().open("div", " class=\"answer\"").element("h2", page.text("pages.finding_nth", {{"id", finding.id}, {"criterion", finding.criterion}}));
    page.html().element("p", finding.text, " class=\"written\"");
    write_finding_about(page, place.page, finding, place.files);
    if (!finding.answer.empty()) page.html().element("h2", page.text("pages.answer")).element("p", finding.answer, " class=\"written\"");
    page.html().close("div");
  }
}

void write_facts(Page& page, const Place& place) {
  if (place.facts.empty()) return;
  page.html().open("section", " class=\"sheet about\"").open("dl", " class=\"facts\"");
  for (const auto& [key, value] : place.facts) page.fact(key, value);
  page.html().close("dl").close("section");
}

// What there is to choose from, in the scheme's words.
void write_profiles(Page& page) {
  page.html().open("section", " class=\"sheet\"").open("dl", " class=\"facts\"");
  const auto& rulebook = page.site().scheme_office().rulebook;
  for (const auto& one : rulebook.profiles) page.html().element("dt", page.words(one.name)).element("dd", page.words(one.meaning));
  page.html().close("dl").close("section");
}

// Where the step leads, as the scheme says it: nobody should have to take it to find out.
void write_outcome(Page& page, const Place& place, const std::string& event, const office::PossibleStep* step) {
  if (step == nullptr || place.state.empty()) return;
  const auto& rulebook = page.site().scheme_office().rulebook;
  const auto* machine = rulebook.machine(place.machine);
  if (machine == nullptr) return;
  const auto* transition = machine->transition(place.state, event);
  const auto* next = transition == nullptr || transition->to == place.state ? nullptr : machine->state(transition->to);
  if (next != nullptr) page.paragraph("pages.step_leads", {{"state", page.words(next->name)}}, "lead");
}

// The page a step's form came from.
std::string way_back(std::string_view where) {
  const auto end = where.find("/step/");
  if (end == std::string_view::npos) return "";
  std::string_view back = where.substr(0, end);
  if (back.ends_with("/new")) back.remove_suffix(4);
  return std::string(back);
}

Response form_page(const Site& site, const Request& request, const Visitor& visitor, const Place& place, const Value& data, const Wrongs& wrongs,
                   const std::vector<std::string>& problems, std::int64_t version) {
  const std::string& event = request.parts.find("event")->second;
  const auto* step = step_of(place, event);
  Page page(site, request, visitor, "pages.step");
  page.crumbs({{place.page, place.title.empty() ? page.text(name_of_page(place.page)) : place.title}});
  const std::string name = step != nullptr ? page.words(step->name) : page.text("pages.step_" + place.machine + "_" + event);
  page.retitle(name).html().element("h1", name);
  write_facts(page, place);
  if (step != nullptr && !step->lacks.empty()) {
    page.problem("pages.steps_lacking", {page.text(step->lacks)});
    return page.finish();
  }
  write_outcome(page, place, event, step);
  if (event == "choose_profile") write_profiles(page);
  write_finding(page, place, data["finding"].as_text());
  write_step_form(page, fields_at(page, place, event), request.path, data, wrongs, problems, name, step, version);
  return page.finish(problems.empty() && wrongs.empty() ? 200 : 422);
}

}  // namespace

void write_step_form(Page& page, const std::vector<Field>& fields, std::string_view where, const Value& data, const Wrongs& wrongs,
                     const std::vector<std::string>& problems, std::string_view button, const office::PossibleStep* step, std::int64_t seen_version) {
  if (!problems.empty()) page.problem("pages.not_done", problems);
  write_wrongs(page, fields, wrongs);
  const bool is_asked = std::any_of(fields.begin(), fields.end(), [](const Field& field) { return field.name == "interest_statement"; });
  const bool has_files = std::any_of(fields.begin(), fields.end(), [](const Field& field) { return field.input == Input::file; });
  page.form(where, has_files);
  page.html().open("input", " type=\"hidden\" name=\"idempotency_key\"" + attribute("value", "form-" + page.request().id));
  page.html().open("input", " type=\"hidden\" name=\"seen_version\"" + attribute("value", std::to_string(seen_version)));
  if (fields.empty()) page.paragraph("pages.step_asks_nothing", {}, "lead");
  for (const auto& field : fields) {
    if (field.name == "interest_statement") page.html().open("div", " class=\"interest\"");
    if (field.name == "interest_statement") page.paragraph("pages.interest_lead");
    draw(page, field, data, wrongs);
  }
  if (is_asked) page.html().close("div");
  if (step != nullptr && step->people > 1) page.paragraph("pages.people_needed", {{"people", std::to_string(step->people)}}, "hint");
  page.html().open("div", " class=\"actions\"");
  page.button(button, is_grave(where.substr(where.rfind('/') + 1)) ? "grave" : "");
  const std::string back = way_back(where);
  if (!back.empty()) page.link(back, page.text("pages.cancel"));
  page.html().close("div").close("form");
}

Result<Response> step_form(const Site& site, const Request& request, const Visitor& visitor) {
  const auto place = HOSHI_TRY(place_of(site, request, visitor));
  Value data = place.known;
  const Page words(site, request, visitor, "pages.step");
  for (const auto& field : fields_at(words, place, request.parts.find("event")->second)) {
    if (!request.asked(field.name).empty()) put(data, field.name, request.asked(field.name));
  }
  return form_page(site, request, visitor, place, data, {}, {}, place.version);
}

Result<Response> step_take(const Site& site, const Request& request, const Visitor& visitor) {
  const auto place = HOSHI_TRY(place_of(site, request, visitor));
  const std::string& event = request.parts.find("event")->second;
  const Page words(site, request, visitor, "pages.step");
  const auto fields = fields_at(words, place, event);
  const auto wrongs = missing_in(words, fields, request);
  Value typed = read_fields(fields, request);
  const auto version = static_cast<std::int64_t>(parse_number(request.field("seen_version"), 1'000'000'000).value_or(0));
  const auto again = [&](const Wrongs& wrong, const std::vector<std::string>& problems) {
    Value shown = typed;
    for (const char* own : {"reason", "reason_code", "interest_statement", "has_interest"}) shown.set(own, request.field(own));
    return form_page(site, request, visitor, place, shown, wrong, problems, version);
  };
  if (!wrongs.empty()) return again(wrongs, {});
  auto uploads = keep_uploads(site, visitor.identity->actor(), fields, request);
  if (!uploads) return again({}, {words_of(words, uploads.error())});
  office::Command command;
  command.aggregate = place.aggregate;
  const bool is_new_case = place.is_new && place.machine == "case";
  command.event = is_new_case ? opening_step(site, typed["kind"].as_text()) : event;
  name_uploads(fields, *uploads, typed);
  if (!typed.as_map().empty()) command.data = typed;
  if (is_new_case) command.data.set("scheme", site.scheme);
  if (event == "accredit") command.data.set("scope", scope_of(site, typed["scope"]));
  command.idempotency_key = request.field("idempotency_key").empty() ? "page-" + request.id : request.field("idempotency_key");
  command.reason = plain_lines(request.field("reason"));
  command.reason_code = request.field("reason_code");
  command.interest_statement = plain_lines(request.field("interest_statement"));
  command.has_interest = request.field("has_interest") == "yes";
  command.uploads = std::move(*uploads);
  command.seen_version = version;
  const auto receipt = site.office.perform(visitor.identity->actor(), command);
  if (!receipt) {
    const auto named = wrong_in(words, fields, receipt.error());
    return named.empty() ? again({}, {words_of(words, receipt.error())}) : again(named, {});
  }
  const std::string id = receipt->aggregate.substr(receipt->aggregate.find('/') + 1);
  return Response::see_other((place.is_new ? place.page + "/" + id : place.page) + "?done=" + (receipt->took_effect ? "step" : "recorded"));
}

}  // namespace hoshi::pages
