// Writes every part of a judgement with what it rests on.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/judgement_value.h"

#include "assessment/findings.h"
#include "assessment/provisional.h"
#include "assessment/summary.h"

namespace hoshi::assessment {
namespace {

// Values are built with `set`, which moves: a judgement may hold tens of thousands of them.
template <class List, class ToValue>
Value list_of(const List& list, ToValue to_value_of) {
  ValueList values;
  values.reserve(list.size());
  for (const auto& one : list) values.push_back(to_value_of(one));
  return values;
}

Value text_value(const std::string& text) { return text; }

Value message_value(const Message& message) {
  ValueMap slots;
  for (const auto& [name, text] : message.slots) slots.emplace(name, text);
  Value value;
  value.set("key", message.key);
  value.set("slots", std::move(slots));
  return value;
}

Value question_value(const OpenQuestion& question) {
  Value value;
  value.set("question", question.question);
  value.set("subject", question.subject);
  return value;
}

Value check_value(const CheckResult& check) {
  Value value;
  value.set("id", check.check);
  value.set("basis", name_of(check.basis));
  value.set("rule", check.rule);
  value.set("verdict", name_of(check.verdict));
  value.set("reasons", list_of(check.reasons, message_value));
  value.set("because", list_of(check.because, text_value));
  value.set("answers", list_of(check.records, text_value));
  value.set("parameters", list_of(check.parameters, text_value));
  value.set("questions", list_of(check.questions, question_value));
  return value;
}

Value item_value(const ItemResult& item) {
  Value value;
  value.set("id", item.item);
  value.set("verdict", name_of(item.verdict));
  value.set("counts", item.counts);
  value.set("checks", list_of(item.checks, check_value));
  return value;
}

Value override_value(const Override& override) {
  return object({{"from", name_of(override.from)},
                 {"to", name_of(override.to)},
                 {"record", hoshi::to_value(override.record)}});
}

// Ids of what the criterion's verdict rests on: checks that count, in items that count.
Value because_value(const CriterionResult& result) {
  std::vector<std::string> ids = result.because;
  for (const auto& item : result.items) {
    if (!item.counts) continue;
    for (const auto& check : item.checks) {
      if (is_counted(check)) ids.insert(ids.end(), check.because.begin(), check.because.end());
    }
  }
  tidy(ids);
  return list_of(ids, text_value);
}

std::vector<std::string> parameters_used(const CriterionResult& result) {
  std::vector<std::string> names;
  for (const auto& item : result.items) {
    if (!item.counts) continue;
    for (const auto& check : item.checks) {
      if (is_counted(check)) names.insert(names.end(), check.parameters.begin(), check.parameters.end());
    }
  }
  tidy(names);
  return names;
}

Value parameters_value(const CriterionResult& result, const Criterion* criterion) {
  ValueList values;
  for (const auto& name : parameters_used(result)) {
    const Parameter* parameter = criterion != nullptr ? find_parameter(*criterion, name) : nullptr;
    if (parameter == nullptr) continue;
    values.push_back(object({{"name", parameter->name},
                             {"value", parameter->value},
                             {"unit", parameter->unit},
                             {"confidence", name_of(parameter->confidence)}}));
  }
  return values;
}

Value criterion_value(const CriterionResult& result, const Scheme& scheme) {
  Value value;
  value.set("id", result.criterion);
  value.set("verdict", name_of(result.verdict));
  value.set("provisional", result.provisional);
  value.set("reasons", list_of(result.reasons, message_value));
  value.set("items", list_of(result.items, item_value));
  value.set("because", because_value(result));
  value.set("advice", list_of(result.advice, check_value));
  value.set("overridden", list_of(result.overridden, override_value));
  value.set("parameters", parameters_value(result, scheme.criterion(result.criterion)));
  return value;
}

Value counts_value(const Summary& summary) {
  ValueMap counts;
  for (const auto& [verdict, count] : summary.counts) {
    counts.emplace(name_of(verdict), static_cast<std::uint64_t>(count));
  }
  return counts;
}

}  // namespace

Value to_value(const Judgement& judgement, const Scheme& scheme) {
  const Summary summary = summarise(judgement);
  const auto of_criterion = [&](const CriterionResult& one) { return criterion_value(one, scheme); };
  Value value;
  value.set("level", judgement.level);
  value.set("verdict", name_of(judgement.verdict));
  value.set("reasons", list_of(judgement.reasons, message_value));
  value.set("criteria", list_of(judgement.criteria, of_criterion));
  value.set("questions", list_of(summary.questions, question_value));
  value.set("counts", counts_value(summary));
  return value;
}

}  // namespace hoshi::assessment
