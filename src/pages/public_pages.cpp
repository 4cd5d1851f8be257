// The public side: files of the register, search, complaints.
// SPDX-License-Identifier: Apache-2.0
#include "pages/public_pages.h"

#include <algorithm>
#include <array>

#include "base/client_network.h"
#include "base/file.h"
#include "base/text.h"
#include "office/register_queries.h"
#include "office/turns.h"
#include "pages/openings.h"
#include "pages/label_pages.h"
#include "pages/page.h"
#include "pages/parts.h"
#include "pages/routing.h"
#include "pages/step_fields.h"
#include "register/list_pages.h"
#include "store/search.h"

namespace hoshi::pages {
namespace {

using web::Door;
using web::Request;
using web::Response;
using web::Visitor;

constexpr std::size_t file_bytes_max = 256u << 20;
constexpr std::size_t folder_depth_max = 6;

struct Kind {
  std::string_view ending;
  std::string_view type;
};
constexpr std::array<Kind, 13> kinds = {{{".html", "text/html; charset=utf-8"},
                                         {".json", "application/json"},
                                         {".jsonl", "application/jsonl; charset=utf-8"},
                                         {".jsonld", "application/ld+json"},
                                         {".xml", "application/xml; charset=utf-8"},
                                         {".csv", "text/csv; charset=utf-8"},
                                         {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
                                         {".svg", "image/svg+xml"},
                                         {".png", "image/png"},
                                         {".pdf", "application/pdf"},
                                         {".txt", "text/plain; charset=utf-8"},
                                         {".css", "text/css; charset=utf-8"},
                                         {".cbor", "application/cbor"}}};

bool is_plain_name(std::string_view name) {
  return !name.empty() && name.front() != '.' && name.size() <= 200 && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
  });
}

public_register::Voice voice_of(const Site& site, const public_register::Site& place, Language language) { return {site.words, place, language}; }

// "/" and folders lead to their index in the visitor's language; file names say the language themselves.
Result<Response> register_file(const Site& site, const Request& request, const Visitor&) {
  auto file = public_file(request.path);
  const bool is_file = file && type_of_file(*file).has_value();
  if (!file || (is_file && request.ends_in_slash)) return fail(ErrorCode::not_found, "no such page");
  if (!is_file) {
    *file /= request.language == Language::en ? "index.en.html" : "index.html";
  }
  return file_answer(site, *file);
}

Result<Response> search_page(const Site& site, const Request& request, const Visitor&) {
  const std::size_t page = page_asked(request);
  const auto found = HOSHI_TRY(office::search_labels(site.office, query_of(site, request, page)));
  public_register::ListView view;
  view.entries = found.entries;
  view.total = static_cast<std::size_t>(std::min(found.count, store::ranked_most));
  view.is_more = found.count > store::ranked_most;
  view.page = page;
  view.search = search_of(request);
  const auto categories = office::category_names(site.scheme_office());
  view.categories = categories;
  if (found.count == 0 && site.suggestions) view.suggestions = site.suggestions(request.asked("q"));
  const auto place = site.public_site();
  const Language language = request.path.ends_with(".en.html") ? Language::en : request.language;
  return Response::page(public_register::list_page(view, voice_of(site, place, language)));
}

// The list: a search when something is asked for, else the file of the register.
Result<Response> labels(const Site& site, const Request& request, const Visitor& visitor) {
  const bool is_search = std::any_of(request.query.begin(), request.query.end(), [](const auto& one) { return !one.second.empty(); });
  if (is_search) return search_page(site, request, visitor);
  auto written = register_file(site, request, visitor);
  return written ? std::move(written) : search_page(site, request, visitor);
}

Result<Response> complaint_page(const Site& site, const Request& request, const Visitor& visitor, const Value& data, const Wrongs& wrongs,
                                const std::vector<std::string>& problems) {
  Page page(site, request, visitor, "pages.complaint");
  page.heading("h1", "pages.complaint").paragraph("pages.complaint_lead", {}, "lead");
  page.told();
  write_step_form(page, step_fields(page, "complaint", "file"), "/complaint", data, wrongs, problems, page.text("pages.step_complaint_file"));
  return page.finish(problems.empty() && wrongs.empty() ? 200 : 422);
}

Result<Response> complaint_form(const Site& site, const Request& request, const Visitor& visitor) {
  Value data{ValueMap{}};
  data.set("label", request.asked("label"));
  return complaint_page(site, request, visitor, data, {}, {});
}

Result<Response> complaint_file(const Site& site, const Request& request, const Visitor& visitor) {
  const Page words(site, request, visitor, "pages.complaint");
  const auto fields = step_fields(words, "complaint", "file");
  const Value typed = read_fields(fields, request);
  const auto wrongs = missing_in(words, fields, request);
  if (!wrongs.empty()) return complaint_page(site, request, visitor, typed, wrongs, {});
  office::Command command;
  command.aggregate = "case";
  command.event = opening_step(site, "complaint");
  command.data = typed;
  command.data.set("kind", "complaint").set("scheme", site.scheme);
  command.idempotency_key = request.field("idempotency_key").empty() ? "page-" + request.id : request.field("idempotency_key");
  const workflow::Actor somebody{"public", "", {"public"}};
  const auto turn = visitor.identity ? Result<void>() : office::take_turn_to_complain(site.office, client_network(request.address));
  if (!turn) return complaint_page(site, request, visitor, typed, {}, {words_of(words, turn.error())});
  const auto receipt = site.office.perform(visitor.identity ? visitor.identity->actor() : somebody, command);
  if (!receipt) {
    const auto named = wrong_in(words, fields, receipt.error());
    return complaint_page(site, request, visitor, typed, named, named.empty() ? std::vector{words_of(words, receipt.error())} : std::vector<std::string>{});
  }
  Page page(site, request, visitor, "pages.complaint");
  page.heading("h1", "pages.complaint_received").paragraph("pages.complaint_received_lead", {{"number", receipt->aggregate.substr(receipt->aggregate.find('/') + 1, 8)}});
  return page.finish(201);
}

}  // namespace

