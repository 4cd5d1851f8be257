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

// The first reason of a check that has the criterion's verdict: the one that decided.
const Message* deciding_reason(const CriterionResult& result) {
  for (const auto& item : result.items) {
    if (!item.counts) continue;
    for (const auto& check : item.checks) {
      if (check.basis != Basis::beyond && check.verdict == result.verdict && !check.reasons.empty()) {
        return &check.reasons.front();
      }
    }
  }
  for (const auto& item : result.items) {
    for (const auto& check : item.checks) {
      if (check.verdict == Verdict::fail && !check.reasons.empty()) return &check.reasons.front();
    }
  }
  return nullptr;
}

}  // namespace

std::string level_mark(int level) { return "★" + std::to_string(level); }

std::string main_reason(const ReportInput& input, const CriterionResult& result) {
  if (!result.reasons.empty()) return reason_text(input, result.reasons.front());
  const Message* deciding = deciding_reason(result);
  return deciding != nullptr ? reason_text(input, *deciding) : "";
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

}  // namespace hoshi::documents
