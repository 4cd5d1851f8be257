// The list of questions; answers are written into the template's own lines, so its comments stay.
// SPDX-License-Identifier: Apache-2.0
#include "descriptions/wizard.h"

#include <algorithm>

#include "base/text.h"
#include "descriptions/load_product.h"
#include "domain/vocabulary.h"
#include "tables/problem_kinds.h"

namespace hoshi::descriptions {
namespace {

using Kind = WizardQuestion::Kind;

WizardQuestion ask(std::string id, std::string field, Kind kind = Kind::text, std::vector<std::string> choices = {}) {
  std::string words = "wizard." + id;
  return {std::move(id), std::move(words), kind, std::move(field), std::move(choices)};
}

// A TOML basic string (TOML 1.0, String).
std::string quoted_toml(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

// Splits "product.model" at its last dot into table and key.
std::pair<std::string, std::string> place_of(const std::string& field) {
  const auto dot = field.rfind('.');
  return {field.substr(0, dot), field.substr(dot + 1)};
}

bool sets_key(std::string_view line, std::string_view key) {
  return line.starts_with(key) && trimmed(line.substr(key.size())).starts_with('=');
}

// Where the comment of a template line begins; template values hold no '#'.
std::string comment_of(const std::string& line) {
  const auto hash = line.find('#');
  return hash == std::string::npos ? "" : "  " + line.substr(hash);
}

// Writes key = "answer" over the template's line of that key in that table.
void set_field(std::vector<std::string>& lines, const std::string& field, std::string_view answer) {
  const auto [table, key] = place_of(field);
  bool is_there = false;
  for (auto& line : lines) {
    if (line.starts_with('[')) is_there = line == "[" + table + "]";
    if (!is_there || !sets_key(line, key)) continue;
    line = key + " = " + quoted_toml(answer) + comment_of(line);
    return;
  }
}

void declare_empty(std::vector<std::string>& lines, const std::string& table) {
  const auto format = std::find_if(lines.begin(), lines.end(),
                                   [](const std::string& line) { return sets_key(line, "format"); });
  if (format != lines.end()) lines.insert(format + 1, table + " = []");
}

void add_document(std::vector<std::string>& lines, const WizardQuestion& question, std::string_view url) {
  for (const std::string& line : {std::string("[[document]]"), "id = " + quoted_toml(question.id),
                                  "kind = " + quoted_toml(question.field), "url = " + quoted_toml(url),
                                  std::string()}) {
    lines.push_back(line);
  }
}

void apply(std::vector<std::string>& lines, const WizardQuestion& question, std::string_view answer) {
  switch (question.kind) {
    case Kind::text:
    case Kind::choice: set_field(lines, question.field, answer); return;
    case Kind::yes_no:
      if (answer == "no") declare_empty(lines, question.field);
      return;
    case Kind::document: add_document(lines, question, answer); return;
  }
}

// The smallest description that holds the answer, so that it is checked as the real one will be.
std::string description_with(const WizardQuestion& question, std::string_view answer) {
  if (question.kind == Kind::document) return "[[document]]\nid = \"d\"\nurl = " + quoted_toml(answer);
  const auto [table, key] = place_of(question.field);
  return "[" + table + "]\n" + key + " = " + quoted_toml(answer);
}

}  // namespace

const std::vector<WizardQuestion>& wizard_questions() {
  static const std::vector<WizardQuestion> all{
      ask("id", "product.id"),
      ask("name", "product.name"),
      ask("model", "product.model"),
      ask("firmware", "product.firmware"),
      ask("hardware", "product.hardware"),
      ask("category", "product.category"),
      ask("kind", "product.kind", Kind::choice, product_kinds()),
      ask("support_end", "product.support_end"),
      ask("manufacturer", "parties.manufacturer.name"),
      ask("manufacturer_english", "parties.manufacturer.english"),
      ask("corporate_number", "parties.manufacturer.corporate_number"),
      ask("contact", "parties.manufacturer.contact"),
      ask("serial", "sample.serial"),
      ask("condition", "sample.condition"),
      ask("owner", "permission.owner"),
      ask("permitted_by", "permission.permitted_by"),
      ask("scope", "permission.scope"),
      ask("permission_date", "permission.date"),
      ask("has_routes", "route", Kind::yes_no),
      ask("has_authentication", "authentication", Kind::yes_no),
      ask("has_update", "update_mechanism", Kind::yes_no),
      ask("has_physical_interface", "physical_interface", Kind::yes_no),
      ask("disclosure_policy", "disclosure_policy", Kind::document),
      ask("manual", "manual", Kind::document),
      ask("support_statement", "support_statement", Kind::document),
  };
  return all;
}

tables::Problems check_answer(const WizardQuestion& question, std::string_view answer) {
  if (answer.empty()) return {};
  if (question.kind != Kind::yes_no) {
    return load_product(description_with(question, answer), question.id, Extent::partial).problems;
  }
  tables::Problems problems;
  if (answer != "yes" && answer != "no") {
    problems.add(question.id, 0, "", tables::not_one_of,
                 {{"allowed", "yes, no"}, {"value", tables::excerpt_of(answer)}});
  }
  return problems;
}

Result<std::string> fill_template(std::string_view template_text, const std::map<std::string, std::string>& answers) {
  std::vector<std::string> lines = split(template_text, '\n');
  for (const auto& question : wizard_questions()) {
    const auto answer = answers.find(question.id);
    if (answer == answers.end() || answer->second.empty()) continue;
    const auto problems = check_answer(question, answer->second);
    if (!problems.empty()) {
      return fail(ErrorCode::invalid_input, question.id + ": " + problems.all().front().english);
    }
    apply(lines, question, answer->second);
  }
  return join(lines, "\n");
}

}  // namespace hoshi::descriptions