std::optional<std::filesystem::path> public_file(std::string_view path) {
  std::filesystem::path file;
  std::size_t depth = 0;
  for (const auto& name : split(path, '/')) {
    if (name.empty()) continue;
    if (!is_plain_name(name) || ++depth > folder_depth_max) return std::nullopt;
    file /= name;
  }
  return file;
}

std::optional<std::string> type_of_file(const std::filesystem::path& file) {
  const std::string ending = file.extension().string();
  const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const Kind& kind) { return kind.ending == ending; });
  return found == kinds.end() ? std::nullopt : std::optional(std::string(found->type));
}

Result<Response> file_answer(const Site& site, const std::filesystem::path& file) {
  const auto type = type_of_file(file);
  if (!type) return fail(ErrorCode::not_found, "no such page");
  auto content = read_file(site.public_folder / file, file_bytes_max);
  if (!content) return fail(ErrorCode::not_found, "no such page");
  Response response;
  response.type = *type;
  response.body = std::move(*content);
  response.public_for = page_age;
  return response;
}

std::vector<web::Route> public_routes(const Site& site) {
  std::vector<web::Route> routes{
      page_route(site, "GET", "/", Door::anyone, labels),
      page_route(site, "GET", "/labels", Door::anyone, labels),
      page_route(site, "GET", "/{rest...}", Door::anyone, register_file),
  };
  // The register's own addresses of folders end in a slash.
  for (auto& route : routes) route.slash = web::Slash::same_page;
  routes.push_back(page_route(site, "GET", "/labels/index.html", Door::anyone, labels));
  routes.push_back(page_route(site, "GET", "/labels/index.en.html", Door::anyone, labels));
  routes.push_back(page_route(site, "GET", "/complaint", Door::anyone, complaint_form));
  routes.push_back(page_route(site, "POST", "/complaint", Door::anyone, complaint_file));
  return routes;
}

}  // namespace hoshi::pages
