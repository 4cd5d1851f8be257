// The fields of a criterion in the order of docs/scheme-format.md; checks come last, as they name the others.
// SPDX-License-Identifier: Apache-2.0
#include "schemes/criterion_reader.h"

#include <algorithm>

#include "domain/features.h"
#include "domain/vocabulary.h"
#include "schemes/check_reader.h"
#include "schemes/problem_kinds.h"
#include "schemes/readers.h"

namespace hoshi::schemes {
namespace {

using tables::Presence;
using tables::excerpt_of;
using tables::Table;

Combine combine_named(std::string_view name) {
  if (name == "any") return Combine::any;
  if (name == "chosen") return Combine::chosen;
  return Combine::all;
}

Question::Kind kind_named(std::string_view name) {
  if (name == "hand_test") return Question::Kind::hand_test;
  if (name == "decision") return Question::Kind::decision;
  return Question::Kind::confirmation;
}

class CriterionReader {
 public:
  CriterionReader(Table root, std::string_view stem, const Scheme& scheme, const Known& known)
      : root_(std::move(root)), stem_(stem), scheme_(scheme), known_(known) {}

  ReadCriterion read() {
    read_identity();
    read_texts();
    read_not_applicable();
    read_parameters();
    read_questions();
    read_items();
    root_.finish();
    return std::move(read_);
  }

 private:
  void read_identity() {
    made_.id = root_.text("id", Presence::required);
    if (!made_.id.empty() && made_.id != stem_) {
      root_.problem("id", bad_file_name, {{"id", excerpt_of(made_.id)}, {"file", excerpt_of(stem_)}});
    }
    read_.level = static_cast<int>(root_.integer("level", 0, {1, 100}, Presence::required));
    if (read_.level != 0 && scheme_.level(read_.level) == nullptr) {
      root_.problem("level", unknown_level, {{"level", std::to_string(read_.level)}});
    }
    made_.category = root_.text("category", Presence::required);
    made_.methods = root_.texts("methods", Presence::required);
    for (const auto& method : made_.methods) {
      root_.check_one_of("methods", root_.line_of("methods"), method, {"document", "real_device"});
    }
    made_.method_confidence = read_confidence(root_, "method_confidence");
    made_.confidence = read_confidence(root_, "confidence");
    made_.source = root_.text("source", Presence::required);
    made_.combine = combine_named(root_.one_of("combine", {"all", "any", "chosen"}, Presence::required));
    made_.probes = root_.texts("probes");
    made_.recognised_by = root_.texts("recognised_by");
    std::vector<std::string> recognitions;
    for (const auto& recognition : scheme_.recognitions) recognitions.push_back(recognition.id);
    for (const auto& id : made_.recognised_by) {
      check_defined(root_, "recognised_by", root_.line_of("recognised_by"), id, recognitions, "[[recognition]]");
    }
  }

  void read_texts() {
    made_.title = read_words(root_, "title");
    made_.summary = read_words(root_, "summary");
    made_.explanation = read_words(root_, "explanation");
    made_.evidence = read_words(root_, "evidence");
    made_.remedy = read_words(root_, "remedy");
  }

  void read_not_applicable() {
    UniqueIds features;
    std::vector<std::string> names;
    for (const auto name : feature_names()) names.emplace_back(name);
    for (auto& table : root_.tables("not_applicable")) {
      NotApplicable rule;
      rule.feature = table.one_of("feature", names, Presence::required);
      features.check(table, "feature", rule.feature);
      rule.confidence = read_confidence(table, "confidence");
      rule.meaning = read_words(table, "meaning");
      table.finish();
      made_.not_applicable.push_back(std::move(rule));
    }
  }

  void read_parameters() {
    UniqueIds names;
    for (auto& table : root_.tables("parameter")) {
      Parameter parameter;
      parameter.name = table.text("name", Presence::required);
      names.check(table, "name", parameter.name);
      parameter.value = table.integer("value", 0, {}, Presence::required);
      parameter.unit = table.text("unit", Presence::required);
      parameter.confidence = read_confidence(table, "confidence");
      parameter.source = table.text("source", Presence::required);
      parameter.meaning = read_words(table, "meaning");
      table.finish();
      made_.parameters.push_back(std::move(parameter));
    }
  }

  void read_questions() {
    UniqueIds names;
    for (auto& table : root_.tables("question")) {
      Question question;
      const std::string name = table.text("name", Presence::required);
      names.check(table, "name", name);
      question.id = made_.id + "/" + name;
      question.kind = kind_named(
          table.one_of("kind", {"confirmation", "hand_test", "decision"}, Presence::required));
      question.over = table.one_of("over", asked_over_names());
      question.document = table.one_of("document", document_kinds());
      question.text = read_words(table, "text");
      table.finish();
      made_.questions.push_back(std::move(question));
    }
  }

  void read_items() {
    CheckReader checks(made_, known_);
    UniqueIds ids;
    for (auto& table : root_.tables("item")) made_.items.push_back(read_item(table, ids, checks));
    if (made_.items.empty()) root_.problem("item", needs_items);
    for (auto& table : root_.tables("advice")) {
      made_.advice.push_back(checks.read(table, CheckReader::Place::advice));
    }
    for (auto& table : root_.tables("parameter")) {
      const std::string name = table.text("name");
      if (!checks.uses_parameter(name)) table.problem("name", parameter_not_used, {{"value", excerpt_of(name)}});
    }
    for (auto& table : root_.tables("question")) {
      const std::string name = table.text("name");
      if (checks.asks(made_.id + "/" + name)) continue;
      table.problem("name", question_not_asked, {{"value", excerpt_of(name)}});
    }
  }

  static Item read_item(Table& table, UniqueIds& ids, CheckReader& checks) {
    Item item;
    item.id = table.text("id", Presence::required);
    ids.check(table, "id", item.id);
    item.confidence = read_confidence(table, "confidence");
    item.title = read_words(table, "title");
    for (auto& check : table.tables("check")) item.checks.push_back(checks.read(check, CheckReader::Place::item));
    const bool has_required = std::any_of(item.checks.begin(), item.checks.end(),
                                          [](const Check& c) { return c.basis == Basis::required; });
    if (!has_required) table.problem("", needs_required_check);
    table.finish();
    return item;
  }

  Table root_;
  std::string_view stem_;
  const Scheme& scheme_;
  const Known& known_;
  ReadCriterion read_{};
  Criterion& made_ = read_.criterion;
};

}  // namespace

ReadCriterion read_criterion(const tables::Document& document, std::string_view stem, const Scheme& scheme,
                             const Known& known, tables::Problems& problems) {
  return CriterionReader(Table(document, problems), stem, scheme, known).read();
}

}  // namespace hoshi::schemes
