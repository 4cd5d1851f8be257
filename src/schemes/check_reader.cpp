// A check's basis, rule, arguments, parameters and question, each refused where it is doubtful.
// SPDX-License-Identifier: Apache-2.0
#include "schemes/check_reader.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "domain/vocabulary.h"
#include "schemes/problem_kinds.h"

namespace hoshi::schemes {
namespace {

using tables::Presence;
using tables::excerpt_of;
using tables::Table;

bool contains(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

}  // namespace

Check CheckReader::read(Table& table, Place place) {
  Check check;
  check.id = table.text("id", Presence::required);
  ids_.check(table, "id", check.id);
  check.basis = read_basis(table, place);
  check.rule = table.text("rule", Presence::required);
  check.title = read_words(table, "title");
  check.question = read_question(table);
  check.satisfied_by_declaration = table.boolean("satisfied_by_declaration", false);
  if (check.satisfied_by_declaration && check.basis != Basis::contradicts_declaration) {
    table.problem("satisfied_by_declaration", declaration_only);
  }
  check.arguments = Value(ValueMap{});
  if (table.table("arguments")) check.arguments = table.value("arguments");
  read_parameters(table, check);
  read_method(table, check);
  check_rule(table, check);
  table.finish();
  return check;
}

Basis CheckReader::read_basis(Table& table, Place place) {
  const bool is_advice = place == Place::advice;
  const auto presence = is_advice ? Presence::optional : Presence::required;
  const std::string name = table.one_of("basis", {"required", "contradicts_declaration", "beyond"}, presence);
  if (!name.empty() && is_advice != (name == "beyond")) table.problem("basis", advice_basis);
  return is_advice ? Basis::beyond : basis_named(name).value_or(Basis::required);
}

// A question is named by its short name; the id is the criterion's with it.
std::string CheckReader::read_question(Table& table) {
  const std::string name = table.text("question");
  if (name.empty()) return {};
  const std::string prefix = criterion_.id + "/";
  std::vector<std::string> names;
  for (const auto& question : criterion_.questions) names.push_back(question.id.substr(prefix.size()));
  if (!check_defined(table, "question", table.line_of("question"), name, names, "[[question]]")) return {};
  questions_.insert(prefix + name);
  return prefix + name;
}

void CheckReader::read_parameters(Table& table, Check& check) {
  std::vector<std::string> defined;
  for (const auto& parameter : criterion_.parameters) defined.push_back(parameter.name);
  const KnownRule* rule = known_.rule(check.rule);
  check.parameters = table.texts("parameters");
  for (const auto& name : check.parameters) {
    check_defined(table, "parameters", table.line_of("parameters"), name, defined, "[[parameter]]");
    parameters_.insert(name);
    if (rule != nullptr && !contains(rule->parameters, name)) {
      table.problem("parameters", parameter_not_read, {{"rule", rule->name}, {"value", excerpt_of(name)}});
    }
  }
  if (rule == nullptr) return;
  for (const auto& name : rule->parameters) {
    if (contains(check.parameters, name)) continue;
    table.problem("parameters", parameter_missing, {{"rule", rule->name}, {"value", name}});
  }
}

void CheckReader::read_method(Table& table, Check& check) {
  check.official_method = table.one_of("official_method", {"document", "real_device"});
  if (check.official_method.empty() || contains(criterion_.methods, check.official_method)) return;
  table.problem("official_method", method_not_listed, {{"value", check.official_method}});
}

void CheckReader::check_rule(Table& table, const Check& check) {
  if (check.rule.empty()) return;
  const KnownRule* rule = known_.rule(check.rule);
  if (rule == nullptr) {
    std::vector<std::string> names;
    for (const auto& one : known_.rules) names.push_back(one.name);
    const auto suggestion = nearest(check.rule.substr(0, 100), names);
    tables::Slots slots{{"value", excerpt_of(check.rule)}};
    if (suggestion) slots.emplace("suggestion", *suggestion);
    table.problem("rule", suggestion ? unknown_rule_near : unknown_rule, std::move(slots));
    return;
  }
  if (rule->asks && !table.has("question")) table.problem("rule", question_missing, {{"rule", rule->name}});
  check_arguments(table, *rule, check.arguments);
}

void CheckReader::check_arguments(Table& table, const KnownRule& rule, const Value& arguments) {
  for (const auto& [name, value] : arguments.as_map()) {
    if (contains(rule.arguments, name)) {
      check_argument_value(table, name, value);
    } else {
      table.problem("arguments", unknown_argument, {{"rule", rule.name}, {"value", excerpt_of(name)}});
    }
  }
  for (const auto& name : rule.required_arguments) {
    if (arguments.has(name)) continue;
    table.problem("arguments", argument_missing, {{"rule", rule.name}, {"value", name}});
  }
}

constexpr std::array<std::string_view, 6> list_arguments{"fields", "differences", "modes", "variants", "needed", "cases"};

// Names that a misprint would turn into a check that never sees anything.
void CheckReader::check_argument_value(Table& table, const std::string& name, const Value& value) {
  const auto is_known = [&](const std::string& word) {
    if (name == "document") return contains(document_kinds(), word);
    if (name == "over") return contains(asked_over_names(), word);
    if (name == "fact" || name == "control_fact" || name == "differences") return contains(fact_names(), word);
    if (name == "fields" && known_.is_description_path) return known_.is_description_path(word);
    return !word.empty();
  };
  if (name == "wanted" && value.is_bool()) return;
  const bool is_list = std::find(list_arguments.begin(), list_arguments.end(), name) != list_arguments.end();
  if (is_list ? value.as_list().empty() : value.as_text().empty()) {
    table.problem("arguments", is_list ? argument_no_list : argument_no_text, {{"argument", excerpt_of(name)}});
    return;
  }
  const ValueList words = is_list ? value.as_list() : ValueList{value};
  for (const auto& word : words) {
    if (is_known(word.as_text())) continue;
    table.problem("arguments", bad_argument, {{"argument", name}, {"value", excerpt_of(word.as_text())}});
  }
}

}  // namespace hoshi::schemes
