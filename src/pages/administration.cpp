// Administration: accounts, invitations, grants and recovery, each by two people.
// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "pages/account_pages.h"
#include "pages/page.h"
#include "pages/parts.h"
#include "pages/routing.h"

namespace hoshi::pages {
namespace {

using web::Door;
using web::Request;
using web::Response;
using web::Visitor;

constexpr std::array<const char*, 6> office_roles = {"intake", "reviewer", "decider", "registrar", "surveillance", "administrator"};
constexpr std::array<const char*, 3> party_roles = {"applicant", "agent", "laboratory"};

void write_select(Page& page, const char* name, const char* label, const std::vector<std::pair<std::string, std::string>>& options) {
  page.html().open("div", " class=\"field\"").element("label", page.text(label), attribute("for", name));
  // Where no answer is an answer, nobody is chosen by leaving the first one as it stands.
  const bool is_asked = options.empty() || !options.front().first.empty();
  page.html().open("select", attribute("id", name) + attribute("name", name) + (is_asked ? " required" : ""));
  if (is_asked) page.html().element("option", page.text("pages.choose"), " value=\"\"");
  for (const auto& [value, words] : options) page.html().element("option", words, attribute("value", value));
  page.html().close("select").close("div");
}

void write_text(Page& page, const char* name, const char* label, const char* type, bool is_required = false) {
  page.html().open("div", " class=\"field\"").element("label", page.text(label), attribute("for", name));
  page.html().open("input", attribute("id", name) + attribute("name", name) + attribute("type", type) + (is_required ? " required" : "")).close("div");
}

// A sheet with one form: what it is for, then its fields, then its button.
void begin_form(Page& page, const char* title, const char* lead, const char* where) {
  page.html().open("section", " class=\"sheet\"").element("h2", page.text(title));
  page.paragraph(lead).form(where);
}

void end_form(Page& page, const char* words, const char* css) { page.button(page.text(words), css).html().close("form").close("section"); }

void write_accounts(Page& page, const std::vector<accounts::AccountEntry>& all) {
  page.heading("h2", "pages.accounts").paragraph("pages.accounts_lead", {}, "quiet");
  begin_table(page, "pages.accounts", {"pages.your_name", "pages.login_name", "pages.roles", "pages.second_factors", "pages.state"});
  for (const auto& account : all) {
    std::string roles;
    for (const auto& role : account.roles) roles += (roles.empty() ? "" : page.text("pages.and_comma")) + page.text("pages.role_" + role);
    const std::string state = "pages.account_" + account.state;
    page.html().open("tr").element("th", account.name.empty() ? account.login : account.name, " scope=\"row\"");
    cell(page, "pages.login_name").text(account.login).close("td");
    cell(page, "pages.roles").text(roles.empty() ? "–" : roles).close("td");
    cell(page, "pages.second_factors");
    page.tag(page.text(account.has_second_factor ? "pages.factor_yes" : "pages.factor_no"), account.has_second_factor ? Tone::good : Tone::plain);
    page.html().close("td");
    cell(page, "pages.state").text(page.site().words.has(state) ? page.text(state) : account.state).close("td").close("tr");
  }
  end_table(page);
}

std::string name_of_account(const std::map<std::string, std::string>& names, const std::string& account) {
  const auto name = names.find(account);
  return name == names.end() ? account : name->second;
}

void write_grants(Page& page, const std::vector<accounts::Grant>& grants, const std::map<std::string, std::string>& names) {
  page.heading("h2", "pages.grants_waiting");
  bool is_any = false;
  for (const auto& grant : grants) {
    if (!grant.confirmed_by.empty() || grant.is_in_force) continue;
    is_any = true;
    page.html().open("div", " class=\"rows\"");
    page.form("/admin/grants/confirm").html().open("div", " class=\"actions\"").element("strong", name_of_account(names, grant.account)).text(page.text("pages.role_" + grant.role)).element("span", grant.reason, " class=\"quiet\"");
    page.html().open("input", " type=\"hidden\" name=\"grant\"" + attribute("value", grant.id));
    page.button(page.text("pages.grant_confirm"), "small").html().close("div").close("form").close("div");
  }
  if (!is_any) page.paragraph("pages.grants_none", {}, "quiet");
}

// Ending a role and an account takes one administrator: it may have to be quick.
void write_endings(Page& page, const std::vector<accounts::Grant>& grants, const std::map<std::string, std::string>& names,
                   const std::vector<std::pair<std::string, std::string>>& people) {
  std::vector<std::pair<std::string, std::string>> in_force;
  for (const auto& grant : grants) {
    if (!grant.is_in_force) continue;
    const std::string until = grant.until ? page.text("pages.grant_ends", {{"when", page.moment(*grant.until)}}) : "";
    in_force.emplace_back(grant.id, name_of_account(names, grant.account) + ": " + page.text("pages.role_" + grant.role) + until);
  }
  begin_form(page, "pages.grant_revoke", "pages.grant_revoke_lead", "/admin/grants/revoke");
  write_select(page, "revoke-grant", "pages.role", in_force);
  write_text(page, "revoke-reason", "pages.reason", "text", true);
  end_form(page, "pages.grant_revoke", "grave");
  begin_form(page, "pages.account_disable", "pages.account_disable_lead", "/admin/accounts/disable");
  write_select(page, "disable-account", "pages.account", people);
  end_form(page, "pages.account_disable", "grave");
}

void write_invitation(Page& page) {
  begin_form(page, "pages.invite", "pages.invite_lead", "/admin/invite");
  write_text(page, "login", "pages.login_name", "email", true);
  std::vector<std::pair<std::string, std::string>> roles{{"", page.text("pages.role_office")}};
  for (const char* role : party_roles) roles.emplace_back(role, page.text("pages.role_" + std::string(role)));
  write_select(page, "role", "pages.role", roles);
  page.html().open("div", " class=\"field\"").element("label", page.text("pages.organisation_id"), " for=\"organisation\"");
  page.html().element("p", page.text("pages.organisation_id_hint"), " class=\"hint\" id=\"organisation-hint\"");
  page.html().open("input", " id=\"organisation\" name=\"organisation\" type=\"text\" aria-describedby=\"organisation-hint\"").close("div");
  end_form(page, "pages.invite", "second");
}

void write_proposals(Page& page, const std::vector<std::pair<std::string, std::string>>& people) {
  begin_form(page, "pages.grant_propose", "pages.grant_lead", "/admin/grants");
  write_select(page, "account", "pages.account", people);
  std::vector<std::pair<std::string, std::string>> roles;
  for (const char* role : office_roles) roles.emplace_back(role, page.text("pages.role_" + std::string(role)));
  write_select(page, "grant-role", "pages.role", roles);
  write_text(page, "grant-until", "pages.grant_until", "date");
  write_text(page, "grant-reason", "pages.reason", "text", true);
  end_form(page, "pages.grant_propose", "second");
  begin_form(page, "pages.recovery", "pages.recovery_lead", "/admin/recovery");
  write_select(page, "recovery-account", "pages.account", people);
  write_text(page, "recovery-reason", "pages.reason", "text", true);
  end_form(page, "pages.recovery_propose", "second");
}

Result<Response> admin_page(const Site& site, const Request& request, const Visitor& visitor, const std::string& problem) {
  Page page(site, request, visitor, "pages.administration");
  page.heading("h1", "pages.administration");
  page.told();
  if (!problem.empty()) page.problem("pages.not_done", {problem});
  const auto all = HOSHI_TRY(site.accounts.accounts());
  std::map<std::string, std::string> names;
  std::vector<std::pair<std::string, std::string>> people;
  for (const auto& account : all) {
    names.emplace(account.id, account.name);
    if (account.state != "disabled") people.emplace_back(account.id, account.name + " (" + account.login + ")");
  }
  write_accounts(page, all);
  const auto grants = HOSHI_TRY(site.accounts.grants(""));
  write_grants(page, grants, names);
  page.html().open("div", " class=\"columns even\"").open("div");
  write_invitation(page);
  write_endings(page, grants, names, people);
  page.html().close("div").open("div");
  write_proposals(page, people);
  page.html().close("div").close("div");
  return page.finish(problem.empty() ? 200 : 422);
}

Result<Response> again(const Site& site, const Request& request, const Visitor& visitor, const Error& error) {
  if (error.code == ErrorCode::internal || error.code == ErrorCode::unavailable) return tl::unexpected<Error>(error);
  const Page words(site, request, visitor, "pages.administration");
  return admin_page(site, request, visitor, site.words.has(error.message) ? words.text(error.message) : error.message);
}

Crumbs way_here(const Site& site, const Request& request) { return {{"/admin", site.words.text(request.language, "pages.administration")}}; }

Result<Response> show(const Site& site, const Request& request, const Visitor& visitor) { return admin_page(site, request, visitor, ""); }

Result<Response> invite(const Site& site, const Request& request, const Visitor& visitor) {
  const accounts::Invitation invitation{request.field("login"), request.field("organisation"), request.field("role"), request.language};
  const auto secret = site.accounts.invite(*visitor.identity, invitation);
  return secret ? Result<Response>(secret_page(site, request, visitor, "pages.invited", *secret, way_here(site, request))) : again(site, request, visitor, secret.error());
}

Result<Response> propose(const Site& site, const Request& request, const Visitor& visitor) {
  // Without a day the role is given for a year: office roles end and are granted again.
  Instant until = site.office.now() + std::chrono::days(365);
  if (!request.field("grant-until").empty()) {
    const auto day = parse_date(request.field("grant-until"));
    if (!day) return again(site, request, visitor, day.error());
    until = Instant(to_days(*day) + std::chrono::hours(15));  // 24:00 in Japan
  }
  const auto done = site.accounts.propose_grant(*visitor.identity, request.field("account"), request.field("grant-role"), until, request.field("grant-reason"));
  return done ? Result<Response>(Response::see_other("/admin?done=proposed")) : again(site, request, visitor, done.error());
}

Result<Response> confirm(const Site& site, const Request& request, const Visitor& visitor) {
  const auto done = site.accounts.confirm_grant(*visitor.identity, request.field("grant"));
  return done ? Result<Response>(Response::see_other("/admin?done=granted")) : again(site, request, visitor, done.error());
}

Result<Response> revoke(const Site& site, const Request& request, const Visitor& visitor) {
  const auto done = site.accounts.revoke_grant(*visitor.identity, request.field("revoke-grant"), request.field("revoke-reason"));
  return done ? Result<Response>(Response::see_other("/admin?done=revoked")) : again(site, request, visitor, done.error());
}

Result<Response> disable(const Site& site, const Request& request, const Visitor& visitor) {
  const auto done = site.accounts.disable(*visitor.identity, request.field("disable-account"));
  return done ? Result<Response>(Response::see_other("/admin?done=disabled")) : again(site, request, visitor, done.error());
}

Result<Response> propose_recovery(const Site& site, const Request& request, const Visitor& visitor) {
  const auto done = site.accounts.propose_recovery(*visitor.identity, request.field("recovery-account"), request.field("recovery-reason"));
  if (!done) return again(site, request, visitor, done.error());
  return Response::see_other("/admin/recovery/" + *done);
}

Result<Response> recovery_page(const Site& site, const Request& request, const Visitor& visitor) {
  Page page(site, request, visitor, "pages.recovery");
  page.crumbs({{"/admin", page.text("pages.administration")}});
  page.heading("h1", "pages.recovery").paragraph("pages.recovery_second", {}, "lead");
  page.html().element("p", request.origin + request.path, " class=\"mono secret\"");
  page.form(request.path);
  page.button(page.text("pages.recovery_confirm")).html().close("form");
  return page.finish();
}

Result<Response> confirm_recovery(const Site& site, const Request& request, const Visitor& visitor) {
  const auto secret = site.accounts.confirm_recovery(*visitor.identity, part_of(request, "proposal"));
  return secret ? Result<Response>(secret_page(site, request, visitor, "pages.recovery", *secret, way_here(site, request))) : again(site, request, visitor, secret.error());
}

}  // namespace

Response secret_page(const Site& site, const Request& request, const Visitor& visitor, std::string_view title, const std::string& secret, const Crumbs& crumbs) {
  Page page(site, request, visitor, title);
  page.crumbs(crumbs);
  page.heading("h1", title).paragraph("pages.link_pass_on", {}, "lead");
  page.html().element("p", request.origin + "/link/" + secret, " class=\"mono secret\" data-link");
  return page.finish();
}

std::vector<web::Route> administration_routes(const Site& site) {
  return {
      page_route(site, "GET", "/admin", Door::administrator, show),
      page_route(site, "POST", "/admin/invite", Door::administrator, invite),
      page_route(site, "POST", "/admin/grants", Door::administrator, propose),
      page_route(site, "POST", "/admin/grants/confirm", Door::administrator, confirm),
      page_route(site, "POST", "/admin/grants/revoke", Door::administrator, revoke),
      page_route(site, "POST", "/admin/accounts/disable", Door::administrator, disable),
      page_route(site, "POST", "/admin/recovery", Door::administrator, propose_recovery),
      page_route(site, "GET", "/admin/recovery/{proposal}", Door::administrator, recovery_page),
      page_route(site, "POST", "/admin/recovery/{proposal}", Door::administrator, confirm_recovery),
  };
}

}  // namespace hoshi::pages
