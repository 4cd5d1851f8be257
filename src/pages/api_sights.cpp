// What the pages show in lists and of the office itself, as JSON: parties, labels, cases, editions, fees, notices, statistics.
// SPDX-License-Identifier: Apache-2.0
#include "office/case_story.h"
#include "office/imported_lists.h"
#include "office/queries.h"
#include "office/register_queries.h"
#include "pages/api.h"
#include "pages/pages.h"
#include "pages/routing.h"
#include "pages/sights.h"
#include "pages/views_json.h"
#include "register/exports.h"

namespace hoshi::pages {
namespace {

using web::Door;

constexpr int most_shown = 100;

Response shown(std::string_view name, Value list) { return Response::json(200, object({{name, std::move(list)}})); }

Result<Response> parties_json(const Site& site, const Request& request, const Visitor& visitor) {
  return shown("organisations", list_of(HOSHI_TRY(office::parties(site.office, visitor.identity->actor(), request.asked("q")))));
}

// Of an organisation with steps and history; for the office without one all labels, as its page lists them.
Result<Response> labels_json(const Site& site, const Request& request, const Visitor& visitor) {
  const std::string& own = visitor.identity->organisation;
  const std::string asked = request.asked("organisation").empty() ? own : request.asked("organisation");
  if (!asked.empty()) return shown("labels", list_of(HOSHI_TRY(office::labels_of(site.office, visitor.identity->actor(), asked))));
  Value labels{ValueList{}};
  const auto place = site.public_site();
  for (const auto& entry : HOSHI_TRY(office::public_labels(site.office, request.asked("after"), most_shown))) {
    labels.push(public_register::entry_value(entry, place));
  }
  return shown("labels", std::move(labels));
}

// Of the visitor's organisation, or those the office has.
Result<Response> cases_json(const Site& site, const Request& request, const Visitor& visitor) {
  const auto actor = visitor.identity->actor();
  if (!actor.organisation.empty()) return shown("cases", list_of(HOSHI_TRY(office::cases_about(site.office, actor, actor.organisation))));
  return shown("cases", list_of(HOSHI_TRY(office::cases(site.office, actor, request.asked("state"), request.asked("after"), most_shown))));
}

Result<Response> editions_json(const Site& site, const Request&, const Visitor&) {
  const auto view = HOSHI_TRY(editions_of(site));
  Value adopted{ValueList{}};
  for (const auto& one : view.adopted) {
    adopted.push(object({{"edition", one.name}, {"state", one.state}, {"sha256", one.sha256}, {"from", one.from}, {"accepts_until", one.until}}));
  }
  Value profiles{ValueList{}};
  for (const auto& one : site.scheme_office().rulebook.profiles) {
    profiles.push(object({{"id", one.id}, {"name", to_value(one.name)}, {"meaning", to_value(one.meaning)}}));
  }
  return Response::json(200, object({{"edition", view.edition},
                                     {"document_number", view.document_number},
                                     {"sha256", view.sha256},
                                     {"unverified", static_cast<std::int64_t>(view.unverified.size())},
                                     {"unverified_values", Value(ValueList(view.unverified.begin(), view.unverified.end()))},
                                     {"adopted", std::move(adopted)},
                                     {"profiles", std::move(profiles)}}));
}

Result<Response> fees_json(const Site& site, const Request&, const Visitor&) {
  Value fees{ValueList{}};
  for (const auto& fee : HOSHI_TRY(fees_of(site))) {
    fees.push(object({{"application", fee.application},
                      {"application_number", fee.number},
                      {"organisation", to_value(fee.organisation)},
                      {"amount_yen", fee.amount_yen},
                      {"state", fee.state},
                      {"invoice", fee.invoice},
                      {"due", fee.due},
                      {"settled", fee.settled ? to_text(*fee.settled) : ""}}));
  }
  return shown("fees", std::move(fees));
}

Result<Response> outbox_json(const Site& site, const Request&, const Visitor&) {
  const auto outbox = HOSHI_TRY(outbox_of(site));
  Value put_aside{ValueList{}};
  for (const auto& one : outbox.put_aside) {
    put_aside.push(object({{"notice", one.id}, {"name", one.name}, {"kind", one.kind}, {"attempts", one.attempts}, {"failure", one.failure}}));
  }
  return Response::json(200, object({{"waiting", outbox.state.waiting},
                                     {"oldest_waiting", outbox.state.oldest_waiting ? to_text(*outbox.state.oldest_waiting) : ""},
                                     {"put_aside_count", outbox.state.put_aside},
                                     {"put_aside", std::move(put_aside)}}));
}

Result<Response> lists_json(const Site& site, const Request&, const Visitor&) {
  Value lists{ValueList{}};
  for (const auto& one : HOSHI_TRY(office::imported_lists(site.office))) {
    lists.push(object({{"source", one.source}, {"name", one.name}, {"list_date", one.list_date}, {"rows", one.rows}, {"imported_at", to_text(one.imported_at)}}));
  }
  return shown("lists", std::move(lists));
}

Result<Response> statistics_json(const Site& site, const Request& request, const Visitor&) {
  const int year = fiscal_year_asked(site, request.asked("year"));
  return Response::json(200, to_value(HOSHI_TRY(office::statistics(site.office, site.scheme, year))));
}

}  // namespace

std::vector<web::Route> sight_routes(const Site& site) {
  return {
      program_route(site, "GET", "/api/v1/applications/{id}/files/{sha256}", Door::account, "application:read", file_download),
      program_route(site, "GET", "/api/v1/organisations/{id}/files/{sha256}", Door::account, "application:read", party_file_download),
      for_both_sides(program_route(site, "GET", "/api/v1/office/cases/{id}/files/{sha256}", Door::account, "office:read", case_file_download)),
      program_route(site, "GET", "/api/v1/office/labels/{id}/artwork/{file}", Door::account, "application:read", label_artwork),
      program_route(site, "GET", "/api/v1/organisations", Door::account, "application:read", parties_json),
      program_route(site, "GET", "/api/v1/office/labels", Door::account, "application:read", labels_json),
      for_both_sides(program_route(site, "GET", "/api/v1/office/cases", Door::account, "office:read", cases_json)),
      program_route(site, "GET", "/api/v1/office/editions", Door::office, "office:read", editions_json),
      program_route(site, "GET", "/api/v1/office/fees", Door::office, "office:read", fees_json),
      program_route(site, "GET", "/api/v1/office/outbox", Door::office, "office:read", outbox_json),
      program_route(site, "GET", "/api/v1/office/lists", Door::office, "office:read", lists_json),
      program_route(site, "GET", "/api/v1/office/statistics", Door::office, "office:read", statistics_json),
  };
}

}  // namespace hoshi::pages
