// Logging in, second factors and one-time links.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/encoding.h"
#include "pages/account_pages.h"
#include "pages/page.h"
#include "pages/passkeys.h"
#include "pages/routing.h"

namespace hoshi::pages {
namespace {

using accounts::LogIn;
using web::Door;
using web::Request;
using web::Response;
using web::Visitor;

accounts::From from_of(const Request& request) {
  const auto agent = request.headers.find("user-agent");
  return {request.address, agent == request.headers.end() ? "" : agent->second.substr(0, 200)};
}

void write_input(Page& page, const char* name, const char* type, const char* label, const char* autocomplete, std::string_view value = "",
                 const char* hint = nullptr) {
  page.html().open("div", " class=\"field\"").element("label", page.text(label), attribute("for", name));
  const std::string hint_id = std::string(name) + "-hint";
  if (hint != nullptr) page.html().element("p", page.text(hint), " class=\"hint\"" + attribute("id", hint_id));
  page.html().open("input", attribute("id", name) + attribute("name", name) + attribute("type", type) + attribute("autocomplete", autocomplete) +
                                attribute("value", value) + (hint == nullptr ? "" : attribute("aria-describedby", hint_id)) + " required");
  page.html().close("div");
}

Response log_in_page(const Site& site, const Request& request, const Visitor& visitor, const std::string& problem, int status) {
  Page page(site, request, visitor, "pages.log_in");
  page.heading("h1", "pages.log_in");
  if (!problem.empty()) page.problem("pages.not_logged_in", {problem});
  page.html().open("div", " class=\"columns even\"").open("section", " class=\"sheet\"");
  page.form("/login");
  page.html().open("input", " type=\"hidden\" name=\"next\"" + attribute("value", request.field("next").empty() ? request.asked("next") : request.field("next")));
  write_input(page, "login", "email", "pages.login_name", "username", request.field("login"));
  write_input(page, "password", "password", "pages.password", "current-password");
  page.html().open("div", " class=\"actions\"");
  page.button(page.text("pages.log_in")).html().close("div").close("form").close("section");
  page.html().open("section", " class=\"sheet\" data-passkey=\"log-in\"" + attribute("data-next", safe_next(request.asked("next"))) + attribute("data-csrf", request.csrf));
  page.heading("h2", "pages.passkey_log_in").paragraph("pages.passkey_log_in_lead");
  page.html().element("button", page.text("pages.passkey_use"), " type=\"button\" class=\"second\" data-passkey-start");
  page.html().element("p", "", " class=\"error\" role=\"alert\" data-passkey-problem" + attribute("data-words", page.text("pages.passkey_failed")));
  page.html().close("section").close("div");
  page.html().open("section", " class=\"help\"").element("h2", page.text("pages.log_in_help"));
  page.paragraph("pages.log_in_forgotten").paragraph("pages.log_in_no_account").html().close("section");
  return page.finish(status);
}

// Where a finished or half-finished log-in goes on.
Response gone_on(const LogIn& outcome, const std::string& next) {
  Response response = Response::see_other(outcome.outcome == LogIn::Outcome::second_factor_needed ? "/login/second?next=" + next : next);
  response.session = outcome.secret;
  return response;
}

Result<Response> log_in_form(const Site& site, const Request& request, const Visitor& visitor) {
  if (visitor.half) return Response::see_other("/login/second");
  if (visitor.identity) return Response::see_other(safe_next(request.asked("next")));
  return log_in_page(site, request, visitor, "", 200);
}

Result<Response> log_in(const Site& site, const Request& request, const Visitor& visitor) {
  const auto outcome = HOSHI_TRY(site.accounts.log_in(request.field("login"), request.field("password"), from_of(request)));
  const Page words(site, request, visitor, "pages.log_in");
  if (outcome.outcome == LogIn::Outcome::throttled) {
    auto response = log_in_page(site, request, visitor, words.text("pages.throttled", {{"seconds", std::to_string(outcome.wait.count())}}), 429);
    response.headers.emplace("Retry-After", std::to_string(outcome.wait.count()));
    return response;
  }
  if (outcome.outcome == LogIn::Outcome::refused) return log_in_page(site, request, visitor, words.text("pages.wrong_password"), 403);
  return gone_on(outcome, safe_next(request.field("next")));
}

Response second_page(const Site& site, const Request& request, const Visitor& visitor, const std::string& problem) {
  Page page(site, request, visitor, "pages.second_factor");
  const std::string next = safe_next(request.field("next").empty() ? request.asked("next") : request.field("next"));
  page.heading("h1", "pages.second_factor").paragraph("pages.second_factor_lead", {}, "lead");
  if (!problem.empty()) page.problem("pages.not_logged_in", {problem});
  page.html().open("div", " class=\"columns\"").open("section", " class=\"sheet\"");
  page.form("/login/second");
  page.html().open("input", " type=\"hidden\" name=\"next\"" + attribute("value", next));
  page.html().open("div", " class=\"field\"").element("label", page.text("pages.code"), " for=\"code\"");
  page.html().element("p", page.text("pages.code_hint"), " class=\"hint\" id=\"code-hint\"");
  page.html().open("input", " id=\"code\" name=\"code\" inputmode=\"numeric\" autocomplete=\"one-time-code\" class=\"short\" required aria-describedby=\"code-hint\"").close("div");
  page.html().open("div", " class=\"actions\"");
  page.button(page.text("pages.go_on")).html().close("div").close("form").close("section");
  page.html().open("section", " class=\"sheet\" data-passkey=\"second\"" + attribute("data-next", next) + attribute("data-csrf", request.csrf));
  page.heading("h2", "pages.passkey");
  page.html().element("button", page.text("pages.passkey_use"), " type=\"button\" class=\"second\" data-passkey-start");
  page.html().element("p", "", " class=\"error\" role=\"alert\" data-passkey-problem" + attribute("data-words", page.text("pages.passkey_failed")));
  page.html().close("section").close("div");
  return page.finish(problem.empty() ? 200 : 403);
}

Result<Response> second_form(const Site& site, const Request& request, const Visitor& visitor) {
  if (!visitor.half) return Response::see_other("/login");
  return second_page(site, request, visitor, "");
}

Result<Response> second(const Site& site, const Request& request, const Visitor& visitor) {
  if (!visitor.half) return Response::see_other("/login");
  std::string code = request.field("code");
  code.erase(std::remove(code.begin(), code.end(), ' '), code.end());
  // Six digits are a one-time code; anything else is one of the recovery codes.
  const bool is_totp = code.size() == 6 && std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
  const auto outcome = HOSHI_TRY(is_totp ? site.accounts.show_totp(visitor.session, code) : site.accounts.show_recovery_code(visitor.session, code));
  const Page words(site, request, visitor, "pages.second_factor");
  if (outcome.outcome == LogIn::Outcome::throttled) {
    return second_page(site, request, visitor, words.text("pages.throttled", {{"seconds", std::to_string(outcome.wait.count())}}));
  }
  if (outcome.outcome != LogIn::Outcome::done) return second_page(site, request, visitor, words.text("pages.wrong_code"));
  return gone_on(outcome, safe_next(request.field("next")));
}

Result<Response> log_out(const Site& site, const Request&, const Visitor& visitor) {
  if (!visitor.session.empty()) HOSHI_CHECK(site.accounts.log_out(visitor.session));
  Response response = Response::see_other("/");
  response.session = "";
  return response;
}

Response link_page(const Site& site, const Request& request, const Visitor& visitor, const accounts::Link& link, const std::string& problem) {
  Page page(site, request, visitor, "pages.link_" + link.purpose);
  page.heading("h1", "pages.link_" + link.purpose).paragraph("pages.link_lead", {}, "lead");
  if (!problem.empty()) page.problem("pages.not_done", {problem});
  page.html().open("section", " class=\"sheet\"");
  page.form(request.path);
  if (link.login.empty()) write_input(page, "login", "email", "pages.login_name", "username", request.field("login"));
  if (!link.login.empty()) page.html().open("dl", " class=\"facts\"").element("dt", page.text("pages.login_name")).element("dd", link.login).close("dl");
  write_input(page, "name", "text", "pages.your_name", "name", request.field("name"));
  write_input(page, "password", "password", "pages.password_new", "new-password", "", "pages.password_hint");
  write_input(page, "again", "password", "pages.password_again", "new-password");
  page.html().open("div", " class=\"actions\"");
  page.button(page.text("pages.link_use")).html().close("div").close("form").close("section");
  return page.finish(problem.empty() ? 200 : 422);
}

Result<Response> link_form(const Site& site, const Request& request, const Visitor& visitor) {
  const auto link = HOSHI_TRY(site.accounts.look_at_link(part_of(request, "secret")));
  return link_page(site, request, visitor, link, "");
}

Result<Response> link_use(const Site& site, const Request& request, const Visitor& visitor) {
  const auto link = HOSHI_TRY(site.accounts.look_at_link(part_of(request, "secret")));
  const Page words(site, request, visitor, "pages.link_use");
  if (request.field("password") != request.field("again")) return link_page(site, request, visitor, link, words.text("pages.passwords_differ"));
  const accounts::LinkAnswer answer{request.field("login"), request.field("name"), request.field("password"), request.language};
  const auto outcome = site.accounts.use_link(part_of(request, "secret"), answer, from_of(request));
  if (!outcome && outcome.error().code != ErrorCode::invalid_input) return tl::unexpected<Error>(outcome.error());
  if (!outcome) return link_page(site, request, visitor, link, site.words.has(outcome.error().message) ? words.text(outcome.error().message) : outcome.error().message);
  return gone_on(*outcome, "/account?done=welcome");
}

Result<Response> change_language(const Site&, const Request& request, const Visitor&) {
  const auto language = language_named(part_of(request, "code"));
  if (!language) return fail(ErrorCode::not_found, "no such language");
  Response response = Response::see_other(safe_next(request.asked("back")));
  response.language = *language;
  return response;
}

}  // namespace

std::string safe_next(std::string_view next) {
  const bool is_ours = next.starts_with('/') && !next.starts_with("//") && next.find('\\') == std::string_view::npos &&
                       std::all_of(next.begin(), next.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  return is_ours ? std::string(next) : "/";
}

std::vector<web::Route> log_in_routes(const Site& site) {
  std::vector<web::Route> routes{
      page_route(site, "GET", "/login", Door::anyone, log_in_form),
      page_route(site, "POST", "/login", Door::anyone, log_in),
      page_route(site, "GET", "/login/second", Door::anyone, second_form),
      page_route(site, "POST", "/login/second", Door::anyone, second),
      page_route(site, "POST", "/logout", Door::anyone, log_out),
      page_route(site, "GET", "/link/{secret}", Door::anyone, link_form),
      page_route(site, "POST", "/link/{secret}", Door::anyone, link_use),
      page_route(site, "GET", "/language/{code}", Door::anyone, change_language),
  };
  for (auto& route : passkey_log_in_routes(site)) routes.push_back(std::move(route));
  return routes;
}

}  // namespace hoshi::pages
