// One record a table; what makes an override complete; whose answers they are.
// SPDX-License-Identifier: Apache-2.0
#include "descriptions/load_answers.h"

#include <algorithm>

#include "base/text.h"
#include "descriptions/belongs_to.h"
#include "descriptions/field_check.h"
#include "descriptions/problem_kinds.h"
#include "tables/problem_kinds.h"
#include "tables/table.h"

namespace hoshi::descriptions {
namespace {

using tables::Presence;
using tables::excerpt_of;
using tables::Table;

constexpr std::string_view override_ending = "/override";

Answer answer_named(std::string_view name) {
  if (name == "yes") return Answer::yes;
  if (name == "no") return Answer::no;
  return Answer::unknown;
}

std::vector<std::string> questions_of(const Scheme& scheme) {
  std::vector<std::string> ids;
  for (const auto& criterion : scheme.criteria) {
    for (const auto& question : criterion.questions) ids.push_back(question.id);
    ids.push_back(criterion.id + std::string(override_ending));
  }
  return ids;
}

void check_question(Table& table, const std::string& question, const Scheme& scheme) {
  const auto known = questions_of(scheme);
  if (question.empty() || std::find(known.begin(), known.end(), question) != known.end()) return;
  const auto suggestion = nearest(question.substr(0, 100), known);
  tables::Slots slots{{"value", excerpt_of(question)}};
  if (suggestion) slots.emplace("suggestion", *suggestion);
  table.problem("question", suggestion ? unknown_question_near : unknown_question, std::move(slots));
}

void check_sources(Table& table, const Record& record, const Product& product) {
  if (!record.sha256.empty() && !is_sha256(record.sha256)) table.problem("sha256", bad_sha256);
  if (!record.file.empty() && !is_inner_path(record.file)) {
    table.problem("file", bad_path, {{"value", excerpt_of(record.file)}});
  }
  if (!record.sha256.empty() && record.file.empty() && record.document.empty()) {
    table.problem("sha256", hash_without_source);
  }
  if (record.document.empty() || product.document(record.document) != nullptr) return;
  std::vector<std::string> known;
  for (const auto& document : product.documents) known.push_back(document.id);
  const auto suggestion = nearest(record.document.substr(0, 100), known);
  tables::Slots slots{{"table", "document"}, {"value", excerpt_of(record.document)}};
  if (suggestion) slots.emplace("suggestion", *suggestion);
  table.problem("document", suggestion ? no_such_id_near : no_such_id, std::move(slots));
}

// An override needs a written reason, two people and evidence (practice, section 1).
void check_override(Table& table, const Record& record) {
  if (!record.question.ends_with(override_ending)) {
    if (!record.verdict.empty()) table.problem("verdict", override_only);
    if (!record.second_person.empty()) table.problem("second_person", override_only);
    return;
  }
  const auto need = [&](bool has, const char* name) {
    if (!has) table.problem(name, override_needs, {{"name", name}});
  };
  need(!record.verdict.empty(), "verdict");
  need(!trimmed(record.comment).empty(), "comment");
  need(!trimmed(record.second_person).empty() && trimmed(record.second_person) != trimmed(record.who),
       "second_person");
  need(!record.document.empty() || !record.file.empty(), "document");
}

Record read_record(Table& table) {
  Record record;
  record.question = table.text("question", Presence::required);
  record.subject = table.text("subject");
  const bool is_override = record.question.ends_with(override_ending);
  const std::string said =
      table.one_of("answer", {"yes", "no", "unknown"}, is_override ? Presence::optional : Presence::required);
  record.answer = answer_named(said);
  // A question nobody has answered yet, as todo.toml lists them, needs nobody's name.
  const bool is_open = said == "unknown" && !is_override;
  const auto needed = is_open ? Presence::optional : Presence::required;
  record.who = table.text("who", needed);
  record.role = table.text("role", needed);
  record.when = table.date("when", needed);
  record.done = table.text("done");
  record.seen = table.text("seen");
  record.document = table.text("document");
  record.file = table.text("file");
  record.sha256 = lower(table.text("sha256"));
  record.second_person = table.text("second_person");
  record.verdict = table.one_of("verdict", {"pass", "fail", "inconclusive", "not_applicable"});
  record.comment = table.text("comment");
  table.finish();
  return record;
}

}  // namespace

LoadedAnswers load_answers(std::string_view text, std::string_view file_name, const Product& product,
                           const Scheme* scheme, const HashNow& hash_now) {
  LoadedAnswers loaded;
  const auto document = tables::Document::read(text, file_name, loaded.problems);
  if (!document) return loaded;
  Table root(*document, loaded.problems);
  if (!belongs_to(root, "hoshi-answers/1", product.id)) return loaded;
  for (auto& table : root.tables("answer")) {
    Record record = read_record(table);
    if (scheme != nullptr) check_question(table, record.question, *scheme);
    check_sources(table, record, product);
    check_override(table, record);
    const bool relies_on_something = !record.document.empty() || !record.file.empty();
    if (relies_on_something && is_inner_path(record.file.empty() ? "-" : record.file)) {
      record.sha256_now = hash_now(record);
    }
    loaded.records.push_back(std::move(record));
  }
  root.finish();
  return loaded;
}

}  // namespace hoshi::descriptions
