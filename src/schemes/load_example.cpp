// Examples file by file, and the examples of a folder against their scheme.
// SPDX-License-Identifier: Apache-2.0
#include "schemes/load_example.h"

#include <algorithm>

#include "domain/vocabulary.h"
#include "schemes/problem_kinds.h"
#include "schemes/readers.h"
#include "schemes/scheme_files.h"
#include "tables/problem_kinds.h"
#include "tables/table.h"

namespace hoshi::schemes {
namespace {

using tables::Document;
using tables::excerpt_of;
using tables::Presence;
using tables::Problems;
using tables::Table;

Observation read_observation(Table& table) {
  Observation observation;
  observation.probe = "example";
  observation.fact = table.one_of("fact", fact_names(), Presence::required);
  observation.subject = {table.text("target"), table.text("endpoint"), table.text("reference")};
  observation.value = Value(ValueMap{});
  if (table.table("value")) observation.value = table.value("value");
  observation.id = identify(observation);
  table.finish();
  return observation;
}

// The record's own keys; what an answers file would refuse may stand here, examples show that too.
Record read_record(Table& table) {
  Record record;
  record.question = table.text("question", Presence::required);
  record.subject = table.text("subject");
  const std::string answer = table.one_of("answer", {"yes", "no", "unknown"});
  if (answer == "yes") record.answer = Answer::yes;
  if (answer == "no") record.answer = Answer::no;
  record.who = table.text("who");
  record.role = table.text("role");
  record.when = table.date("when");
  record.done = table.text("done");
  record.seen = table.text("seen");
  record.document = table.text("document");
  record.file = table.text("file");
  record.sha256 = table.text("sha256");
  record.sha256_now = table.text("sha256_now");
  record.second_person = table.text("second_person");
  record.verdict = table.text("verdict");
  record.comment = table.text("comment");
  table.finish();
  return record;
}

Example read_example(const Document& document, Problems& problems) {
  Table root(document, problems);
  Example example;
  example.criterion = root.text("criterion", Presence::required);
  const std::string expect = root.one_of(
      "expect", {"pass", "fail", "inconclusive", "not_applicable", "accepted_by_recognition"}, Presence::required);
  example.expect = verdict_named(expect).value_or(Verdict::inconclusive);
  if (root.has("provisional")) example.provisional = root.boolean("provisional", false);
  example.why = root.text("why", Presence::required);
  if (const auto today = parse_date(root.date("today"))) example.today = *today;
  example.product = root.text("product");
  example.product_line = root.line_of("product");
  for (auto& table : root.tables("observation")) example.observations.push_back(read_observation(table));
  for (auto& table : root.tables("answer")) example.records.push_back(read_record(table));
  root.finish();
  return example;
}

std::vector<std::string> questions_of(const Criterion& criterion) {
  std::vector<std::string> ids{criterion.id + "/override"};
  for (const auto& question : criterion.questions) ids.push_back(question.id);
  return ids;
}

void check_example(const Document& document, const SchemeFile& file, const Scheme& scheme, Problems& problems) {
  Problems already_told;
  Table quiet(document, already_told);
  Table root(document, problems);
  const std::string id = quiet.text("criterion");
  const Criterion* criterion = scheme.criterion(id);
  if (criterion == nullptr) {
    std::vector<std::string> ids;
    for (const auto& one : scheme.criteria) ids.push_back(one.id);
    if (!id.empty()) check_defined(root, "criterion", root.line_of("criterion"), id, ids, "criterion");
    return;
  }
  if (!stem_of(file).starts_with(id + ".")) {
    root.problem("criterion", example_file_name, {{"file", excerpt_of(stem_of(file))}, {"id", id}});
  }
  const auto questions = questions_of(*criterion);
  for (const auto& answer : quiet.tables("answer")) {
    const auto* question = answer.member("question");
    if (question == nullptr) continue;
    check_defined(root, "answer", question->line, question->text, questions, "[[question]]");
  }
}

}  // namespace

LoadedExample load_example(std::string_view text, std::string_view file_name) {
  LoadedExample loaded;
  const auto document = Document::read(text, file_name, loaded.problems);
  if (document) loaded.example = read_example(*document, loaded.problems);
  return loaded;
}

LoadedExamples load_examples(const std::filesystem::path& scheme_folder, const Scheme& scheme) {
  LoadedExamples loaded;
  const auto files = read_scheme_files(scheme_folder, loaded.problems);
  for (const SchemeFile* file : files.in("examples")) {
    if (!file->path.ends_with(".toml")) {
      loaded.problems.add(file->shown, 0, "", unexpected_file);
      continue;
    }
    const auto document = Document::read(file->text, file->shown, loaded.problems);
    if (!document) continue;
    Example example = read_example(*document, loaded.problems);
    example.name = stem_of(*file);
    check_example(*document, *file, scheme, loaded.problems);
    loaded.examples.push_back(std::move(example));
  }
  return loaded;
}

}  // namespace hoshi::schemes
