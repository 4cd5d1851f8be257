// Passkeys: questions and answers of the browser.
// SPDX-License-Identifier: Apache-2.0
#include "pages/passkeys.h"

#include "pages/routing.h"

namespace hoshi::pages {
namespace {

using web::Door;
using web::Request;
using web::Response;
using web::Visitor;

Response answer_with(const accounts::LogIn& outcome) {
  const bool is_in = outcome.outcome == accounts::LogIn::Outcome::done;
  Response response = Response::json(is_in ? 200 : 403, object({{"done", is_in}}));
  if (is_in) response.session = outcome.secret;
  return response;
}

accounts::From from_of(const Request& request) {
  const auto agent = request.headers.find("user-agent");
  return {request.address, agent == request.headers.end() ? "" : agent->second.substr(0, 200)};
}

Result<Response> ask_log_in(const Site& site, const Request&, const Visitor&) { return Response::json(200, HOSHI_TRY(site.accounts.ask_to_log_in())); }

Result<Response> log_in(const Site& site, const Request& request, const Visitor&) {
  const auto assertion = HOSHI_TRY(accounts::assertion_from(request.json));
  return answer_with(HOSHI_TRY(site.accounts.log_in_with_passkey(assertion, from_of(request))));
}

Result<Response> ask_second(const Site& site, const Request&, const Visitor& visitor) {
  return Response::json(200, HOSHI_TRY(site.accounts.ask_for_passkey(visitor.session)));
}

Result<Response> second(const Site& site, const Request& request, const Visitor& visitor) {
  const auto assertion = HOSHI_TRY(accounts::assertion_from(request.json));
  return answer_with(HOSHI_TRY(site.accounts.show_passkey(visitor.session, assertion)));
}

Result<Response> ask_new(const Site& site, const Request&, const Visitor& visitor) {
  return Response::json(200, HOSHI_TRY(site.accounts.ask_for_new_passkey(visitor.session)));
}

Result<Response> add(const Site& site, const Request& request, const Visitor& visitor) {
  const auto registration = HOSHI_TRY(accounts::registration_from(request.json));
  return answer_with(HOSHI_TRY(site.accounts.add_passkey(visitor.session, request.json["name"].as_text(), registration)));
}

}  // namespace

std::vector<web::Route> passkey_log_in_routes(const Site& site) {
  return {page_route(site, "POST", "/login/passkey/ask", Door::anyone, ask_log_in),
          page_route(site, "POST", "/login/passkey", Door::anyone, log_in),
          page_route(site, "POST", "/login/second/passkey/ask", Door::anyone, ask_second),
          page_route(site, "POST", "/login/second/passkey", Door::anyone, second)};
}

std::vector<web::Route> passkey_account_routes(const Site& site) {
  return {page_route(site, "POST", "/account/passkeys/ask", Door::account, ask_new),
          page_route(site, "POST", "/account/passkeys", Door::account, add)};
}

}  // namespace hoshi::pages
