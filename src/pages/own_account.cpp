// One's own account: password, second factors, sessions, tokens.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "pages/account_pages.h"
#include "pages/page.h"
#include "pages/passkeys.h"
#include "pages/routing.h"

namespace hoshi::pages {
namespace {

using web::Door;
using web::Request;
using web::Response;
using web::Visitor;

constexpr std::array<const char*, 6> scopes = {"application:read", "application:submit", "office:read", "office:act", "register:read", "file:write"};
constexpr std::uint64_t token_days_max = 366;

const accounts::Identity& who(const Visitor& visitor) { return visitor.identity ? *visitor.identity : *visitor.half; }

void write_password(Page& page) {
  page.html().open("section", " class=\"sheet\"").element("h2", page.text("pages.password_change"));
  page.form("/account/password");
  const std::array<std::array<const char*, 3>, 3> inputs = {{{"old", "pages.password_old", "current-password"},
                                                             {"password", "pages.password_new", "new-password"},
                                                             {"again", "pages.password_again", "new-password"}}};
  for (const auto& [name, label, complete] : inputs) {
    page.html().open("div", " class=\"field\"").element("label", page.text(label), attribute("for", name));
    page.html().open("input", " type=\"password\" required" + attribute("id", name) + attribute("name", name) + attribute("autocomplete", complete)).close("div");
  }
  page.button(page.text("pages.password_change"), "second").html().close("form").close("section");
}

std::string words_of_scope(const Page& page, std::string scope) {
  std::replace(scope.begin(), scope.end(), ':', '_');
  return page.text("pages.scope_" + scope);
}

// A button at the end of a row that names what it is about by a hidden id.
void write_row_button(Page& page, const char* where, const std::string& id, const char* key) {
  page.html().open("div", " class=\"spring\"");
  page.form(where).html().open("input", " type=\"hidden\" name=\"id\"" + attribute("value", id));
  page.button(page.text(key), "second small").html().close("form").close("div");
}

Result<void> write_factors(Page& page, const Site& site, const Visitor& visitor) {
  page.html().open("section", " class=\"sheet\"").element("h2", page.text("pages.second_factors"));
  page.paragraph("pages.second_factors_lead");
  const auto passkeys = HOSHI_TRY(site.accounts.passkeys_of(who(visitor).account));
  page.heading("h3", "pages.passkeys");
  if (passkeys.empty()) page.paragraph("pages.passkeys_none", {}, "quiet");
  if (!passkeys.empty()) page.html().open("ul", " class=\"rows\"");
  for (const auto& passkey : passkeys) {
    page.html().open("li").element("strong", passkey.name).element("small", page.text("pages.passkey_added", {{"when", page.moment(passkey.created)}}));
    write_row_button(page, "/account/passkeys/remove", passkey.id, "pages.remove");
    page.html().close("li");
  }
  if (!passkeys.empty()) page.html().close("ul");
  page.html().open("div", " data-passkey=\"add\"" + attribute("data-csrf", page.request().csrf) + " data-next=\"/account?done=passkey\"");
  page.html().open("div", " class=\"field\"").element("label", page.text("pages.passkey_name"), " for=\"passkey-name\"");
  page.html().open("input", " id=\"passkey-name\" type=\"text\" maxlength=\"60\" data-passkey-name").close("div");
  page.html().element("button", page.text("pages.passkey_add"), " type=\"button\" class=\"second\" data-passkey-start");
  page.html().element("p", "", " class=\"error\" role=\"alert\" data-passkey-problem" + attribute("data-words", page.text("pages.passkey_failed"))).close("div");
  page.heading("h3", "pages.totp_now");
  const bool has_totp = HOSHI_TRY(site.accounts.has_totp(who(visitor).account));
  page.html().open("p");
  page.tag(page.text(has_totp ? "pages.factor_yes" : "pages.factor_no"), has_totp ? Tone::good : Tone::plain);
  page.html().close("p").open("div", " class=\"actions\"");
  page.form("/account/totp").button(page.text(has_totp ? "pages.totp_replace" : "pages.totp_add"), "second").html().close("form");
  if (has_totp) page.form("/account/totp/remove").button(page.text("pages.totp_remove"), "second").html().close("form");
  page.html().close("div");
  page.heading("h3", "pages.recovery_codes");
  page.form("/account/recovery-codes").html().open("div", " class=\"actions\"");
  page.button(page.text("pages.recovery_codes_new"), "second").html().close("div").close("form").close("section");
  return {};
}

Result<void> write_sessions(Page& page, const Site& site, const Visitor& visitor) {
  page.html().open("section", " class=\"sheet\"").element("h2", page.text("pages.sessions"));
  const auto sessions = HOSHI_TRY(site.accounts.sessions_of(who(visitor).account));
  page.html().open("ul", " class=\"rows\"");
  for (const auto& session : sessions) {
    page.html().open("li").text(session.address).element("small", page.text("pages.session_seen") + " " + page.moment(session.seen));
    if (session.id == visitor.session) page.tag(page.text("pages.session_this"), Tone::good);
    if (session.id != visitor.session) write_row_button(page, "/account/sessions/end", session.id, "pages.session_end");
    page.html().element("small", session.agent).close("li");
  }
  page.html().close("ul");
  if (sessions.size() > 1) page.form("/account/sessions/end-all").button(page.text("pages.sessions_end_all"), "second").html().close("form");
  page.html().close("section");
  return {};
}

Result<void> write_tokens(Page& page, const Site& site, const Visitor& visitor) {
  page.html().open("section", " class=\"sheet\"").element("h2", page.text("pages.tokens"));
  page.paragraph("pages.tokens_lead");
  const auto tokens = HOSHI_TRY(site.accounts.tokens_of(who(visitor).account));
  if (tokens.empty()) page.paragraph("pages.tokens_none", {}, "quiet");
  if (!tokens.empty()) page.html().open("ul", " class=\"rows\"");
  for (const auto& token : tokens) {
    std::string all;
    for (const auto& scope : token.scopes) all += (all.empty() ? "" : page.text("pages.and_comma")) + words_of_scope(page, scope);
    page.html().open("li").element("strong", token.name).element("small", page.text("pages.token_until", {{"when", page.moment(token.expires)}})).element("small", all);
    write_row_button(page, "/account/tokens/revoke", token.id, "pages.token_revoke");
    page.html().close("li");
  }
  if (!tokens.empty()) page.html().close("ul");
  page.heading("h3", "pages.token_new");
  page.form("/account/tokens").html().open("div", " class=\"field\"").element("label", page.text("pages.token_name"), " for=\"token-name\"");
  page.html().open("input", " id=\"token-name\" name=\"name\" type=\"text\" maxlength=\"60\" required").close("div");
  page.html().open("div", " class=\"field\"").open("fieldset", " class=\"boxes\"").element("legend", page.text("pages.token_scopes"));
  for (const char* scope : scopes) {
    page.html().open("label", " class=\"choice\"").open("input", " type=\"checkbox\" name=\"scope\"" + attribute("value", scope)).open("span").text(words_of_scope(page, scope)).element("small", scope, " class=\"mono quiet\"").close("span").close("label");
  }
  page.html().close("fieldset").close("div").open("div", " class=\"field\"").element("label", page.text("pages.token_days"), " for=\"token-days\"");
  page.html().open("input", " id=\"token-days\" name=\"days\" type=\"number\" min=\"1\" max=\"366\" value=\"90\" class=\"short\"").close("div");
  page.button(page.text("pages.token_make"), "second").html().close("form").close("section");
  return {};
}

Result<Response> account_page(const Site& site, const Request& request, const Visitor& visitor, const std::string& problem) {
  Page page(site, request, visitor, "pages.account");
  page.html().element("h1", who(visitor).name);
  page.told();
  if (!problem.empty()) page.problem("pages.not_done", {problem});
  std::string roles;
  for (const auto& role : who(visitor).roles) roles += (roles.empty() ? "" : page.text("pages.and_comma")) + page.text("pages.role_" + role);
  page.html().element("p", roles.empty() ? page.text("pages.role_none") : roles, " class=\"lead\"");
  page.html().open("div", " class=\"columns even\"").open("div");
  HOSHI_CHECK(write_factors(page, site, visitor));
  write_password(page);
  page.html().close("div").open("div");
  HOSHI_CHECK(write_sessions(page, site, visitor));
  HOSHI_CHECK(write_tokens(page, site, visitor));
  page.html().close("div").close("div");
  return page.finish(problem.empty() ? 200 : 422);
}

// The account's page again with what was wrong, where it is the person's to mend.
Result<Response> again(const Site& site, const Request& request, const Visitor& visitor, const Error& error) {
  if (error.code == ErrorCode::internal || error.code == ErrorCode::unavailable) return tl::unexpected<Error>(error);
  const Page words(site, request, visitor, "pages.account");
  return account_page(site, request, visitor, site.words.has(error.message) ? words.text(error.message) : error.message);
}

Response back(std::string_view done, const std::string* session = nullptr) {
  Response response = Response::see_other("/account?done=" + std::string(done));
  if (session != nullptr && !session->empty()) response.session = *session;
  return response;
}

Result<Response> show(const Site& site, const Request& request, const Visitor& visitor) { return account_page(site, request, visitor, ""); }

Result<Response> change_password(const Site& site, const Request& request, const Visitor& visitor) {
  if (request.field("password") != request.field("again")) return again(site, request, visitor, {ErrorCode::invalid_input, "pages.passwords_differ"});
  const auto outcome = site.accounts.change_password(visitor.session, request.field("old"), request.field("password"));
  if (!outcome) return again(site, request, visitor, outcome.error());
  if (outcome->outcome != accounts::LogIn::Outcome::done) return again(site, request, visitor, {ErrorCode::forbidden, "pages.wrong_password"});
  return back("password", &outcome->secret);
}

Response totp_page(const Site& site, const Request& request, const Visitor& visitor, const accounts::TotpOffer& offer) {
  Page page(site, request, visitor, "pages.totp_add");
  page.crumbs({{"/account", page.text("pages.account")}});
  page.heading("h1", "pages.totp_add").paragraph("pages.totp_lead", {}, "lead");
  page.html().open("section", " class=\"sheet\"");
  const auto code = site.qr ? site.qr(offer.address, page.text("pages.totp_qr")) : Result<std::string>("");
  if (code && !code->empty()) page.html().raw(*code);
  page.html().open("dl", " class=\"facts\"");
  page.html().element("dt", page.text("pages.totp_secret")).element("dd", offer.secret, " class=\"mono secret\" data-totp-secret");
  page.html().element("dt", page.text("pages.totp_address")).open("dd").element("a", offer.address, attribute("href", offer.address) + " class=\"mono\"").close("dd").close("dl");
  page.form("/account/totp/confirm").html().open("div", " class=\"field\"").element("label", page.text("pages.code"), " for=\"code\"");
  page.html().open("input", " id=\"code\" name=\"code\" inputmode=\"numeric\" autocomplete=\"one-time-code\" class=\"short\" required").close("div");
  page.button(page.text("pages.totp_confirm")).html().close("form").close("section");
  return page.finish();
}

Result<Response> offer_totp(const Site& site, const Request& request, const Visitor& visitor) {
  const auto offer = site.accounts.offer_totp(visitor.session);
  if (!offer) return again(site, request, visitor, offer.error());
  return totp_page(site, request, visitor, *offer);
}

Result<Response> confirm_totp(const Site& site, const Request& request, const Visitor& visitor) {
  const auto outcome = site.accounts.confirm_totp(visitor.session, request.field("code"));
  if (!outcome) return again(site, request, visitor, outcome.error());
  if (outcome->outcome != accounts::LogIn::Outcome::done) return again(site, request, visitor, {ErrorCode::forbidden, "pages.wrong_code"});
  return back("totp", &outcome->secret);
}

Result<Response> remove_passkey(const Site& site, const Request& request, const Visitor& visitor) {
  const auto done = site.accounts.remove_passkey(visitor.session, request.field("id"));
  return done ? Result<Response>(back("removed")) : again(site, request, visitor, done.error());
}

Result<Response> recovery_codes(const Site& site, const Request& request, const Visitor& visitor) {
  const auto codes = site.accounts.new_recovery_codes(visitor.session);
  if (!codes) return again(site, request, visitor, codes.error());
  Page page(site, request, visitor, "pages.recovery_codes");
  page.crumbs({{"/account", page.text("pages.account")}});
  page.heading("h1", "pages.recovery_codes").paragraph("pages.shown_once", {}, "lead");
  page.html().open("ul", " class=\"sheet mono codes\"");
  for (const auto& code : *codes) page.html().element("li", code);
  page.html().close("ul");
  return page.finish();
}

Result<Response> end_session(const Site& site, const Request& request, const Visitor& visitor) {
  const auto done = site.accounts.end_session(who(visitor), request.field("id"));
  return done ? Result<Response>(back("session")) : again(site, request, visitor, done.error());
}

// Everywhere, here too: whoever suspects somebody else inside begins anew.
Result<Response> end_all_sessions(const Site& site, const Request& request, const Visitor& visitor) {
  const auto done = site.accounts.end_all_sessions(who(visitor), who(visitor).account);
  if (!done) return again(site, request, visitor, done.error());
  Response response = Response::see_other("/login");
  response.session = "";
  return response;
}

Result<Response> remove_totp(const Site& site, const Request& request, const Visitor& visitor) {
  const auto done = site.accounts.remove_totp(visitor.session);
  return done ? Result<Response>(back("removed")) : again(site, request, visitor, done.error());
}

Result<Response> make_token(const Site& site, const Request& request, const Visitor& visitor) {
  std::set<std::string> wanted;
  for (const auto& scope : request.fields("scope")) wanted.insert(scope);
  const auto days = parse_number(request.field("days"), token_days_max);
  if (!days || *days == 0 || wanted.empty()) return again(site, request, visitor, {ErrorCode::invalid_input, "pages.token_incomplete"});
  const auto secret = site.accounts.make_token(who(visitor), request.field("name"), wanted, site.office.now() + std::chrono::days(*days));
  if (!secret) return again(site, request, visitor, secret.error());
  Page page(site, request, visitor, "pages.tokens");
  page.crumbs({{"/account", page.text("pages.account")}});
  page.heading("h1", "pages.token_made").paragraph("pages.shown_once", {}, "lead");
  page.html().element("p", *secret, " class=\"mono secret\" data-token");
  return page.finish();
}

Result<Response> revoke_token(const Site& site, const Request& request, const Visitor& visitor) {
  const auto done = site.accounts.revoke_token(who(visitor), request.field("id"));
  return done ? Result<Response>(back("token")) : again(site, request, visitor, done.error());
}

}  // namespace

std::vector<web::Route> account_routes(const Site& site) {
  std::vector<web::Route> routes{
      page_route(site, "GET", "/account", Door::account, show),
      page_route(site, "POST", "/account/password", Door::account, change_password),
      page_route(site, "POST", "/account/totp", Door::account, offer_totp),
      page_route(site, "POST", "/account/totp/confirm", Door::account, confirm_totp),
      page_route(site, "POST", "/account/totp/remove", Door::account, remove_totp),
      page_route(site, "POST", "/account/passkeys/remove", Door::account, remove_passkey),
      page_route(site, "POST", "/account/recovery-codes", Door::account, recovery_codes),
      page_route(site, "POST", "/account/sessions/end", Door::account, end_session),
      page_route(site, "POST", "/account/sessions/end-all", Door::account, end_all_sessions),
      page_route(site, "POST", "/account/tokens", Door::account, make_token),
      page_route(site, "POST", "/account/tokens/revoke", Door::account, revoke_token),
  };
  for (auto& route : passkey_account_routes(site)) routes.push_back(std::move(route));
  return routes;
}

}  // namespace hoshi::pages
