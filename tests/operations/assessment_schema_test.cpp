// Holds assessment.json to its published schema, docs/assessment.schema.json.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <functional>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "base/file.h"
#include "descriptions/load_product.h"
#include "operations/judge_case.h"

namespace hoshi::operations {
namespace {

using Json = nlohmann::json;
using Adapter = valijson::adapters::NlohmannJsonAdapter;

constexpr auto description = R"(
format = "hoshi-product/1"
[product]
id = "lamp"
name = "Lamp"
model = "L-1"
kind = "ip_device"
[[target]]
name = "main"
[[route]]
id = "web"
target = "main"
port = "tcp/80"
protocol = "http"
)";

Observation observed(std::string fact, Subject subject, Value value) {
  Observation one{"", "tcp_ports", std::move(fact), std::move(subject), std::move(value), {}};
  one.evidence.push_back({"transcripts/tcp_ports-main.jsonl", std::string(64, 'a')});
  one.id = identify(one);
  return one;
}

Record answered(std::string question, std::string subject, Answer answer) {
  Record record;
  record.question = std::move(question);
  record.subject = std::move(subject);
  record.answer = answer;
  record.who = "Ito";
  record.role = "engineer";
  record.when = "2026-11-20";
  record.done = "looked";
  return record;
}

// A small case with open questions, an observation and an answer, judged against the real scheme.
Json judged_case() {
  const auto home = open_home(HOSHI_SOURCE_FOLDER, Language::en, "hoshi test");
  EXPECT_TRUE(home.has_value()) << home.error().message;
  const auto scheme = open_scheme(*home, scheme_folder(*home, "jc-star"));
  EXPECT_TRUE(scheme.has_value()) << scheme.error().message;
  const auto loaded = descriptions::load_product(description, "lamp.toml", descriptions::Extent::partial);
  EXPECT_TRUE(loaded.problems.empty()) << loaded.problems.to_lines();
  Observations observations;
  observations.add(observed("port.open", {"main", "tcp/80", ""}, object({{"declared", true}})));
  observations.add(observed("route.undeclared", {"main", "tcp/23", ""}, object({{"protocol", "telnet"}})));
  const std::vector<Record> records{answered("S1.1-13/need", "main tcp/80", Answer::no)};
  const Value permission = object({{"owner", "Ito"}, {"permitted_by", "Ito"}, {"scope", "all"}, {"date", "2026-11-01"}});
  const Value run = object({{"tool", "hoshi test"},
                            {"date", "2026-11-23"},
                            {"targets", ValueList{Value("main")}},
                            {"permission", permission}});
  return Json::parse(judge_case(*home, {*scheme, loaded.product, 1, observations, records, run}).assessment_json);
}

// Every way the document breaks the schema; empty when it keeps it.
std::string breaches(const Json& document) {
  const auto text = read_file(std::string(HOSHI_SOURCE_FOLDER) + "/docs/assessment.schema.json", 1'000'000);
  EXPECT_TRUE(text.has_value());
  const Json schema_document = Json::parse(*text);
  valijson::Schema schema;
  valijson::SchemaParser().populateSchema(Adapter(schema_document), schema);
  valijson::Validator validator;
  valijson::ValidationResults results;
  std::string told;
  if (validator.validate(schema, Adapter(document), &results)) return told;
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    for (const auto& place : error.context) told += place;
    told += ": " + error.description + "\n";
  }
  return told.empty() ? "refused without a reason" : told;
}

TEST(AssessmentSchema, AcceptsWhatAnAssessmentWrites) {
  const Json document = judged_case();
  EXPECT_EQ(breaches(document), "");
  EXPECT_EQ(document["criteria"].size(), 16U);
  EXPECT_EQ(document["observations"].size(), 2U);
  EXPECT_EQ(document["records"].size(), 1U);
}

TEST(AssessmentSchema, IsReachedByTheVerdictsOfAllCriteria) {
  const Json document = judged_case();
  EXPECT_EQ(document["verdict"], "fail");  // an open port that nobody needs
  std::size_t counted = 0;
  for (const auto& [verdict, count] : document["counts"].items()) counted += count.get<std::size_t>();
  EXPECT_EQ(counted, document["criteria"].size());
}

TEST(AssessmentSchema, RefusesADocumentChangedInAnyOfItsParts) {
  const Json good = judged_case();
  ASSERT_EQ(breaches(good), "");
  const std::vector<std::pair<const char*, std::function<void(Json&)>>> changes{
      {"another format", [](Json& it) { it["format"] = "hoshi-assessment/2"; }},
      {"a verdict nobody knows", [](Json& it) { it["verdict"] = "passed"; }},
      {"a level accepted by recognition", [](Json& it) { it["verdict"] = "accepted_by_recognition"; }},
      {"a member nobody knows", [](Json& it) { it["note"] = "x"; }},
      {"no criteria", [](Json& it) { it.erase("criteria"); }},
      {"a criterion without verdict", [](Json& it) { it["criteria"][0].erase("verdict"); }},
      {"a provisional mark in words", [](Json& it) { it["criteria"][0]["provisional"] = "yes"; }},
      {"a check without reasons", [](Json& it) { it["criteria"][0]["items"][0]["checks"][0]["reasons"] = Json::array(); }},
      {"an id of no observation", [](Json& it) { it["criteria"][12]["because"] = {"somewhere"}; }},
      {"a hash cut short", [](Json& it) { it["observations"][0]["evidence"][0]["sha256"] = "aa"; }},
      {"an observation without value", [](Json& it) { it["observations"][0].erase("value"); }},
      {"an answer nobody knows", [](Json& it) { it["records"][0]["answer"] = "maybe"; }},
      {"a date in other words", [](Json& it) { it["run"]["date"] = "today"; }},
      {"counts without failures", [](Json& it) { it["counts"].erase("fail"); }}};
  for (const auto& [what, change] : changes) {
    Json changed = good;
    change(changed);
    EXPECT_NE(breaches(changed), "") << what;
  }
}

}  // namespace
}  // namespace hoshi::operations
