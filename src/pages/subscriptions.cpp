// Asking to be told of changes, confirming it from the mail, and ending it with one click.
// SPDX-License-Identifier: Apache-2.0
#include "office/subscriptions.h"

#include "base/client_network.h"
#include "pages/fields.h"
#include "pages/label_pages.h"
#include "pages/page.h"
#include "pages/parts.h"
#include "pages/public_pages.h"
#include "pages/routing.h"

namespace hoshi::pages {
namespace {

using office::SubscriptionAct;
using web::Door;
using web::Request;
using web::Response;
using web::Visitor;

void hidden(Page& page, std::string_view name, std::string_view value) {
  page.html().open("input", " type=\"hidden\"" + attribute("name", name) + attribute("value", value));
}

std::vector<Field> fields_of_address() {
  return {{"email", Input::mail, "subscription.email"}, {"webhook", Input::url, "subscription.webhook", "subscription.webhook_hint"}};
}

// In words: which label, or which search.
std::string about(const Page& page, const Value& typed) {
  if (!typed["label"].as_text().empty()) return page.text("subscription.about_label", {{"number", typed["label"].as_text()}});
  std::string words;
  for (const char* name : {"q", "level", "category"}) {
    const std::string& value = typed[name].as_text();
    if (!value.empty()) words += (words.empty() ? "" : ", ") + (std::string_view(name) == "level" ? "★" + value : value);
  }
  return words.empty() ? "" : page.text("subscription.about_search", {{"search", words}});
}

Result<Response> form_page(const Site& site, const Request& request, const Visitor& visitor, const Value& typed, const std::vector<std::string>& problems) {
  Page page(site, request, visitor, "subscription.title");
  page.heading("h1", "subscription.title").paragraph("subscription.lead", {}, "lead");
  if (!problems.empty()) page.problem("pages.not_done", problems);
  const std::string what = about(page, typed);
  if (what.empty()) {
    page.paragraph("subscription.choose_first");
    page.link("/labels", page.text("pages.register"), "button second");
    return page.finish(problems.empty() ? 200 : 422);
  }
  page.html().element("p", what);
  page.form("/subscriptions");
  for (const char* name : {"label", "q", "level", "category"}) hidden(page, name, typed[name].as_text());
  draw_all(page, fields_of_address(), typed);
  page.paragraph("subscription.privacy", {}, "quiet");
  page.button(page.text("subscription.ask")).html().close("form");
  return page.finish(problems.empty() ? 200 : 422);
}

Result<Response> subscription_new(const Site& site, const Request& request, const Visitor& visitor) {
  Value typed{ValueMap{}};
  for (const char* name : {"label", "q", "level", "category"}) typed.set(name, request.asked(name));
  return form_page(site, request, visitor, typed, {});
}

office::SubscriptionWish wish_of(const Value& typed, const Request& request) {
  office::SubscriptionWish wish;
  wish.label = typed["label"].as_text();
  if (wish.label.empty()) wish.search = object({{"q", typed["q"].as_text()}, {"level", typed["level"].as_text()}, {"category", typed["category"].as_text()}});
  wish.email = typed["email"].as_text();
  wish.webhook = typed["webhook"].as_text();
  wish.language = request.language;
  wish.network = client_network(request.address);
  return wish;
}

Result<Response> subscription_ask(const Site& site, const Request& request, const Visitor& visitor) {
  Value typed{ValueMap{}};
  for (const char* name : {"label", "q", "level", "category", "email", "webhook"}) typed.set(name, request.field(name));
  const auto made = office::subscribe(site.office, wish_of(typed, request));
  Page page(site, request, visitor, "subscription.title");
  if (!made && made.error().code == ErrorCode::invalid_input) return form_page(site, request, visitor, typed, {page.text("subscription.address_wrong")});
  if (!made) return form_page(site, request, visitor, typed, {words_of(page, made.error())});
  page.heading("h1", "subscription.asked").paragraph(made->secret.empty() ? "subscription.asked_mail" : "subscription.asked_webhook", {}, "lead");
  if (!made->secret.empty()) page.html().element("p", made->secret, " class=\"mono\" data-secret");
  return page.finish(202);
}

// Mail programs look at links by themselves: the page asks, its button acts.
Result<Response> act_page(const Site& site, const Request& request, const Visitor& visitor) {
  const std::string& act = part_of(request, "act");
  if (act != "confirm" && act != "end") return fail(ErrorCode::not_found, "no such page");
  Page page(site, request, visitor, "subscription.title");
  page.heading("h1", "subscription." + act).paragraph(act == "confirm" ? "subscription.confirm_lead" : "subscription.end_lead", {}, "lead");
  page.form("/subscriptions/" + part_of(request, "id") + "/" + act + "/" + part_of(request, "code"));
  page.button(page.text("subscription." + act)).html().close("form");
  return page.finish();
}

Result<Response> act_take(const Site& site, const Request& request, const Visitor& visitor) {
  const std::string& act = part_of(request, "act");
  if (act != "confirm" && act != "end") return fail(ErrorCode::not_found, "no such page");
  HOSHI_CHECK(office::act_on_subscription(site.office, act == "confirm" ? SubscriptionAct::confirm : SubscriptionAct::end, part_of(request, "id"), part_of(request, "code")));
  Page page(site, request, visitor, "subscription.title");
  page.heading("h1", "subscription.done_" + act).paragraph("subscription.done_" + act + "_lead", {}, "lead");
  return page.finish();
}

// For programs: a webhook, or a mail address.
Result<Response> ask_by_program(const Site& site, const Request& request, const Visitor&) {
  if (!request.json.is_map()) return fail(ErrorCode::invalid_input, "the body must be a JSON object with label or q, level, category, and email or webhook");
  for (const auto& [name, value] : request.json.as_map()) {
    static const std::set<std::string_view> known{"label", "q", "level", "category", "email", "webhook"};
    if (!known.contains(name) || !value.is_text()) return fail(ErrorCode::invalid_input, "label, q, level, category, email and webhook are texts; there is nothing else");
  }
  const auto made = HOSHI_TRY(office::subscribe(site.office, wish_of(request.json, request)));
  Value answer = object({{"state", "confirmation_sent"}});
  if (!made.secret.empty()) answer.set("secret", made.secret);
  return Response::json(202, answer);
}

}  // namespace

std::vector<web::Route> subscription_routes(const Site& site) {
  return {
      page_route(site, "GET", "/subscriptions/new", Door::anyone, subscription_new),
      page_route(site, "POST", "/subscriptions", Door::anyone, subscription_ask),
      page_route(site, "GET", "/subscriptions/{id}/{act}/{code}", Door::anyone, act_page),
      page_route(site, "POST", "/subscriptions/{id}/{act}/{code}", Door::anyone, act_take),
      program_route(site, "POST", "/api/v1/subscriptions", Door::account, "register:read", ask_by_program),
  };
}

}  // namespace hoshi::pages
