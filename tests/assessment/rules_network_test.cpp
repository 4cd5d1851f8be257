// Rules about ports, routes, assets on the wire, the device's identity, and plain facts.
// SPDX-License-Identifier: Apache-2.0
#include "case.h"

namespace hoshi::assessment {
namespace {

using enum Verdict;

Value scanned(bool complete, bool control) { return object({{"complete", complete}, {"control", control}}); }

void scan(Case& c, bool complete = true, bool control = true, const std::string& target = "main") {
  c.see("ports.scanned", {target, "tcp", ""}, scanned(complete, control).set("address_family", 4));
}

TEST(PortsScanned, FollowsItsTable) {
  const std::vector<Row> rows{
      {"nothing", [](Case&) {}, inconclusive, "scan.none"},
      {"whole", [](Case& c) { scan(c); }, pass, "scan.complete"},
      {"cut short", [](Case& c) { scan(c, false); }, inconclusive, "scan.incomplete"},
      {"nothing answered", [](Case& c) { scan(c, true, false); }, inconclusive, "scan.no_control"},
      {"a second target", [](Case& c) { scan(c); c.product.targets = {{"main", ""}, {"hub", ""}}; }, inconclusive,
       "scan.missing"},
      {"both targets", [](Case& c) { scan(c); scan(c, true, true, "hub"); c.product.targets = {{"main", ""}, {"hub", ""}}; },
       pass, "scan.complete"},
      {"another address family cut short", [](Case& c) {
         scan(c);
         c.see("ports.scanned", {"main", "tcp", ""}, scanned(false, true).set("address_family", 6));
       }, inconclusive, "scan.incomplete"},
  };
  expect_rows([] { return Case("ports_scanned"); }, rows);
}

void udp_scan(Case& c, bool complete, bool control) {
  c.see("ports.scanned", {"main", "udp", ""}, scanned(complete, control));
}

TEST(PortsScanned, DoesNotTakeUdpForTcp) {
  const std::vector<Row> rows{
      {"udp alone", [](Case& c) { udp_scan(c, true, true); }, inconclusive, "scan.none"},
      {"udp without control", [](Case& c) { scan(c); udp_scan(c, true, false); }, pass, "scan.complete"},
  };
  expect_rows([] { return Case("ports_scanned"); }, rows);
}

TEST(PortsScanned, TakesAScanOfUdpOrAPerson) {
  const auto start = [] {
    Case given("ports_scanned");
    given.check.arguments.set("transport", "udp");
    given.ask("");
    return given;
  };
  const std::vector<Row> rows{
      {"nothing", [](Case&) {}, inconclusive, "scan.none"},
      {"tcp alone", [](Case& c) { scan(c); c.product.targets = {{"main", ""}}; }, inconclusive, "scan.udp_missing"},
      {"whole", [](Case& c) { udp_scan(c, true, true); }, pass, "scan.udp_complete"},
      {"cut short", [](Case& c) { udp_scan(c, false, true); }, inconclusive, "scan.udp_incomplete"},
      {"all silent", [](Case& c) { udp_scan(c, true, false); }, inconclusive, "scan.udp_no_control"},
      {"all silent, looked at by hand", [](Case& c) { udp_scan(c, true, false); c.answer("", Answer::yes); }, pass, "answer.yes"},
      {"whole, more found by hand", [](Case& c) { udp_scan(c, true, true); c.answer("", Answer::no); }, fail, "answer.no"},
      {"by hand alone", [](Case& c) { c.answer("", Answer::yes); }, pass, "answer.yes"},
  };
  expect_rows(start, rows);
}

Route& declare(Case& c) {
  Route& route = c.route("web", 80, "http");
  route.target = "main";
  return route;
}

TEST(NoUndeclaredInterface, FollowsItsTable) {
  const std::vector<Row> rows{
      {"nothing", [](Case&) {}, inconclusive, "scan.none"},
      {"none", [](Case& c) { scan(c); }, pass, "interface.all_declared"},
      {"one", [](Case& c) { scan(c); c.see("route.undeclared", web, object({{"protocol", "telnet"}})); }, fail,
       "interface.undeclared"},
      {"one, scan cut short", [](Case& c) { c.see("route.undeclared", web); }, fail, "interface.undeclared"},
      {"no control", [](Case& c) { scan(c, true, false); }, inconclusive, "scan.no_control"},
      {"an open port that nobody compared", [](Case& c) { scan(c); c.see("port.open", {"main", "tcp/80", ""}); }, fail,
       "port.not_declared"},
      {"an open port of a disabled route", [](Case& c) {
         scan(c);
         declare(c).status = "disabled";
         c.see("port.open", {"main", "tcp/80", ""});
       }, fail, "port.not_declared"},
      {"a declared open port", [](Case& c) { scan(c); declare(c); c.see("port.open", {"main", "tcp/80", ""}); }, pass,
       "interface.all_declared"},
  };
  expect_rows([] { return Case("no_undeclared_interface"); }, rows);
}

TEST(RoutesAsDeclared, FollowsItsTable) {
  const auto start = [] {
    Case given("routes_as_declared");
    given.check.arguments.set("differences", ValueList{"route.plaintext", "route.not_answering"});
    return given;
  };
  const Subject route{"main", "tcp/80", "web"};
  const std::vector<Row> rows{
      {"nothing", [](Case&) {}, inconclusive, "scan.none"},
      {"none", [](Case& c) { scan(c); }, pass, "route.as_declared"},
      {"one", [&](Case& c) { scan(c); c.see("route.plaintext", route); }, fail, "route.differs"},
      {"a difference that is not asked for", [&](Case& c) { scan(c); c.see("route.protocol_differs", route); }, pass,
       "route.as_declared"},
      {"explained", [&](Case& c) {
         scan(c);
         c.ask("routes", Question::Kind::decision).answer("web", Answer::yes).see("route.plaintext", route);
       }, pass, "answer.yes"},
      {"not explained", [&](Case& c) { scan(c); c.ask("routes").see("route.plaintext", route); }, fail,
       "answer.missing"},
      {"no differences named", [](Case& c) { scan(c); c.check.arguments.set("differences", ValueList{}); },
       inconclusive, "check.argument_missing"},
  };
  expect_rows(start, rows);
}

Case port_case() {
  Case given("each_open_port_needed");
  given.ask("open_ports").see("port.open", web);
  given.route("web", 443).purpose = "settings";
  return given;
}

TEST(EachOpenPortNeeded, FollowsItsTable) {
  const std::vector<Row> rows{
      {"needed", [](Case& c) { scan(c); c.answer("main tcp/443", Answer::yes); }, pass, "answer.yes"},
      {"not needed", [](Case& c) { scan(c); c.answer("main tcp/443", Answer::no); }, fail, "answer.no"},
      {"not answered", [](Case& c) { scan(c); }, inconclusive, "answer.missing"},
      {"not scanned", [](Case& c) { c.answer("main tcp/443", Answer::yes); }, inconclusive, "scan.missing"},
      {"not declared", [](Case& c) {
         scan(c);
         c.answer("main tcp/443", Answer::yes).product.routes.clear();
       }, inconclusive, "port.not_declared"},
      {"declared as disabled", [](Case& c) {
         scan(c);
         c.answer("main tcp/443", Answer::yes).product.routes[0].status = "disabled";
       }, inconclusive, "port.not_declared"},
      {"without purpose", [](Case& c) {
         scan(c);
         c.answer("main tcp/443", Answer::yes).product.routes[0].purpose = " ";
       }, inconclusive, "port.no_purpose"},
      {"none open", [](Case& c) { c.observations.clear(); scan(c); }, pass, "port.none_open"},
      {"none open, no control", [](Case& c) { c.observations.clear(); scan(c, true, false); }, inconclusive,
       "scan.no_control"},
  };
  const auto start = [] {
    Case given = port_case();
    given.product.targets = {{"main", ""}};
    return given;
  };
  expect_rows(start, rows);
}

TEST(NotSeenInClear, FollowsItsTable) {
  const auto start = [] {
    Case given("not_seen_in_clear");
    given.route("web", 443);
    given.asset("settings", {"web"});
    return given;
  };
  const Subject settings{"main", "tcp/443", "settings"};
  const Value on_web = object({{"route", "web"}});
  const std::vector<Row> rows{
      {"nothing", [](Case&) {}, inconclusive, "clear.not_seen"},
      {"protected", [&](Case& c) { c.see("asset.seen_protected", settings, on_web); }, pass, "clear.protected"},
      {"in clear", [&](Case& c) {
         c.see("asset.seen_protected", settings, on_web).see("asset.seen_in_clear", settings, on_web);
       }, fail, "clear.seen"},
      {"unprotected asset in clear", [&](Case& c) {
         c.asset("logo").is_protected = false;
         c.see("asset.seen_protected", settings, on_web).see("asset.seen_in_clear", {"main", "tcp/80", "logo"}, on_web);
       }, pass, "clear.protected"},
      {"unknown asset in clear", [&](Case& c) {
         c.see("asset.seen_protected", settings, on_web).see("asset.seen_in_clear", web, on_web);
       }, inconclusive, "clear.unknown_asset"},
      {"a second route", [&](Case& c) {
         c.route("mqtt", 8883);
         c.product.assets[0].routes.push_back("mqtt");
         c.see("asset.seen_protected", settings, on_web);
       }, inconclusive, "clear.not_seen"},
      {"a second, disabled route", [&](Case& c) {
         c.route("mqtt", 8883).status = "disabled";
         c.product.assets[0].routes.push_back("mqtt");
         c.see("asset.seen_protected", settings, on_web);
       }, pass, "clear.protected"},
      {"captured by hand", [](Case& c) { c.ask("routes").answer("web", Answer::yes); }, pass, "answer.yes"},
      {"seen by hand in clear", [](Case& c) { c.ask("routes").answer("web", Answer::no); }, fail, "answer.no"},
      {"captured by hand, but seen in clear", [&](Case& c) {
         c.ask("routes").answer("web", Answer::yes).see("asset.seen_in_clear", settings, on_web);
       }, fail, "clear.seen"},
      {"none travels", [](Case& c) { c.product.assets[0].routes.clear(); }, inconclusive, "clear.no_asset"},
      {"all routes disabled", [](Case& c) { c.product.routes[0].status = "disabled"; }, inconclusive, "check.nothing"},
  };
  expect_rows(start, rows);
}

TEST(IdentityMatches, FollowsItsTable) {
  const auto start = [] {
    Case given("identity_matches");
    given.product.model = "HC-100";
    given.product.family = {{"HC-200", "", ""}};
    return given;
  };
  const auto show = [](std::string model) {
    return [=](Case& c) { c.see("identity.shown", web, object({{"model", model}})); };
  };
  const std::vector<Row> rows{
      {"nothing", [](Case&) {}, not_applicable, "identity.not_shown"},
      {"empty", show(" "), not_applicable, "identity.not_shown"},
      {"equal", show("hc-100 "), pass, "identity.matches"},
      {"of the family", show("HC-200"), pass, "identity.matches"},
      {"in a title", show("HC-100 Network Camera"), pass, "identity.matches"},
      {"longer", show("HC-1000"), fail, "identity.differs"},
      {"variant", show("HC-100-B"), fail, "identity.differs"},
      {"prefixed", show("XHC-100"), fail, "identity.differs"},
      {"no model declared", [](Case& c) { c.product.model = ""; c.product.family.clear(); }, inconclusive,
       "identity.no_model"},
  };
  expect_rows(start, rows);
}

TEST(FactAbsent, FollowsItsTable) {
  const auto start = [] {
    Case given("fact_absent");
    given.check.arguments = object({{"fact", "telnet.greeting"}, {"control_fact", "ports.scanned"}});
    return given;
  };
  const std::vector<Row> rows{
      {"nothing", [](Case&) {}, inconclusive, "fact.no_control"},
      {"control", [](Case& c) { scan(c); }, pass, "fact.not_seen"},
      {"control that failed", [](Case& c) { scan(c, true, false); }, inconclusive, "fact.no_control"},
      {"seen", [](Case& c) { scan(c); c.see("telnet.greeting", web); }, fail, "fact.seen"},
      {"seen without control", [](Case& c) { c.see("telnet.greeting", web); }, fail, "fact.seen"},
  };
  expect_rows(start, rows);
}

TEST(ListEmpty, FollowsItsTable) {
  const auto start = [] {
    Case given("list_empty");
    given.check.arguments = object({{"fact", "tls.grade"}, {"list", "below"}});
    return given;
  };
  const std::vector<Row> rows{
      {"nothing", [](Case&) {}, inconclusive, "list.not_seen"},
      {"empty", [](Case& c) { c.see("tls.grade", web, object({{"below", ValueList{}}})); }, pass, "list.empty"},
      {"entries", [](Case& c) { c.see("tls.grade", web, object({{"below", ValueList{"TLS1.0"}}})); }, fail,
       "list.entries"},
      {"no list", [](Case& c) { c.see("tls.grade", web, object({{"connections", 3}})); }, inconclusive, "list.missing"},
  };
  expect_rows(start, rows);
}

}  // namespace
}  // namespace hoshi::assessment
