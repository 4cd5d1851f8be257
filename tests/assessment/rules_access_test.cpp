// Rules about access and logins: what must be refused, what must be slowed.
// SPDX-License-Identifier: Apache-2.0
#include "case.h"

namespace hoshi::assessment {
namespace {

using enum Verdict;

const Subject settings{"main", "tcp/443", "settings"};
const Subject admin{"main", "tcp/443", "web-admin"};

Value attempt(std::string_view path = "/settings") {
  return object({{"route", "web"}, {"operation", "read"}, {"what", path}});
}

Value refused(bool control) { return attempt().set("how", "401").set("control", control); }

Value opened(std::string_view is_protected) { return attempt().set("protected", is_protected); }

Case access_case() {
  Case given("no_access_without_authentication");
  given.route("web", 443);
  given.asset("settings");
  given.product.requests = {{"read_settings", "web", "settings", "read", "/settings"}};
  return given;
}

TEST(NoAccessWithoutAuthentication, FollowsItsTable) {
  const std::vector<Row> rows{
      {"nothing tried", [](Case&) {}, inconclusive, "access.not_tried"},
      {"refused with control", [](Case& c) { c.see("access.refused", settings, refused(true)); }, pass, "access.refused"},
      {"refused without control", [](Case& c) { c.see("access.refused", settings, refused(false)); }, inconclusive,
       "access.no_control"},
      {"not tried", [](Case& c) { c.see("access.not_tried", settings, object({{"route", "web"}, {"why", "budget"}})); },
       inconclusive, "access.not_tried"},
      {"read", [](Case& c) { c.see("access.unauthenticated", settings, opened("yes")); }, fail, "access.open"},
      {"refused, and read elsewhere", [](Case& c) {
         c.see("access.refused", settings, refused(true)).see("access.unauthenticated", web, opened("yes"));
       }, fail, "access.open"},
      {"something unprotected", [](Case& c) {
         c.see("access.refused", settings, refused(true)).see("access.unauthenticated", web, opened("no"));
       }, pass, "access.refused"},
      {"something unknown", [](Case& c) {
         c.see("access.refused", settings, refused(true)).see("access.unauthenticated", web, opened("unknown"));
       }, inconclusive, "access.unknown"},
      {"something of which nothing is said", [](Case& c) {
         c.see("access.refused", settings, refused(true)).see("access.unauthenticated", web, attempt());
       }, inconclusive, "access.unknown"},
      {"another path refused", [](Case& c) {
         c.see("access.refused", settings, attempt("/other").set("control", true));
       }, inconclusive, "access.not_tried"},
      {"request on an unprotected asset", [](Case& c) { c.product.assets[0].is_protected = false; }, not_applicable,
       "access.no_request"},
      {"request on a disabled route", [](Case& c) { c.product.routes[0].status = "disabled"; }, not_applicable,
       "access.no_request"},
      {"request on an asset that is not there", [](Case& c) { c.product.assets.clear(); }, inconclusive,
       "access.not_tried"},
      {"no request", [](Case& c) { c.product.requests.clear(); }, not_applicable, "access.no_request"},
      {"refused, but a look elsewhere did not end", [](Case& c) {
         c.see("access.refused", settings, refused(true)).see("probe.failed", {"main", "tcp/23", ""});
         c.observations.back().probe = "telnet_access";
       }, inconclusive, "access.unfinished"},
      {"refused, and a probe of something else failed", [](Case& c) {
         c.see("access.refused", settings, refused(true)).see("probe.failed", {"main", "tcp/443", ""});
         c.observations.back().probe = "tls_offer";
       }, pass, "access.refused"},
      {"no request, but read", [](Case& c) {
         c.product.requests.clear();
         c.see("access.unauthenticated", settings, opened("yes"));
       }, fail, "access.open"},
  };
  expect_rows(access_case, rows);
}

TEST(NoAccessWithoutAuthentication, LetsAPersonDecideWhatIsUnknown) {
  const auto start = [] {
    return access_case().ask("accesses", Question::Kind::decision)
        .see("access.refused", settings, refused(true))
        .see("access.unauthenticated", {"main", "tcp/80", ""}, opened("unknown"));
  };
  const std::vector<Row> rows{
      {"open", [](Case&) {}, inconclusive, "answer.missing"},
      {"acceptable", [](Case& c) { c.answer("main tcp/80 /settings", Answer::yes); }, pass, "answer.yes"},
      {"not acceptable", [](Case& c) { c.answer("main tcp/80 /settings", Answer::no); }, fail, "answer.no"},
  };
  expect_rows(start, rows);
  EXPECT_EQ(start().run().questions, (std::vector<OpenQuestion>{{"T-01/ask", "main tcp/80 /settings"}}));
}

Case login_case(std::string rule) {
  Case given(std::move(rule));
  given.route("web", 443);
  Login login;
  login.id = "web-admin";
  login.route = "web";
  login.authentication = "admin";
  login.kind = "basic";
  given.product.logins = {login};
  return given;
}

Value defaults(bool control, std::string_view stopped_by) {
  return object({{"tries", 40}, {"list", "common"}, {"control", control}, {"stopped_by", stopped_by}});
}

TEST(NoDefaultCredentials, FollowsItsTable) {
  const std::vector<Row> rows{
      {"declared, not met", [](Case&) {}, inconclusive, "login.not_reached"},
      {"met, not tried", [](Case& c) { c.see("login.surface", admin); }, inconclusive, "defaults.not_tried"},
      {"all refused", [](Case& c) { c.see("login.defaults_refused", admin, defaults(true, "")); }, pass,
       "defaults.refused"},
      {"without control", [](Case& c) { c.see("login.defaults_refused", admin, defaults(false, "")); }, inconclusive,
       "defaults.no_control"},
      {"stopped by a lock", [](Case& c) { c.see("login.defaults_refused", admin, defaults(true, "lock")); },
       inconclusive, "defaults.locked"},
      {"stopped by another thing", [](Case& c) { c.see("login.defaults_refused", admin, defaults(true, "budget")); },
       inconclusive, "defaults.stopped"},
      {"not tried to the end of the list", [](Case& c) {
         c.see("login.defaults_refused", admin,
               object({{"tries", 24}, {"left_out", 3}, {"control", true}, {"stopped_by", ""}}));
       }, inconclusive, "defaults.left_out"},
      {"not said whether stopped", [](Case& c) {
         c.see("login.defaults_refused", admin, object({{"control", true}}));
       }, inconclusive, "defaults.stopped"},
      {"accepted", [](Case& c) {
         c.see("login.default_accepted", admin, object({{"account", "admin"}}))
             .see("login.defaults_refused", admin, defaults(true, ""));
       }, fail, "defaults.accepted"},
      {"a second surface not tried", [](Case& c) {
         c.see("login.defaults_refused", admin, defaults(true, "")).see("login.surface", {"main", "tcp/23", ""});
       }, inconclusive, "defaults.not_tried"},
      {"no login at all", [](Case& c) { c.product.logins.clear(); }, inconclusive, "login.none"},
      {"on a disabled route", [](Case& c) { c.product.routes[0].status = "disabled"; }, inconclusive, "login.none"},
  };
  expect_rows([] { return login_case("no_default_credentials"); }, rows);
}

Value throttle(std::string_view kind, int tries, int lock, int rate, bool control = true) {
  return object({{"class", kind}, {"tries", tries}, {"lock_after_tries", lock}, {"sustained_per_hour", rate},
                 {"control", control}});
}

Case throttling_case() {
  return login_case("throttling").parameter("lock_after_tries_max", 10)
      .parameter("sustained_guesses_per_hour_max", 1800).parameter("tries_min", 20);
}

void measure(Case& c, Value value) { c.see("login.throttle", admin, std::move(value)); }

TEST(Throttling, FollowsItsTable) {
  const std::vector<Row> rows{
      {"not measured", [](Case& c) { c.see("login.surface", admin); }, inconclusive, "throttle.not_measured"},
      {"declared, not met", [](Case&) {}, inconclusive, "throttle.not_measured"},
      {"none", [](Case& c) { measure(c, throttle("none", 20, 0, 90'000)); }, fail, "throttle.none"},
      {"none, slow by nature", [](Case& c) { measure(c, throttle("none", 20, 0, 900)); }, fail, "throttle.none"},
      {"none, too few tries", [](Case& c) { measure(c, throttle("none", 19, 0, 900)); }, inconclusive,
       "throttle.person_decides"},
      {"none, no control", [](Case& c) { measure(c, throttle("none", 20, 0, 90'000, false)); }, inconclusive,
       "throttle.no_control"},
      {"lock in time", [](Case& c) { measure(c, throttle("lock_account", 12, 10, 0)); }, pass, "throttle.locked"},
      {"lock too late", [](Case& c) { measure(c, throttle("lock_account", 12, 11, 5'000)); }, inconclusive,
       "throttle.person_decides"},
      {"lock, no control", [](Case& c) { measure(c, throttle("lock_account", 12, 5, 0, false)); }, inconclusive,
       "throttle.no_control"},
      {"a limit of the rate that was met early", [](Case& c) { measure(c, throttle("global_limit", 40, 5, 18'000)); },
       inconclusive, "throttle.person_decides"},
      {"a strict limit of the rate", [](Case& c) { measure(c, throttle("global_limit", 40, 5, 600)); }, pass,
       "throttle.slow"},
      {"slow", [](Case& c) { measure(c, throttle("growing_delay", 20, 0, 1800)); }, pass, "throttle.slow"},
      {"not slow enough", [](Case& c) { measure(c, throttle("growing_delay", 20, 0, 1801)); }, inconclusive,
       "throttle.person_decides"},
      {"rate not measured", [](Case& c) { measure(c, throttle("ban_source", 20, 0, 0)); }, inconclusive,
       "throttle.person_decides"},
      {"unknown", [](Case& c) { measure(c, throttle("unknown", 20, 0, 100)); }, inconclusive,
       "throttle.person_decides"},
      {"a second surface without any", [](Case& c) {
         measure(c, throttle("lock_account", 12, 5, 0));
         c.see("login.throttle", {"main", "tcp/23", ""}, throttle("none", 30, 0, 90'000));
       }, fail, "throttle.none"},
      {"no login at all", [](Case& c) { c.product.logins.clear(); }, not_applicable, "login.none"},
      {"a form elsewhere of which nobody speaks", [](Case& c) {
         measure(c, throttle("lock_account", 12, 5, 0));
         c.see("http.page", {"main", "tcp/8080", ""}, object({{"path", "/"}, {"authentication", "form"}}));
       }, inconclusive, "throttle.not_measured"},
      {"a form where the login was measured", [](Case& c) {
         measure(c, throttle("lock_account", 12, 5, 0));
         c.see("http.page", {"main", "tcp/443", ""}, object({{"path", "/"}, {"authentication", "form"}}));
       }, pass, "throttle.locked"},
      {"SSH that asks in its own words", [](Case& c) {
         c.product.logins.clear();
         c.see("ssh.methods", {"main", "tcp/22", ""}, object({{"methods", ValueList{"publickey", "keyboard-interactive"}}}));
       }, inconclusive, "throttle.not_measured"},
      {"SSH by key only", [](Case& c) {
         c.product.logins.clear();
         c.see("ssh.methods", {"main", "tcp/22", ""}, object({{"methods", ValueList{"publickey"}}}));
       }, not_applicable, "login.none"},
  };
  expect_rows(throttling_case, rows);
}

TEST(Throttling, LetsAPersonDecideInBetween) {
  const auto start = [] { return throttling_case().ask("logins", Question::Kind::decision); };
  const Value between = throttle("growing_delay", 20, 0, 5'000);
  const std::vector<Row> rows{
      {"open", [&](Case& c) { measure(c, between); }, inconclusive, "answer.missing"},
      {"acceptable", [&](Case& c) { c.answer("web-admin", Answer::yes); measure(c, between); }, pass, "answer.yes"},
      {"not acceptable", [&](Case& c) { c.answer("web-admin", Answer::no); measure(c, between); }, fail, "answer.no"},
      {"argued, not measured", [](Case& c) { c.answer("web-admin", Answer::yes); }, pass, "answer.yes"},
      {"argued, but refuted", [](Case& c) {
         c.answer("web-admin", Answer::yes);
         measure(c, throttle("none", 20, 0, 90'000));
       }, fail, "throttle.none"},
  };
  expect_rows(start, rows);
}

TEST(Throttling, AsksInTheTermsOfItsQuestion) {
  for (const auto& [over, subject] : std::vector<std::pair<std::string, std::string>>{
           {"", ""}, {"logins", "web-admin"}, {"routes", "web"}, {"authentications", "admin"}}) {
    Case given = throttling_case().ask(over, Question::Kind::decision);
    EXPECT_EQ(given.run().questions, (std::vector<OpenQuestion>{{"T-01/ask", subject}})) << over;
  }
}

TEST(Throttling, NamesTheParametersItUsed) {
  Case given = throttling_case();
  measure(given, throttle("lock_account", 12, 5, 0));
  EXPECT_EQ(given.run().parameters, (std::vector<std::string>{"lock_after_tries_max"}));
}

}  // namespace
}  // namespace hoshi::assessment
