// Writing of the open questions.
// SPDX-License-Identifier: Apache-2.0
#include "documents/todo.h"

#include "base/text.h"

namespace hoshi::documents {
namespace {

// A basic string of TOML 1.0; JSON's escapes are a subset of TOML's.
std::string toml_text(std::string_view text) { return to_json(Value(text)); }

std::string comment_lines(std::string_view text) {
  std::string out;
  for (const auto& line : split(text, '\n')) out += "# " + line + "\n";
  return out;
}

// The document of the wanted kind and the hash it has now.
std::string document_lines(const ReportInput& input, const std::string& kind) {
  for (const auto& document : input.product.documents) {
    if (document.kind != kind) continue;
    std::string hash = document.sha256;
    for (const auto* kept : input.observations.with_fact("document.kept")) {
      if (kept->subject.reference == document.id) hash = kept->value["sha256"].as_text();
    }
    return "document = " + toml_text(document.id) + "\nsha256 = " + toml_text(hash) + "\n";
  }
  return "document = \"\"\nsha256 = \"\"\n";
}

}  // namespace

std::string todo_file(const ReportInput& input) {
  std::string out = comment_lines(input.text("report.todo_head"));
  out += "format = \"hoshi-answers/1\"\nproduct = " + toml_text(input.product.id) + "\n";
  for (const auto& todo : open_questions(input)) {
    const Criterion* criterion = input.scheme.criterion(todo.criterion);
    const Question* question = criterion != nullptr ? find_question(*criterion, todo.question) : nullptr;
    out += "\n" + comment_lines(todo.text) + "[[answer]]\nquestion = " + toml_text(todo.question) + "\n";
    if (!todo.subject.empty()) out += "subject = " + toml_text(todo.subject) + "\n";
    out += "answer = \"unknown\"  # yes | no | unknown\nwho = \"\"\nrole = \"\"\nwhen = \"\"  # 2026-11-23\n";
    if (question == nullptr) continue;
    if (question->kind == Question::Kind::hand_test) out += "done = \"\"\nseen = \"\"\nfile = \"\"\nsha256 = \"\"\n";
    if (!question->document.empty()) out += document_lines(input, question->document);
  }
  return out;
}

}  // namespace hoshi::documents
