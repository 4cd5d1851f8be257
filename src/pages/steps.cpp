// One page for every step of every machine: what it asks, and its taking.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "office/queries.h"
#include "pages/openings.h"
#include "pages/pages.h"
#include "pages/parts.h"
#include "pages/step_fields.h"
#include "pages/uploads.h"

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
};

Result<Place> place_of(const Site& site, const Request& request, const Visitor& visitor) {
  const auto actor = visitor.identity->actor();
  const auto part = request.parts.find("id");
  const std::string id = part == request.parts.end() ? "" : part->second;
  if (request.path.starts_with("/applications/")) {
    auto view = HOSHI_TRY(office::application(site.office, actor, id));
    return Place{"application", "application/" + id, "/applications/" + id, view.version, std::move(view.steps)};
  }
  if (request.path.starts_with("/office/labels/")) {
    auto view = HOSHI_TRY(office::label(site.office, actor, id));
    return Place{"label", "label/" + id, "/office/labels/" + id, view.version, std::move(view.steps)};
  }
  if (request.path.starts_with("/office/editions/")) return Place{"office", "office/" + site.scheme, "/office/editions", 0, {}};
  if (request.path.starts_with("/office/cases/new/")) return Place{"case", "case", "/office/cases", 0, {}, true};
  if (request.path.starts_with("/office/cases/")) {
    auto view = HOSHI_TRY(office::case_of(site.office, actor, id));
    return Place{"case", "case/" + id, "/office/cases/" + id, view.version, std::move(view.steps)};
  }
  if (request.path.starts_with("/parties/new/")) return Place{"organisation", "organisation", "/parties", 0, {}, true};
  if (request.path.starts_with("/parties/")) {
    auto view = HOSHI_TRY(office::party(site.office, actor, id));
    return Place{"organisation", "organisation/" + id, "/parties/" + id, view.version, std::move(view.steps)};
  }
  return fail(ErrorCode::not_found, "no such place");
}

const office::PossibleStep* step_of(const Place& place, std::string_view event) {
  const auto found = std::find_if(place.steps.begin(), place.steps.end(), [&](const auto& step) { return step.event == event; });
  return found == place.steps.end() ? nullptr : &*found;
}

Response form_page(const Site& site, const Request& request, const Visitor& visitor, const Place& place, const Value& data, const Wrongs& wrongs,
                   const std::vector<std::string>& problems, std::int64_t version) {
  const std::string& event = request.parts.find("event")->second;
  const auto* step = step_of(place, event);
  Page page(site, request, visitor, "pages.step");
  page.crumbs({{place.page, page.text("pages.back")}});
  if (step != nullptr) page.html().element("h1", page.words(step->name));
  if (step == nullptr) page.heading("h1", "pages.step_" + place.machine + "_" + event);
  write_step_form(page, place.machine, event, request.path, data, wrongs, problems, step, version);
  return page.finish(problems.empty() && wrongs.empty() ? 200 : 422);
}

}  // namespace

void write_step_form(Page& page, std::string_view machine, std::string_view event, std::string_view where, const Value& data, const Wrongs& wrongs,
                     const std::vector<std::string>& problems, const office::PossibleStep* step, std::int64_t seen_version) {
  if (!problems.empty()) page.problem("pages.not_done", problems);
  const auto fields = step_fields(page, machine, event);
  const bool has_files = std::any_of(fields.begin(), fields.end(), [](const Field& field) { return field.input == Input::file; });
  page.form(where, has_files);
  page.html().open("input", " type=\"hidden\" name=\"idempotency_key\"" + attribute("value", "form-" + page.request().id));
  page.html().open("input", " type=\"hidden\" name=\"seen_version\"" + attribute("value", std::to_string(seen_version)));
  draw_all(page, fields, data, wrongs);
  if (step != nullptr && step->needs_reason) {
    draw(page, {"reason", Input::long_text, "pages.reason", "pages.reason_hint", true}, data, wrongs);
  }
  if (step != nullptr && step->needs_interest_statement) {
    page.paragraph("pages.interest_lead", {}, "hint");
    Field has{"has_interest", Input::check, "pages.has_interest"};
    draw(page, {"interest_statement", Input::long_text, "pages.interest_statement", "pages.interest_hint", true}, data, wrongs);
    draw(page, has, data, wrongs);
  }
  if (step != nullptr && step->people > 1) page.paragraph("pages.people_needed", {{"people", std::to_string(step->people)}}, "hint");
  page.html().open("div", " class=\"actions\"");
  page.button(step != nullptr ? page.words(step->name) : page.text("pages.do_it"));
  page.html().close("div").close("form");
}

Result<Response> step_form(const Site& site, const Request& request, const Visitor& visitor) {
  const auto place = HOSHI_TRY(place_of(site, request, visitor));
  Value data{ValueMap{}};
  for (const auto& [name, value] : request.query) data.set(name, value);
  return form_page(site, request, visitor, place, data, {}, {}, place.version);
}

Result<Response> step_take(const Site& site, const Request& request, const Visitor& visitor) {
  const auto place = HOSHI_TRY(place_of(site, request, visitor));
  const std::string& event = request.parts.find("event")->second;
  const Page words(site, request, visitor, "pages.step");
  const auto fields = step_fields(words, place.machine, event);
  const auto wrongs = missing_in(words, fields, request);
  Value typed = read_fields(fields, request);
  const auto version = static_cast<std::int64_t>(parse_number(request.field("seen_version"), 1'000'000'000).value_or(0));
  const auto again = [&](const Wrongs& wrong, const std::vector<std::string>& problems) {
    Value shown = typed;
    shown.set("reason", request.field("reason")).set("interest_statement", request.field("interest_statement"));
    return form_page(site, request, visitor, place, shown, wrong, problems, version);
  };
  if (!wrongs.empty()) return again(wrongs, {});
  auto uploads = keep_uploads(site, visitor.identity->actor(), fields, request);
  if (!uploads) return again({}, {words_of(words, uploads.error())});
  office::Command command;
  command.aggregate = place.aggregate;
  const bool is_new_case = place.is_new && place.machine == "case";
  command.event = is_new_case ? opening_step(site, typed["kind"].as_text()) : event;
  if (!typed.as_map().empty()) command.data = typed;
  if (is_new_case) command.data.set("scheme", site.scheme);
  command.idempotency_key = request.field("idempotency_key").empty() ? "page-" + request.id : request.field("idempotency_key");
  command.reason = request.field("reason");
  command.interest_statement = request.field("interest_statement");
  command.has_interest = request.field("has_interest") == "yes";
  command.uploads = std::move(*uploads);
  command.seen_version = version;
  const auto receipt = site.office.perform(visitor.identity->actor(), command);
  if (!receipt) return again({}, {words_of(words, receipt.error())});
  const std::string id = receipt->aggregate.substr(receipt->aggregate.find('/') + 1);
  return Response::see_other((place.is_new ? place.page + "/" + id : place.page) + "?done=" + (receipt->took_effect ? "step" : "recorded"));
}

}  // namespace hoshi::pages
