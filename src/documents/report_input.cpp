// What the reports have in common.
// SPDX-License-Identifier: Apache-2.0
#include "documents/report_input.h"

#include <algorithm>
#include <array>

namespace hoshi::documents {
namespace {

std::string reason_text(const ReportInput& input, const Message& reason) {
  return input.words.render(input.language, Message{"reason." + reason.key, reason.slots});
}

// A check that decided, and its reason. Failures seen on the device come before what people answered, and both before
// what contradicts a declaration.
struct Deciding {
  const CheckResult* check = nullptr;
  const Message* reason = nullptr;
};

int weight_of(const CheckResult& check, Verdict verdict) {
  if (check.basis == Basis::beyond || check.reasons.empty()) return 0;
  if (check.verdict != verdict) return check.verdict == Verdict::fail && verdict != Verdict::pass ? 1 : 0;
  const int required = check.basis == Basis::required ? 4 : 2;
  return required + (check.because.empty() ? 0 : 1);
}

Deciding deciding_check(const CriterionResult& result) {
  Deciding best;
  int best_weight = 0;
  for (const auto& item : result.items) {
    if (!item.counts) continue;
    for (const auto& check : item.checks) {
      const int weight = weight_of(check, result.verdict);
      if (weight <= best_weight) continue;
      best_weight = weight;
      best = {&check, &check.reasons.front()};
    }
  }
  return best;
}

// A person's answer is told by what was asked; everything else speaks for itself.
std::string told(const ReportInput& input, const CriterionResult& result, const Deciding& deciding) {
  const std::string text = reason_text(input, *deciding.reason);
  const Criterion* criterion = input.scheme.criterion(result.criterion);
  if (criterion == nullptr || !deciding.check->because.empty()) return text;
  for (const auto& item : criterion->items) {
    for (const auto& check : item.checks) {
      if (check.id == deciding.check->check) {
        return input.text("report.told", {{"check", check.title.in(input.language)}, {"reason", text}});
      }
    }
  }
  return text;
}

// What carried a pass: how many checks, by people and on the device.
std::string passed_text(const ReportInput& input, const CriterionResult& result) {
  std::size_t people = 0;
  std::size_t device = 0;
  for (const auto& item : result.items) {
    if (!item.counts) continue;
    for (const auto& check : item.checks) {
      if (check.basis != Basis::required || check.verdict != Verdict::pass) continue;
      (check.records.empty() ? device : people) += 1;
    }
  }
  return input.text("report.passed", {{"people", std::to_string(people)}, {"tool", std::to_string(device)}});
}

}  // namespace

std::string level_mark(int level) { return "★" + std::to_string(level); }

std::string main_reason(const ReportInput& input, const CriterionResult& result) {
  const Deciding deciding = deciding_check(result);
  const bool tells = result.verdict == Verdict::fail || result.verdict == Verdict::inconclusive;
  if (tells && deciding.reason != nullptr) return told(input, result, deciding);
  if (!result.reasons.empty()) return reason_text(input, result.reasons.front());
  return result.verdict == Verdict::pass ? passed_text(input, result) : "";
}

std::string counts_line(const ReportInput& input) {
  std::array<int, 5> counts{};
  for (const auto& criterion : input.judgement.criteria) ++counts[static_cast<std::size_t>(criterion.verdict)];
  const auto count = [&](Verdict verdict) { return std::to_string(counts[static_cast<std::size_t>(verdict)]); };
  return input.text("report.counts", {{"pass", count(Verdict::pass)},
                                      {"fail", count(Verdict::fail)},
                                      {"inconclusive", count(Verdict::inconclusive)},
                                      {"not_applicable", count(Verdict::not_applicable)},
                                      {"accepted", count(Verdict::accepted_by_recognition)}});
}

std::vector<Todo> open_questions(const ReportInput& input) {
  std::vector<Todo> todos;
  const auto add = [&](const Criterion& criterion, const OpenQuestion& open) {
    const bool known = std::any_of(todos.begin(), todos.end(), [&](const Todo& todo) {
      return todo.question == open.question && todo.subject == open.subject;
    });
    const Question* question = find_question(criterion, open.question);
    if (known) return;
    todos.push_back({criterion.id, open.question, open.subject, question != nullptr ? question->text.in(input.language) : ""});
  };
  for (const auto& result : input.judgement.criteria) {
    const Criterion* criterion = input.scheme.criterion(result.criterion);
    const bool settled = result.verdict != Verdict::inconclusive && result.verdict != Verdict::fail;
    if (criterion == nullptr || settled) continue;
    for (const auto& item : result.items) {
      if (!item.counts) continue;
      for (const auto& check : item.checks) {
        for (const auto& open : check.questions) add(*criterion, open);
      }
    }
  }
  return todos;
}

std::vector<std::string> health_lines(const ReportInput& input, HealthLines which) {
  std::vector<std::string> lines;
  for (const auto* one : input.observations.with_fact("device.health")) {
    const Value& value = one->value;
    std::string what = value["did"].as_text();
    if (which == HealthLines::only_trouble && what == "nothing") continue;
    if (value["only_while_guessing"].as_bool()) what = "shut_out";
    if (value["gave_up"].as_bool()) what = "gave_up";
    lines.push_back(input.text("health.report_" + what, {{"target", one->subject.target},
                                                         {"looks", std::to_string(value["looks"].as_integer())},
                                                         {"unanswered", std::to_string(value["unanswered"].as_integer())},
                                                         {"baseline", std::to_string(value["baseline_ms"].as_integer())},
                                                         {"worst", std::to_string(value["worst_ms"].as_integer())}}));
  }
  return lines;
}

}  // namespace hoshi::documents
