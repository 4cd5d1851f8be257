// Every URL with who may come in; tests/pages/ walks the whole table with every role.
// SPDX-License-Identifier: Apache-2.0
#include "pages/routes.h"

#include <algorithm>
#include <iterator>

#include "pages/account_pages.h"
#include "pages/api.h"
#include "pages/label_pages.h"
#include "pages/page.h"
#include "pages/pages.h"
#include "pages/public_pages.h"
#include "pages/routing.h"

namespace hoshi::pages {
namespace {

using web::Door;

constexpr std::size_t form_bytes_max = 2u << 20;      // the longest form: a family of 2,000 models
constexpr std::size_t upload_bytes_max = 80u << 20;   // a form with a sealed archive

std::vector<web::Route> office_routes(const Site& site) {
  return {
      page_route(site, "GET", "/desk", Door::account, desk),
      page_route(site, "GET", "/office", Door::office, queue_page),
      page_route(site, "GET", "/applications/new", Door::account, application_new),
      page_route(site, "POST", "/applications", Door::account, application_open),
      page_route(site, "GET", "/applications/{id}", Door::account, application_page),
      page_route(site, "GET", "/applications/{id}/edit", Door::account, application_edit),
      page_route(site, "POST", "/applications/{id}/edit", Door::account, application_save, upload_bytes_max),
      page_route(site, "GET", "/applications/{id}/check", Door::account, application_check),
      page_route(site, "GET", "/applications/{id}/files/{sha256}", Door::account, file_download),
      page_route(site, "GET", "/applications/{id}/step/{event}", Door::account, step_form),
      page_route(site, "POST", "/applications/{id}/step/{event}", Door::account, step_take, upload_bytes_max),
      page_route(site, "GET", "/parties", Door::account, parties_page),
      page_route(site, "GET", "/parties/new", Door::account, party_new),
      page_route(site, "POST", "/parties/new/step/{event}", Door::account, step_take, form_bytes_max),
      page_route(site, "GET", "/parties/{id}", Door::account, party_page),
      page_route(site, "GET", "/parties/{id}/files/{sha256}", Door::account, party_file_download),
      page_route(site, "POST", "/parties/{id}/invite", Door::account, party_invite),
      page_route(site, "GET", "/parties/{id}/step/{event}", Door::account, step_form),
      page_route(site, "POST", "/parties/{id}/step/{event}", Door::account, step_take, upload_bytes_max),
      page_route(site, "GET", "/office/labels", Door::office, labels_page),
      page_route(site, "GET", "/office/labels/{id}", Door::account, label_office_page),
      page_route(site, "GET", "/office/labels/{id}/artwork/{file}", Door::account, label_artwork),
      page_route(site, "GET", "/office/labels/{id}/step/{event}", Door::account, step_form),
      page_route(site, "POST", "/office/labels/{id}/step/{event}", Door::account, step_take, form_bytes_max),
      page_route(site, "GET", "/office/cases", Door::office, cases_page),
      page_route(site, "GET", "/office/cases/new/step/{event}", Door::office, step_form),
      page_route(site, "POST", "/office/cases/new/step/{event}", Door::office, step_take, form_bytes_max),
      page_route(site, "GET", "/office/cases/{id}", Door::account, case_page),
      page_route(site, "GET", "/office/cases/{id}/files/{sha256}", Door::account, case_file_download),
      page_route(site, "GET", "/office/cases/{id}/step/{event}", Door::account, step_form),
      page_route(site, "POST", "/office/cases/{id}/step/{event}", Door::account, step_take, upload_bytes_max),
      page_route(site, "GET", "/office/editions", Door::office, editions_page),
      page_route(site, "GET", "/office/editions/step/{event}", Door::office, step_form),
      page_route(site, "POST", "/office/editions/step/{event}", Door::office, step_take, form_bytes_max),
      page_route(site, "GET", "/office/statistics", Door::office, statistics_page),
  };
}

}  // namespace

std::vector<web::Route> all_routes(const Site& site) {
  std::vector<web::Route> all = office_routes(site);
  for (auto routes : {log_in_routes(site), account_routes(site), administration_routes(site), api_routes(site), sight_routes(site), import_routes(site), outbox_routes(site), subscription_routes(site), label_routes(site), public_routes(site)}) {
    for (auto& route : routes) all.push_back(std::move(route));
  }
  std::vector<web::Route> described;
  std::copy_if(all.begin(), all.end(), std::back_inserter(described), is_described);
  web::Route description;
  description.method = "GET";
  description.pattern = "/api/openapi.json";
  description.door = Door::anyone;
  description.handler = [described = std::move(described)](const web::Request& request, const web::Visitor&) -> Result<web::Response> {
    return web::Response::json(200, openapi(described, request.origin));
  };
  all.push_back(std::move(description));
  return all;
}

web::ProblemPage problem_page(const Site& site) {
  return [&site](const web::Problem& problem, const web::ProblemWords& words, const web::Request& request, const web::Visitor& visitor) {
    Page page(site, request, visitor, "pages.problem");
    page.retitle(words.title).html().element("h1", words.title);
    // Errors of the house are in English and for programs; what is meant for people is a key of a text.
    if (site.words.has(problem.detail)) page.html().element("p", words.detail);
    page.html().element("p", words.help, " class=\"lead\"").open("div", " class=\"actions\"");
    if (visitor.identity) page.link(page.own_place(), page.text("pages.go_own_place"), "button");
    page.link("/", page.text("pages.go_home"), visitor.identity ? "button second" : "button").html().close("div");
    page.html().element("p", page.text("pages.request_id", {{"id", request.id}}), " class=\"quiet\"");
    return page.finish().body;
  };
}

}  // namespace hoshi::pages
