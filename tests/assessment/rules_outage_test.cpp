// Rules about outages and erasure: what was seen decides, what was not seen a person decides.
// SPDX-License-Identifier: Apache-2.0
#include "case.h"

namespace hoshi::assessment {
namespace {

using enum Verdict;

const Subject power{"main", "", "power"};
const Subject settings{"main", "", "settings"};
const Subject web_login{"main", "", "web"};

Case outage_case() {
  Case given("kept_over_outage");
  given.check.arguments.set("kind", "power");
  given.ask();
  given.asset("settings").set_by_user = true;
  return given;
}

void round(Case& c, bool gone = true, bool back = true, std::int64_t number = 1) {
  c.see("outage.round", power,
        object({{"kind", "power"}, {"round", number}, {"seen_gone", gone}, {"seen_back", back}, {"control", true}}));
}

void kept(Case& c, bool same, bool control = true, std::int64_t number = 1, const Subject& what = settings,
          std::string_view kind = "power") {
  c.see("outage.kept", what, object({{"kind", kind}, {"round", number}, {"same", same}, {"control", control}}));
}

void add_login(Case& c) {
  Authentication web;
  web.id = "web";
  web.factor = "password";
  web.used_by = "user";
  c.product.authentications.push_back(web);
}

TEST(KeptOverOutage, FollowsWhatWasSeen) {
  const std::vector<Row> rows{
      {"nothing", [](Case&) {}, inconclusive, "outage.not_tried"},
      {"kept", [](Case& c) { round(c); kept(c, true); }, pass, "outage.kept"},
      {"lost", [](Case& c) { round(c); kept(c, false); }, fail, "outage.lost"},
      {"lost once of twice", [](Case& c) { round(c); round(c, true, true, 2); kept(c, true); kept(c, false, true, 2); }, fail,
       "outage.lost"},
      {"one round not compared", [](Case& c) { round(c); round(c, true, true, 2); kept(c, true); }, inconclusive,
       "outage.not_compared"},
      {"the factory's value all the time", [](Case& c) { round(c); kept(c, true, false); }, inconclusive, "outage.not_compared"},
      {"lost without control", [](Case& c) { round(c); kept(c, false, false); }, inconclusive, "outage.not_compared"},
      {"never gone", [](Case& c) { round(c, false); kept(c, true); }, inconclusive, "outage.not_gone"},
      {"never back", [](Case& c) { round(c, true, false); kept(c, true); }, inconclusive, "outage.not_back"},
      {"of another kind", [](Case& c) { round(c); kept(c, false, true, 1, settings, "network"); }, inconclusive,
       "outage.not_compared"},
      {"an account that nobody looked at", [](Case& c) { add_login(c); round(c); kept(c, true); }, inconclusive,
       "outage.not_compared"},
      {"the account, too", [](Case& c) { add_login(c); round(c); kept(c, true); kept(c, true, true, 1, web_login); }, pass,
       "outage.kept"},
  };
  expect_rows(outage_case, rows);
}

TEST(KeptOverOutage, LetsAPersonSpeakOfTheRest) {
  const std::vector<Row> rows{
      {"not tried, yes", [](Case& c) { c.answer("", Answer::yes); }, pass, "answer.yes"},
      {"not tried, no", [](Case& c) { c.answer("", Answer::no); }, fail, "answer.no"},
      {"kept, but a person saw otherwise", [](Case& c) { round(c); kept(c, true); c.answer("", Answer::no); }, fail, "answer.no"},
      {"lost, whatever a person says", [](Case& c) { round(c); kept(c, false); c.answer("", Answer::yes); }, fail, "outage.lost"},
      {"one thing not compared, yes", [](Case& c) { add_login(c); round(c); kept(c, true); c.answer("", Answer::yes); }, pass,
       "outage.kept"},
  };
  expect_rows(outage_case, rows);
}

TEST(KeptOverOutage, SeesThePasswordThroughItsLogin) {
  Case given = outage_case();
  add_login(given);
  given.asset("admin_password").set_by_user = true;
  Recipe change;
  change.purpose = "change";
  change.authentication = "web";
  change.asset = "admin_password";
  given.product.recipes.push_back(change);
  round(given);
  kept(given, true);
  kept(given, true, true, 1, web_login);
  EXPECT_EQ(given.run().verdict, pass);
}

Case recovery_case() {
  Case given("recovers_from");
  given.check.arguments.set("kinds", "dhcp dns");
  given.ask();
  return given;
}

void around(Case& c, std::string_view kind, bool back = true) {
  c.see("outage.round", {"main", "", std::string(kind)},
        object({{"kind", kind}, {"round", 1}, {"seen_gone", true}, {"seen_back", back}, {"control", true}}));
}

TEST(RecoversFrom, FollowsItsTable) {
  const std::vector<Row> rows{
      {"nothing", [](Case&) {}, inconclusive, "outage.not_tried"},
      {"both", [](Case& c) { around(c, "dhcp"); around(c, "dns"); }, pass, "recovery.same"},
      {"one of them", [](Case& c) { around(c, "dhcp"); }, inconclusive, "outage.not_tried"},
      {"one of them, the rest by hand", [](Case& c) { around(c, "dhcp"); c.answer("", Answer::yes); }, pass, "recovery.same"},
      {"not back", [](Case& c) { around(c, "dhcp", false); around(c, "dns"); }, fail, "recovery.not_back"},
      {"other afterwards", [](Case& c) {
         around(c, "dhcp");
         around(c, "dns");
         c.see("outage.differs", {"main", "", "dns"}, object({{"kind", "dns"}, {"round", 1}, {"what", "port"}}));
       }, fail, "recovery.differs"},
  };
  expect_rows(recovery_case, rows);
}

Case erasure_case() {
  Case given("erased");
  given.ask("user_assets");
  given.asset("settings").set_by_user = true;
  given.asset("log").set_by_user = false;
  return given;
}

void reset(Case& c, bool back = true) { c.see("erasure.round", {"main", "", ""}, object({{"seen_back", back}})); }

void looked(Case& c, bool before, Value after, const std::string& place = "read") {
  ValueList places;
  if (!place.empty()) places.emplace_back(place);
  c.see("erasure.looked", settings, object({{"places", places}, {"found_before", before}, {"found_after", std::move(after)}}));
}

void remains(Case& c, const std::string& what, const std::string& of) {
  c.see("erasure.remains", {"main", "", of}, object({{"what", what}, {"where", "backup"}, {"how", "base64"}}));
}

TEST(Erased, FollowsWhatWasSeen) {
  const std::vector<Row> rows{
      {"nothing", [](Case&) {}, inconclusive, "erasure.not_looked"},
      {"gone", [](Case& c) { reset(c); looked(c, true, false); }, pass, "erasure.gone"},
      {"not there before", [](Case& c) { reset(c); looked(c, false, false); }, inconclusive, "erasure.not_looked"},
      {"looked nowhere", [](Case& c) { reset(c); looked(c, true, false, ""); }, inconclusive, "erasure.not_looked"},
      {"behind a door that is shut now", [](Case& c) { reset(c); looked(c, true, "unknown"); }, inconclusive, "erasure.not_looked"},
      {"no reset", [](Case& c) { looked(c, true, false); }, inconclusive, "erasure.not_looked"},
      {"not back", [](Case& c) { reset(c, false); looked(c, true, false); }, inconclusive, "erasure.not_looked"},
      {"found again", [](Case& c) { reset(c); looked(c, true, true); remains(c, "backup", "settings"); }, fail, "erasure.remains"},
      {"the account lives", [](Case& c) { add_login(c); reset(c); looked(c, true, false); remains(c, "account", "web"); }, fail,
       "erasure.remains"},
      {"what no user set", [](Case& c) { reset(c); looked(c, true, false); remains(c, "backup", "log"); }, pass, "erasure.gone"},
      {"a session alone", [](Case& c) { add_login(c); reset(c); looked(c, true, false); remains(c, "session", "web"); }, pass,
       "erasure.gone"},
      {"by hand", [](Case& c) { c.answer("settings", Answer::yes); }, pass, "answer.yes"},
      {"gone, but a person found it", [](Case& c) { reset(c); looked(c, true, false); c.answer("settings", Answer::no); }, fail,
       "answer.no"},
      {"nothing set by users", [](Case& c) { c.product.assets.clear(); }, inconclusive, "erasure.no_asset"},
  };
  expect_rows(erasure_case, rows);
}

void version(Case& c, Value older, bool control = true) {
  c.see("erasure.version", {"main", "", ""},
        object({{"before", "2.1"}, {"after", "2.0"}, {"older", std::move(older)}, {"control", control}}));
}

TEST(VersionAfterErasure, FollowsItsTable) {
  const auto start = [] {
    Case given("version_after_erasure");
    given.ask();
    return given;
  };
  const std::vector<Row> rows{
      {"nothing", [](Case&) {}, inconclusive, "erasure.version_not_seen"},
      {"older", [](Case& c) { version(c, true); }, fail, "erasure.older"},
      {"not older", [](Case& c) { version(c, false); }, pass, "erasure.not_older"},
      {"no control", [](Case& c) { version(c, false, false); }, inconclusive, "erasure.version_not_seen"},
      {"by hand", [](Case& c) { c.answer("", Answer::yes); }, pass, "answer.yes"},
      {"not older, but a person saw it", [](Case& c) { version(c, false); c.answer("", Answer::no); }, fail, "answer.no"},
  };
  expect_rows(start, rows);
}

void key(Case& c, bool renewed) {
  c.see("erasure.key", {"main", "tcp/22", ""}, object({{"what", "ssh host key"}, {"renewed", renewed}}));
}

TEST(RenewedAfterErasure, FollowsItsTable) {
  const std::vector<Row> rows{
      {"nothing", [](Case&) {}, inconclusive, "erasure.keys_not_seen"},
      {"new", [](Case& c) { key(c, true); }, pass, "erasure.key_renewed"},
      {"the same", [](Case& c) { key(c, false); }, fail, "erasure.key_kept"},
      {"new, a session alive", [](Case& c) { key(c, true); remains(c, "session", "web"); }, fail, "erasure.session_alive"},
      {"by hand", [](Case& c) { c.ask(); c.answer("", Answer::yes); }, pass, "answer.yes"},
  };
  expect_rows([] { return Case("renewed_after_erasure"); }, rows);
}

}  // namespace
}  // namespace hoshi::assessment
