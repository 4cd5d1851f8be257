// Taking in a list that another register published: what would become of it, and the step itself.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/encoding.h"
#include "base/percent.h"
#include "base/text.h"
#include "office/imported_lists.h"
#include "pages/fields.h"
#include "pages/pages.h"
#include "pages/parts.h"
#include "pages/routing.h"

namespace hoshi::pages {
namespace {

using web::Door;

constexpr std::size_t problems_shown = 200;
constexpr std::size_t list_bytes_max = 40u << 20;

bool may_import(const Visitor& visitor) { return visitor.identity && visitor.identity->actor().roles.contains("registrar"); }

std::vector<Field> fields_of_import() {
  Field source{"source", Input::text, "import_page.source", "import_page.source_hint", true};
  Field date{"list_date", Input::date, "import_page.list_date", "import_page.list_date_hint", true};
  Field name{"name", Input::text, "import_page.name"};
  Field file{"file", Input::file, "import_page.file", "import_page.file_hint", true};
  file.role = "list";
  return {source, date, name, file};
}

// The list of a source comes down by a step of the office.
std::string way_down(const std::string& source) { return "/office/editions/step/end_list?source=" + encode_percent(source); }

void write_lists(Page& page, const std::vector<office::ListView>& lists, bool can_end) {
  if (lists.empty()) {
    page.paragraph("import_page.none", {}, "empty");
    return;
  }
  begin_table(page, "import_page.lists", {"import_page.source", "import_page.name", "import_page.list_date", "import_page.rows", "import_page.imported", "pages.do_what"});
  for (const auto& list : lists) {
    page.html().open("tr").element("th", list.source, " scope=\"row\"").element("td", list.name).element("td", page.day(list.list_date));
    page.html().element("td", std::to_string(list.rows), " class=\"number\"").element("td", page.moment(list.imported_at)).open("td", " class=\"row-steps\"");
    if (can_end) {
      page.html().element("a", page.text("import_page.end"), attribute("href", way_down(list.source)) + " class=\"button second small\"" +
                                                               attribute("aria-label", page.text("import_page.end") + " " + list.source));
    }
    page.html().close("td").close("tr");
  }
  end_table(page);
}

Result<Response> show(const Site& site, const Request& request, const Visitor& visitor, const Value& typed, const Wrongs& wrongs,
                      const std::vector<std::string>& problems) {
  Page page(site, request, visitor, "import_page.title");
  page.crumbs({{"/office/labels", page.text("pages.labels")}});
  page.heading("h1", "import_page.title").paragraph("import_page.lead", {}, "lead");
  page.told();
  if (!problems.empty()) page.problem("pages.not_done", problems);
  write_lists(page, HOSHI_TRY(office::imported_lists(site.office)), may_import(visitor));
  if (may_import(visitor)) {
    page.heading("h2", "import_page.take_in");
    page.form("/office/import", true);
    draw_all(page, fields_of_import(), typed, wrongs);
    page.button(page.text("import_page.look"), "").html().close("form");
  } else {
    page.paragraph("import_page.registrar_only", {}, "quiet");
  }
  return page.finish(wrongs.empty() && problems.empty() ? 200 : 422);
}

Result<Response> import_page(const Site& site, const Request& request, const Visitor& visitor) {
  return show(site, request, visitor, Value(ValueMap{}), {}, {});
}

void hidden(Page& page, std::string_view name, std::string_view value) {
  page.html().open("input", " type=\"hidden\"" + attribute("name", name) + attribute("value", value));
}

void write_problems(Page& page, const office::ListPreview& preview) {
  if (preview.problems.empty()) return;
  page.heading("h2", "import_page.problems");
  begin_table(page, "import_page.problems", {"import_page.weight", "import_page.problem"});
  const std::size_t shown = std::min(preview.problems.size(), problems_shown);
  for (std::size_t at = 0; at < shown; ++at) {
    const auto& problem = preview.problems[at];
    const bool is_refused = problem.weight == public_register::ListProblem::Weight::refused;
    page.html().open("tr").open("td");
    page.tag(page.text(is_refused ? "import_page.refused" : "import_page.noted"), is_refused ? Tone::bad : Tone::wait);
    page.html().close("td").element("td", public_register::in_words(problem, page.language(), page.site().words)).close("tr");
  }
  end_table(page);
  if (shown < preview.problems.size() || preview.has_more_problems) page.paragraph("import_page.more_problems", {}, "quiet");
}

void write_first(Page& page, const office::ListPreview& preview) {
  if (preview.first.empty()) return;
  page.heading("h2", "import_page.first");
  begin_table(page, "import_page.first", {"pages.registration_number", "pages.level", "pages.product", "form.organisation_name", "pages.state"});
  for (const auto& entry : preview.first) {
    page.html().open("tr").element("th", entry.number, " scope=\"row\"").element("td", "★" + std::to_string(entry.level));
    page.html().element("td", page.words(entry.product)).element("td", page.words(entry.maker));
    page.html().element("td", page.text("register.status_" + entry.status)).close("tr");
  }
  end_table(page);
}

Result<Response> preview_page(const Site& site, const Request& request, const Visitor& visitor, const Value& typed, const office::Upload& file,
                              const office::ListPreview& preview) {
  Page page(site, request, visitor, "import_page.title");
  page.crumbs({{"/office/import", page.text("import_page.title")}});
  page.heading("h1", "import_page.preview");
  page.html().open("ul", " class=\"tiles\"");
  page.html().open("li").element("b", std::to_string(preview.listed)).text(page.text("import_page.listed")).close("li");
  page.html().open("li").element("b", std::to_string(preview.left_out)).text(page.text("import_page.left_out")).close("li").close("ul");
  if (!preview.replaces.empty()) {
    page.paragraph("import_page.replaces", {{"date", page.day(preview.replaces)}, {"rows", std::to_string(preview.replaced_rows)}});
  }
  if (preview.listed > 0) {
    page.form("/office/import/confirm");
    for (const char* name : {"source", "list_date", "name"}) hidden(page, name, typed[name].as_text());
    hidden(page, "sha256", file.sha256);
    hidden(page, "file_name", file.name);
    hidden(page, "left_out", std::to_string(preview.left_out));
    hidden(page, "idempotency_key", "page-" + request.id);
    page.button(page.text(preview.left_out == 0 ? "import_page.confirm" : "import_page.confirm_left_out", {{"count", std::to_string(preview.left_out)}}), "");
    page.html().close("form");
  }
  write_problems(page, preview);
  write_first(page, preview);
  return page.finish(preview.listed > 0 ? 200 : 422);
}

Result<Response> import_look(const Site& site, const Request& request, const Visitor& visitor) {
  if (!may_import(visitor)) return fail(ErrorCode::forbidden, "a registrar takes lists in");
  const Page words(site, request, visitor, "import_page.title");
  const auto fields = fields_of_import();
  const Value typed = read_fields(fields, request);
  Wrongs wrongs = missing_in(words, fields, request);
  const auto upload = std::find_if(request.uploads.begin(), request.uploads.end(), [](const auto& one) { return one.field == "file" && !one.content.empty(); });
  if (upload == request.uploads.end()) wrongs["file"] = words.text("import_page.file_missing");
  const auto date = parse_date(typed["list_date"].as_text());
  if (!date) wrongs["list_date"] = words.text("import_page.date_wrong");
  if (!wrongs.empty()) return show(site, request, visitor, typed, wrongs, {});
  const auto preview = office::preview_list(site.office, site.scheme, typed["source"].as_text(), *date, upload->content);
  if (!preview) return show(site, request, visitor, typed, {}, {words_of(words, preview.error())});
  const auto kept = HOSHI_TRY(site.office.take_upload(visitor.identity->actor(), {"list", "", upload->file_name, "text/csv"}, upload->content));
  return preview_page(site, request, visitor, typed, kept, *preview);
}

Result<Response> import_confirm(const Site& site, const Request& request, const Visitor& visitor) {
  const Page words(site, request, visitor, "import_page.title");
  office::Command command;
  command.aggregate = "office/" + site.scheme;
  command.event = "import_list";
  command.idempotency_key = request.field("idempotency_key");
  command.data = object({{"source", request.field("source")},
                         {"list_date", request.field("list_date")},
                         {"name", request.field("name")},
                         {"left_out", static_cast<std::int64_t>(parse_number(request.field("left_out"), 10'000'000).value_or(0))}});
  command.uploads.push_back({"list", request.field("sha256"), request.field("file_name"), "text/csv"});
  const auto receipt = site.office.perform(visitor.identity->actor(), command);
  if (!receipt) return show(site, request, visitor, command.data, {}, {words_of(words, receipt.error())});
  return Response::see_other("/office/import?done=imported");
}

// For programs: hands the file in and says what would become of it; the step import_list does it.
Result<Response> look_by_program(const Site& site, const Request& request, const Visitor& visitor) {
  if (!may_import(visitor)) return fail(ErrorCode::forbidden, "a registrar takes lists in");
  const Date date = HOSHI_TRY(parse_date(request.asked("list_date")));
  const auto preview = HOSHI_TRY(office::preview_list(site.office, site.scheme, request.asked("source"), date, request.body));
  const auto kept = HOSHI_TRY(site.office.take_upload(visitor.identity->actor(), {"list", "", "", "text/csv"}, request.body));
  Value problems{ValueList{}};
  for (const auto& problem : preview.problems) {
    problems.push(object({{"row", static_cast<std::int64_t>(problem.row)},
                          {"refused", problem.weight == public_register::ListProblem::Weight::refused},
                          {"text", public_register::in_words(problem, request.language, site.words)}}));
  }
  return Response::json(201, object({{"sha256", kept.sha256},
                                     {"listed", static_cast<std::int64_t>(preview.listed)},
                                     {"left_out", static_cast<std::int64_t>(preview.left_out)},
                                     {"problems", std::move(problems)},
                                     {"has_more_problems", preview.has_more_problems},
                                     {"replaces", preview.replaces},
                                     {"replaced_rows", static_cast<std::int64_t>(preview.replaced_rows)}}));
}

}  // namespace

std::vector<web::Route> import_routes(const Site& site) {
  return {
      page_route(site, "GET", "/office/import", Door::office, import_page),
      page_route(site, "POST", "/office/import", Door::office, import_look, list_bytes_max),
      page_route(site, "POST", "/office/import/confirm", Door::office, import_confirm),
      program_route(site, "PUT", "/api/v1/office/lists", Door::office, "office:act", look_by_program, list_bytes_max),
  };
}

}  // namespace hoshi::pages
