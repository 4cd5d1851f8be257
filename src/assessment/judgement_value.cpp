// Writes every part of a judgement with what it rests on.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/judgement_value.h"

#include "assessment/findings.h"
#include "assessment/provisional.h"
#include "assessment/summary.h"

namespace hoshi::assessment {
namespace {

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
  return object({{"key", message.key}, {"slots", std::move(slots)}});
}

Value question_value(const OpenQuestion& question) {
  return object({{"question", question.question}, {"subject", question.subject}});
}

Value check_value(const CheckResult& check) {
  return object({{"id", check.check},
                 {"basis", name_of(check.basis)},
                 {"rule", check.rule},
                 {"verdict", name_of(check.verdict)},
                 {"reasons", list_of(check.reasons, message_value)},
                 {"because", list_of(check.because, text_value)},
                 {"answers", list_of(check.records, text_value)},
                 {"parameters", list_of(check.parameters, text_value)},
                 {"questions", list_of(check.questions, question_value)}});
}

Value item_value(const ItemResult& item) {
  return object({{"id", item.item},
                 {"verdict", name_of(item.verdict)},
                 {"counts", item.counts},
                 {"checks", list_of(item.checks, check_value)}});
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
  return object({{"id", result.criterion},
                 {"verdict", name_of(result.verdict)},
                 {"provisional", result.provisional},
                 {"reasons", list_of(result.reasons, message_value)},
                 {"items", list_of(result.items, item_value)},
                 {"because", because_value(result)},
                 {"advice", list_of(result.advice, check_value)},
                 {"overridden", list_of(result.overridden, override_value)},
                 {"parameters", parameters_value(result, scheme.criterion(result.criterion))}});
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
  return object(
      {{"level", judgement.level},
       {"verdict", name_of(judgement.verdict)},
       {"reasons", list_of(judgement.reasons, message_value)},
       {"criteria", list_of(judgement.criteria,
                            [&](const CriterionResult& one) { return criterion_value(one, scheme); })},
       {"questions", list_of(summary.questions, question_value)},
       {"counts", counts_value(summary)}});
}

}  // namespace hoshi::assessment
