// Answers from the store, whatever the writer of the public files is doing.
// SPDX-License-Identifier: Apache-2.0
#include "pages/label_pages.h"

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "office/register_queries.h"
#include "pages/public_pages.h"
#include "pages/routing.h"
#include "register/exports.h"
#include "register/feed.h"
#include "register/label_page.h"
#include "register/list_pages.h"

namespace hoshi::pages {
namespace {

using public_register::Artwork;
using web::Door;
using web::Request;
using web::Response;
using web::Visitor;

constexpr std::uint64_t pages_max = static_cast<std::uint64_t>(store::ranked_most) / public_register::list_page_labels;
constexpr std::uint64_t changes_max = 1000;

Result<Response> unknown(const Site& site, std::string_view number, Language language) {
  const auto place = site.public_site();
  auto response = Response::page(public_register::unknown_label_page(number, {site.words, place, language}));
  response.status = 404;
  return response;
}

Response kept_a_moment(std::string type, std::string body) {
  Response response;
  response.type = std::move(type);
  response.body = std::move(body);
  response.public_for = page_age;
  return response;
}

// The page of a label in one language, or that there is none.
Result<Response> label_answer(const Site& site, const std::string& part, Language language) {
  const auto number = public_register::number_of(part);
  if (!number) return fail(ErrorCode::not_found, "no such page");
  const auto entry = office::public_label(site.office, *number);
  if (!entry && entry.error().code == ErrorCode::not_found) return unknown(site, *number, language);
  if (!entry) return tl::unexpected<Error>(entry.error());
  std::error_code problem;
  const bool has_artwork = std::filesystem::exists(site.public_folder / "labels" / part / "label.svg", problem);
  const auto place = site.public_site();
  const public_register::Voice voice{site.words, place, language};
  return kept_a_moment("text/html; charset=utf-8", public_register::label_page(*entry, voice, has_artwork ? Artwork::present : Artwork::absent));
}

Result<Response> label_here(const Site& site, const Request& request, const Visitor&) {
  const std::string& part = part_of(request, "part");
  if (public_register::number_of(part)) return label_answer(site, part, request.language);
  const auto path = public_file(request.path);  // "page-2.html" of the list
  return path && !request.ends_in_slash ? file_answer(site, *path) : fail(ErrorCode::not_found, "no such page");
}

Result<Response> beside_label(const Site& site, const Request& request, const Visitor&) {
  const std::string& part = part_of(request, "part");
  const std::string& file = part_of(request, "file");
  if (file == "index.html") return label_answer(site, part, Language::ja);
  if (file == "index.en.html") return label_answer(site, part, Language::en);
  const bool is_data = file == "label.json" || file == "label.jsonld";
  const auto path = public_file(request.path);
  if (!is_data) return path ? file_answer(site, *path) : fail(ErrorCode::not_found, "no such page");
  const auto number = public_register::number_of(part);
  if (!number) return fail(ErrorCode::not_found, "no such page");
  const auto entry = HOSHI_TRY(office::public_label(site.office, *number));
  const auto place = site.public_site();
  if (file == "label.jsonld") return kept_a_moment("application/ld+json", public_register::json_ld(entry, place, site.words));
  return kept_a_moment("application/json", to_pretty_json(public_register::entry_value(entry, place)) + "\n");
}

// Without a question the newest changes, as the file of the same name has them.
Result<Response> changes(const Site& site, const Request& request, const Visitor&) {
  const std::string asked = request.asked("since");
  const auto since = parse_number(asked.empty() ? "0" : asked, static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
  const auto most = parse_number(request.asked("most").empty() ? "100" : request.asked("most"), changes_max);
  if (!since || !most || *most == 0) return fail(ErrorCode::invalid_input, "since: a sequence number; most: a number from 1 to 1000");
  auto from = static_cast<std::int64_t>(*since);
  if (asked.empty()) from = std::max<std::int64_t>(0, HOSHI_TRY(office::register_state(site.office)).sequence - static_cast<std::int64_t>(*most));
  const auto found = HOSHI_TRY(office::register_changes(site.office, from, static_cast<int>(*most)));
  const auto place = site.public_site();
  return kept_a_moment("application/json", public_register::feed_json(found, from, place));
}

Result<Response> labels_json(const Site& site, const Request& request, const Visitor&) {
  const std::size_t page = page_asked(request);
  const auto found = HOSHI_TRY(office::search_labels(site.office, query_of(site, request, page)));
  const auto place = site.public_site();
  Value labels{ValueList{}};
  for (const auto& entry : found.entries) labels.push(public_register::entry_value(entry, place));
  const Value answer = object({{"schema", "hoshi-register/1"},
                               {"as_of", to_text(place.today)},
                               {"total", found.count},
                               {"page", static_cast<std::int64_t>(page)},
                               {"labels", std::move(labels)}});
  return kept_a_moment("application/json", to_json(answer) + "\n");
}

enum class ListFile { csv, xlsx, json, json_lines, atom };

Result<std::string> written(const Site& site, const std::vector<public_register::Entry>& entries, const public_register::Site& place, ListFile kind, Language language,
                            const std::string& question) {
  switch (kind) {
    case ListFile::csv: return public_register::list_csv(entries, place, language, site.words);
    case ListFile::xlsx: return public_register::list_xlsx(entries, place, language, site.words);
    case ListFile::json: return public_register::list_json(entries, place);
    case ListFile::json_lines: return public_register::list_json_lines(entries, place);
    case ListFile::atom: return public_register::feed_atom(public_register::latest_changes(entries, public_register::feed_page_changes), place, language, site.words, {}, question);
  }
  return fail(ErrorCode::internal, "no such file");
}

// The file of the whole list; with a question, the same of what the search finds.
template <ListFile kind>
Result<Response> list_file(const Site& site, const Request& request, const Visitor&) {
  const auto file = public_file(request.path);
  const auto type = file ? type_of_file(*file) : std::nullopt;
  if (!type) return fail(ErrorCode::not_found, "no such page");
  const std::string question = public_register::question_of(search_of(request));
  if (question.empty()) return file_answer(site, *file);
  store::SearchQuery query = query_of(site, request, 1);
  query.most = public_register::found_file_labels;
  const auto found = HOSHI_TRY(office::search_labels(site.office, query));
  const auto place = site.public_site();
  const Language language = file->stem().extension() == ".en" ? Language::en : Language::ja;
  return kept_a_moment(*type, HOSHI_TRY(written(site, found.entries, place, kind, language, question)));
}

Result<Response> label_json(const Site& site, const Request& request, const Visitor&) {
  const auto entry = HOSHI_TRY(office::public_label(site.office, part_of(request, "number")));
  return kept_a_moment("application/json", to_json(public_register::entry_value(entry, site.public_site())) + "\n");
}

// A label's page has its files beside it: its address is that of a folder.
web::Route folder_route(const Site& site, std::string pattern, PageHandler handler) {
  auto route = page_route(site, "GET", std::move(pattern), Door::anyone, handler);
  route.slash = web::Slash::same_page;
  return route;
}

}  // namespace

// What is beyond the last page is the last.
std::size_t page_asked(const Request& request) {
  const std::string asked = request.asked("page");
  const bool is_number = std::all_of(asked.begin(), asked.end(), [](unsigned char c) { return c >= '0' && c <= '9'; });
  return std::max<std::size_t>(1, parse_number(asked, pages_max).value_or(is_number && !asked.empty() ? pages_max : 1));
}

public_register::Search search_of(const Request& request) {
  public_register::Search search;
  search.text = request.asked("q");
  search.level = request.asked("level");
  search.status = request.asked("status");
  search.category = request.asked("category");
  return search;
}

store::SearchQuery query_of(const Site& site, const Request& request, std::size_t page) {
  store::SearchQuery query;
  query.words = site.folding.words(request.asked("q"));
  if (query.words.size() > store::words_most) query.words.resize(store::words_most);
  query.whole = site.folding.fold(request.asked("q"));
  if (query.words == std::vector{query.whole}) query.whole.clear();
  for (const char* mark : {"level", "status", "category"}) {
    const std::string asked = request.asked(mark);
    if (!asked.empty()) query.marks.push_back({std::string(mark) + ":" + (std::string_view(mark) == "category" ? site.folding.fold(asked) : asked)});
  }
  query.order = query.words.empty() ? store::SearchOrder::newest : store::SearchOrder::best;
  query.skip = static_cast<std::int64_t>((page - 1) * public_register::list_page_labels);
  query.most = public_register::list_page_labels;
  return query;
}

std::vector<web::Route> label_routes(const Site& site) {
  return {
      folder_route(site, "/labels/{part}", label_here),
      page_route(site, "GET", "/labels/{part}/{file}", Door::anyone, beside_label),
      page_route(site, "GET", "/labels.csv", Door::anyone, list_file<ListFile::csv>),
      page_route(site, "GET", "/labels.en.csv", Door::anyone, list_file<ListFile::csv>),
      page_route(site, "GET", "/labels.xlsx", Door::anyone, list_file<ListFile::xlsx>),
      page_route(site, "GET", "/labels.en.xlsx", Door::anyone, list_file<ListFile::xlsx>),
      page_route(site, "GET", "/labels.json", Door::anyone, list_file<ListFile::json>),
      page_route(site, "GET", "/labels.jsonl", Door::anyone, list_file<ListFile::json_lines>),
      page_route(site, "GET", "/atom.xml", Door::anyone, list_file<ListFile::atom>),
      page_route(site, "GET", "/atom.en.xml", Door::anyone, list_file<ListFile::atom>),
      program_route(site, "GET", "/changes.json", Door::anyone, "", changes),
      program_route(site, "GET", "/api/v1/labels", Door::anyone, "", labels_json),
      program_route(site, "GET", "/api/v1/labels/{number}", Door::anyone, "", label_json),
  };
}

}  // namespace hoshi::pages
