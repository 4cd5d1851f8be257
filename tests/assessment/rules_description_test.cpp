// Rules about the description, documents, storage and people's answers.
// SPDX-License-Identifier: Apache-2.0
#include "case.h"

namespace hoshi::assessment {
namespace {

using enum Verdict;

TEST(Confirmed, AsksForEachSubject) {
  const auto start = [] {
    Case given("confirmed");
    given.ask("routes").route("web", 443);
    given.route("ssh", 22, "ssh");
    return given;
  };
  const std::vector<Row> rows{
      {"none", [](Case&) {}, inconclusive, "answer.missing"},
      {"one of two", [](Case& c) { c.answer("web", Answer::yes); }, inconclusive, "answer.missing"},
      {"both", [](Case& c) { c.answer("web", Answer::yes).answer("ssh", Answer::yes); }, pass, "answer.yes"},
      {"one no", [](Case& c) { c.answer("web", Answer::no); }, fail, "answer.no"},
      {"only one enabled", [](Case& c) { c.answer("web", Answer::yes).product.routes[1].status = "disabled"; }, pass,
       "answer.yes"},
      {"no subject", [](Case& c) { c.product.routes.clear(); }, inconclusive, "confirmed.no_subject"},
      {"no such list", [](Case& c) { c.criterion.questions[0].over = "rowts"; }, inconclusive, "confirmed.unknown_over"},
  };
  expect_rows(start, rows);
}

TEST(Confirmed, DoesNotApplyWhenNoEntryBelongsToThePart) {
  const auto start = [] { return Case("confirmed").ask("stored_assets:encrypted"); };
  const auto describe = [](Case& c) { c.product.source.set("asset", ValueList{}); };
  const std::vector<Row> rows{
      {"no table", [](Case&) {}, inconclusive, "confirmed.no_subject"},
      {"empty table", describe, not_applicable, "confirmed.none"},
      {"another part", [&](Case& c) { describe(c); c.asset("keys").storage = "internal"; }, not_applicable,
       "confirmed.none"},
      {"this part", [&](Case& c) { describe(c); c.asset("keys").storage = "encrypted"; }, inconclusive,
       "answer.missing"},
  };
  expect_rows(start, rows);
}

TEST(Described, FollowsItsPaths) {
  const auto start = [] {
    Case given("described");
    given.product.source = *parse_json(R"({
      "product": {"support_end": "2030-03-31", "category": " "},
      "authentication": [{"id": "admin", "change_procedure": "page 4", "minimum_length": 8},
                         {"id": "api", "change_procedure": "", "minimum_length": 0}],
      "document": [{"id": "m", "kind": "manual", "url": "https://example.test/m"}, {"id": "p", "kind": "policy"}],
      "route": []})");
    return given;
  };
  const auto fields = [](std::vector<std::string> paths) {
    return [=](Case& c) {
      Value list(ValueList{});
      for (const auto& path : paths) list.push(path);
      c.check.arguments.set("fields", list);
    };
  };
  const std::vector<Row> rows{
      {"filled", fields({"product.support_end"}), pass, "described.filled"},
      {"blank", fields({"product.category"}), inconclusive, "described.missing"},
      {"missing", fields({"product.model"}), inconclusive, "described.missing"},
      {"one of two", fields({"product.support_end", "product.model"}), inconclusive, "described.missing"},
      {"each, one is empty", fields({"authentication.*.change_procedure"}), inconclusive, "described.missing"},
      {"each, one is 0", fields({"authentication.*.minimum_length"}), inconclusive, "described.missing"},
      {"each, all filled", fields({"authentication.*.id"}), pass, "described.filled"},
      {"each of none", fields({"route.*.purpose"}), inconclusive, "described.missing"},
      {"selected", fields({"document.kind=manual"}), pass, "described.filled"},
      {"selected, further", fields({"document.kind=manual.url"}), pass, "described.filled"},
      {"selected, further, missing", fields({"document.kind=policy.url"}), inconclusive, "described.missing"},
      {"selected, not there", fields({"document.kind=design"}), inconclusive, "described.missing"},
      {"no fields", fields({}), inconclusive, "check.nothing"},
  };
  expect_rows(start, rows);
}

TEST(Described, NamesWhatIsMissing) {
  Case given("described");
  given.product.source = *parse_json(R"({"authentication": [{"id": "admin"}]})");
  given.check.arguments.set("fields", ValueList{"authentication.*.change_procedure"});
  EXPECT_EQ(given.run().reasons.at(0).slots.at("field"), "authentication.admin.change_procedure");
}

Authentication password(std::string default_value, std::int64_t length) {
  Authentication one;
  one.id = "admin";
  one.factor = "password";
  one.used_by = "user";
  one.default_value = std::move(default_value);
  one.minimum_length = length;
  return one;
}

TEST(DefaultValueRule, FollowsItsTable) {
  const auto start = [] {
    return Case("default_value_rule").parameter("per_unit_characters_min", 6).parameter("user_set_characters_min", 8);
  };
  const auto with = [](Authentication one) { return [=](Case& c) { c.product.authentications.push_back(one); }; };
  auto key = password("common", 0);
  key.factor = "key";
  auto machine = password("common", 0);
  machine.used_by = "machine";
  auto unknown_factor = password("common", 0);
  unknown_factor.factor = "";
  const std::vector<Row> rows{
      {"none described", [](Case&) {}, inconclusive, "default_value.none"},
      {"common", with(password("common", 12)), fail, "default_value.common"},
      {"per unit", with(password("unique_per_unit", 6)), pass, "default_value.long_enough"},
      {"per unit, short", with(password("unique_per_unit", 5)), fail, "default_value.too_short"},
      {"per unit, no length", with(password("unique_per_unit", 0)), inconclusive, "default_value.length_missing"},
      {"first use", with(password("set_at_first_use", 8)), pass, "default_value.long_enough"},
      {"first use, short", with(password("set_at_first_use", 7)), fail, "default_value.too_short"},
      {"none", with(password("none", 8)), inconclusive, "default_value.not_said"},
      {"not said", with(password("", 8)), inconclusive, "default_value.not_said"},
      {"no password", with(key), inconclusive, "default_value.none"},
      {"of machines", with(machine), inconclusive, "default_value.none"},
      {"factor not said", with(unknown_factor), fail, "default_value.common"},
  };
  expect_rows(start, rows);
}

TEST(StorageMode, FollowsItsTable) {
  const auto start = [] {
    Case given("storage_mode");
    given.check.arguments.set("modes", ValueList{"secure_area", "internal"});
    return given;
  };
  const auto stored = [](std::vector<std::string> storages) {
    return [=](Case& c) {
      for (const auto& storage : storages) c.asset("a" + storage).storage = storage;
    };
  };
  const std::vector<Row> rows{
      {"no asset", [](Case&) {}, inconclusive, "storage.no_asset"},
      {"not stored", stored({"not_stored"}), inconclusive, "storage.no_asset"},
      {"allowed", stored({"internal", "secure_area"}), pass, "storage.allowed"},
      {"removable", stored({"internal", "removable"}), fail, "storage.removable"},
      {"not said", stored({"internal", ""}), inconclusive, "storage.not_said"},
      {"nonsense", stored({"internal", "drawer"}), inconclusive, "storage.not_said"},
      {"another mode", stored({"encrypted"}), not_applicable, "storage.other_mode"},
      {"unprotected", [](Case& c) { c.asset("logo").is_protected = false; }, inconclusive, "storage.no_asset"},
  };
  expect_rows(start, rows);
}

TEST(NoProtectedAssetExposed, FollowsItsTable) {
  const auto start = [] {
    Case given("no_protected_asset_exposed");
    given.asset("keys").storage = "internal";
    return given;
  };
  const Subject keys{"main", "tcp/80", "keys"};
  const auto opened = [](std::string_view operation) { return object({{"operation", operation}, {"what", "/keys"}}); };
  const std::vector<Row> rows{
      {"nothing", [](Case&) {}, inconclusive, "exposed.not_tried"},
      {"refused", [&](Case& c) { c.see("access.refused", keys, object({{"control", true}})); }, pass, "exposed.refused"},
      {"refused without control", [&](Case& c) { c.see("access.refused", keys, object({{"control", false}})); },
       inconclusive, "exposed.not_tried"},
      {"another refused", [](Case& c) { c.see("access.refused", web, object({{"control", true}})); }, inconclusive,
       "exposed.not_tried"},
      {"read", [&](Case& c) { c.see("access.unauthenticated", keys, opened("read")); }, fail, "exposed.read"},
      {"written", [&](Case& c) { c.see("access.unauthenticated", keys, opened("write")); }, inconclusive,
       "exposed.not_tried"},
      {"removable", [](Case& c) { c.product.assets[0].storage = "removable"; }, fail, "storage.removable"},
  };
  expect_rows(start, rows);
}

TEST(StatementUnderstood, FollowsItsTable) {
  const auto start = [] {
    Case given("statement_understood");
    given.check.arguments = object({{"document", "disclosure_policy"}, {"statement", "contact"}});
    return given;
  };
  const Subject policy{"", "", "policy"};
  const Value kind = object({{"kind", "disclosure_policy"}});
  const std::vector<Row> rows{
      {"nothing", [](Case&) {}, inconclusive, "document.none"},
      {"kept", [&](Case& c) { c.see("document.kept", policy, kind); }, inconclusive, "statement.not_found"},
      {"another kind kept", [&](Case& c) { c.see("document.kept", policy, object({{"kind", "manual"}})); }, inconclusive,
       "document.none"},
      {"understood", [&](Case& c) { c.see("document.understood", policy, Value(kind).set("statement", "contact")); },
       pass, "statement.understood"},
      {"another statement", [&](Case& c) {
         c.see("document.kept", policy, kind).see("document.understood", policy, Value(kind).set("statement", "time"));
       }, inconclusive, "statement.not_found"},
  };
  expect_rows(start, rows);
}

TEST(DocumentAvailable, FollowsItsTable) {
  const auto start = [] {
    Case given("document_available");
    given.check.arguments.set("document", "manual");
    return given;
  };
  const Value kind = object({{"kind", "manual"}});
  const std::vector<Row> rows{
      {"nothing", [](Case&) {}, inconclusive, "document.none"},
      {"kept", [&](Case& c) { c.see("document.kept", {"", "", "m"}, kind); }, pass, "document.kept"},
      {"unavailable", [&](Case& c) { c.see("document.unavailable", {"", "", "m"}, kind); }, inconclusive,
       "document.unavailable"},
      {"another kind", [](Case& c) { c.see("document.kept", {"", "", "m"}, object({{"kind", "design"}})); },
       inconclusive, "document.none"},
  };
  expect_rows(start, rows);
}

TEST(ComponentUpdatable, FollowsItsTable) {
  const auto start = [] {
    Case given("component_updatable");
    UpdateMechanism update;
    update.id = "online";
    given.product.updates = {update};
    return given;
  };
  const auto with = [](std::string mechanism, std::string why) {
    return [=](Case& c) { c.product.components.push_back({"boot", "", "", mechanism, why}); };
  };
  const std::vector<Row> rows{
      {"none", [](Case&) {}, inconclusive, "component.none"},
      {"updatable", with("online", ""), pass, "component.updatable"},
      {"explained", with("none", "in mask ROM"), pass, "component.explained"},
      {"not said", with("none", " "), inconclusive, "component.not_said"},
      {"a mechanism that is not there", with("onlin", ""), inconclusive, "component.not_said"},
  };
  expect_rows(start, rows);
}

TEST(SupportEndStated, FollowsItsTable) {
  const auto ends = [](std::string date) { return [=](Case& c) { c.product.support_end = date; }; };
  expect_rows([] { return Case("support_end_stated"); },
              {{"date", ends("2031-03-31"), pass, "support.stated"},
               {"empty", ends(""), inconclusive, "support.not_stated"},
               {"no date", ends("2031-02-30"), inconclusive, "support.not_stated"}});
}

Case scan_report_case() {
  return Case("vulnerability_scan_triaged").ask("findings", Question::Kind::decision)
      .parameter("database_age_days_max", 90);
}

Value report(std::string_view version, std::string_view date, int findings, std::string_view target = "main") {
  return object({{"tool", "Trivy"}, {"tool_version", version}, {"database_date", date}, {"findings", findings},
                 {"target", target}});
}

void attach(Case& c, Value value) { c.see("vulnerability.scan", {"", "", "scan"}, std::move(value)); }

void find(Case& c, std::string_view finding) {
  c.see("vulnerability.finding", {"", "tcp/443", "scan"}, object({{"finding", finding}}));
}

TEST(VulnerabilityScanTriaged, FollowsItsTable) {
  const std::vector<Row> rows{
      {"no report", [](Case&) {}, inconclusive, "scan_report.none"},
      {"no findings", [](Case& c) { attach(c, report("0.50", "2026-11-01", 0)); }, pass, "scan_report.stands"},
      {"no findings, no target", [](Case& c) { attach(c, report("0.50", "2026-11-01", 0, "")); }, inconclusive,
       "scan_report.no_target"},
      {"findings that were not read", [](Case& c) { attach(c, report("0.50", "2026-11-01", 3)); }, inconclusive,
       "scan_report.unreadable"},
      {"no version", [](Case& c) { attach(c, report("", "2026-11-01", 0)); }, inconclusive, "scan_report.no_version"},
      {"no database", [](Case& c) { attach(c, report("0.50", "", 0)); }, inconclusive, "scan_report.no_database"},
      {"just in time", [](Case& c) { attach(c, report("0.50", "2026-08-25", 0)); }, pass, "scan_report.stands"},
      {"too old", [](Case& c) { attach(c, report("0.50", "2026-08-24", 0)); }, inconclusive, "scan_report.too_old"},
      {"from the future", [](Case& c) { attach(c, report("0.50", "2026-11-25", 0)); }, inconclusive,
       "scan_report.future"},
      {"not triaged", [](Case& c) { attach(c, report("1", "2026-11-01", 1)); find(c, "CVE-1"); }, inconclusive,
       "answer.missing"},
      {"triaged", [](Case& c) {
         attach(c, report("1", "2026-11-01", 1));
         find(c, "CVE-1");
         c.answer("scan CVE-1", Answer::yes);
       }, pass, "answer.yes"},
      {"one is exploitable", [](Case& c) {
         attach(c, report("1", "2026-11-01", 2));
         find(c, "CVE-1");
         find(c, "CVE-2");
         c.answer("scan CVE-1", Answer::yes).answer("scan CVE-2", Answer::no);
       }, fail, "answer.no"},
      {"an old report beside a current one", [](Case& c) {
         attach(c, report("1", "2026-11-01", 0));
         c.see("vulnerability.scan", {"", "", "old"}, report("1", "2020-01-01", 0));
       }, pass, "scan_report.stands"},
  };
  expect_rows(scan_report_case, rows);
}

}  // namespace
}  // namespace hoshi::assessment
