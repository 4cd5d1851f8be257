// Builds small cases for tests: one criterion, one product, what was seen and answered.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "assessment/check.h"
#include "assessment/judge.h"
#include "domain/assessment.h"

namespace hoshi::assessment {

// A signed answer that rests on nothing.
inline Record said(std::string question, std::string subject, Answer answer) {
  Record record;
  record.question = std::move(question);
  record.subject = std::move(subject);
  record.answer = answer;
  record.who = "Sato Hanako";
  record.role = "quality";
  record.when = "2026-11-01";
  return record;
}

// Everything a criterion is judged by, freely changed by tests. The criterion is "T-01" and asks "T-01/ask".
struct Case {
  Product product;
  Criterion criterion;
  Check check;  // the one that `run` runs
  std::vector<Observation> observations;
  std::vector<Record> records;
  Scheme scheme;
  Date today{2026, 11, 23};

  explicit Case(std::string rule = "") {
    criterion.id = "T-01";
    check.id = "check";
    check.rule = std::move(rule);
    check.arguments = Value(ValueMap{});
    product.source = Value(ValueMap{});
    product.kind = "ip_device";
  }

  Case& see(std::string fact, Subject subject, Value value = Value(ValueMap{})) {
    observations.push_back({"", "test", std::move(fact), std::move(subject), std::move(value), {}});
    return *this;
  }
  Case& answer(std::string subject, Answer answer) {
    records.push_back(said("T-01/ask", std::move(subject), answer));
    return *this;
  }
  Case& ask(std::string over = "", Question::Kind kind = Question::Kind::confirmation, std::string document = "") {
    Question question;
    question.id = "T-01/ask";
    question.kind = kind;
    question.over = std::move(over);
    question.document = std::move(document);
    criterion.questions = {question};
    check.question = question.id;
    return *this;
  }
  Case& parameter(std::string name, std::int64_t value, Confidence confidence = Confidence::unverified) {
    check.parameters.push_back(name);
    criterion.parameters.push_back({std::move(name), value, "", confidence, "", {}});
    return *this;
  }
  // Puts the check into the criterion as its only item.
  Case& as_item(Confidence confidence = Confidence::official) {
    criterion.items.push_back({"1", {}, confidence, {check}});
    return *this;
  }
  Route& route(std::string id, std::uint16_t port, std::string protocol = "https") {
    Route one;
    one.id = std::move(id);
    one.transport = "tcp";
    one.port = port;
    one.protocol = std::move(protocol);
    product.routes.push_back(one);
    return product.routes.back();
  }
  Asset& asset(std::string id, std::vector<std::string> routes = {}) {
    Asset one;
    one.id = std::move(id);
    one.routes = std::move(routes);
    product.assets.push_back(one);
    return product.assets.back();
  }

  CaseFile file() const {
    CaseFile made;
    made.scheme = &scheme;
    made.product = &product;
    made.observations = Observations(observations);
    made.records = records;
    made.today = today;
    return made;
  }
  CheckResult run() const { return run_check(check, criterion, file()); }
  CriterionResult judged() const { return judge_criterion(criterion, file()); }
  // The level with this criterion alone.
  Judgement judged_level() {
    scheme.criteria = {criterion};
    Level level;
    level.number = 1;
    level.assessable = true;
    level.criteria = {criterion.id};
    scheme.levels = {level};
    return judge(file());
  }
};

// One line of a table: what is arranged, the verdict, and the key of a reason that must be among those given.
struct Row {
  std::string name;
  std::function<void(Case&)> arrange;
  Verdict expect;
  std::string reason;
};

inline bool gives(const std::vector<Message>& reasons, const std::string& key) {
  for (const auto& reason : reasons) {
    if (reason.key == key) return true;
  }
  return false;
}

inline std::string keys_of(const std::vector<Message>& reasons) {
  std::string keys;
  for (const auto& reason : reasons) keys += reason.key + " ";
  return keys;
}

inline void expect_rows(const std::function<Case()>& start, const std::vector<Row>& rows) {
  ASSERT_FALSE(rows.empty());
  for (const auto& row : rows) {
    Case given = start();
    row.arrange(given);
    const CheckResult result = given.run();
    EXPECT_EQ(name_of(result.verdict), name_of(row.expect)) << row.name << ": " << keys_of(result.reasons);
    EXPECT_TRUE(gives(result.reasons, row.reason)) << row.name << ": " << keys_of(result.reasons);
  }
}

inline const Subject web{"main", "tcp/443", ""};

}  // namespace hoshi::assessment
