// Connection, words and files of commands that talk to an office.
// SPDX-License-Identifier: Apache-2.0
#include "cli/office_line.h"

#include <ostream>

#include "base/file.h"
#include "base/text.h"

namespace hoshi::cli {
namespace {

constexpr std::size_t text_bytes_shown = 4000;
constexpr std::size_t step_of_indent = 2;

bool is_words(const Value& value) {
  const auto& map = value.as_map();
  return map.size() == 2 && map.contains("ja") && map.contains("en");
}

bool is_empty(const Value& value) {
  if (value.is_null()) return true;
  if (value.is_text()) return value.as_text().empty();
  if (value.is_list()) return value.as_list().empty();
  if (!value.is_map()) return false;
  for (const auto& [name, inner] : value.as_map()) {
    if (!is_empty(inner)) return false;
  }
  return true;
}

// What stands on one line; nothing for what needs several.
std::optional<std::string> in_one_line(const Value& value, Language language) {
  if (value.is_bool()) return value.as_bool() ? "yes" : "no";
  if (value.is_integer()) return std::to_string(value.as_integer());
  if (value.is_text()) return printable(value.as_text(), text_bytes_shown);
  if (is_words(value)) return said_in(value, language, text_bytes_shown);
  if (!value.is_list()) return std::nullopt;
  std::string line;
  for (const auto& one : value.as_list()) {
    const auto part = one.is_list() ? std::nullopt : in_one_line(one, language);
    if (!part) return std::nullopt;
    line += (line.empty() ? "" : ", ") + *part;
  }
  return line;
}

void say(const Value& value, Language language, std::size_t indent, std::ostream& out) {
  const std::string blanks(indent, ' ');
  for (const auto& one : value.as_list()) {
    const auto line = in_one_line(one, language);
    out << blanks << "- " << line.value_or("") << "\n";
    if (!line) say(one, language, indent + step_of_indent, out);
  }
  for (const auto& [name, inner] : value.as_map()) {
    if (is_empty(inner)) continue;
    const auto line = in_one_line(inner, language);
    out << blanks << printable(name, text_bytes_shown) << ":" << (line ? " " + *line : "") << "\n";
    if (!line) say(inner, language, indent + step_of_indent, out);
  }
}

}  // namespace

Result<client::Api> office_of(const Arguments& arguments, const operations::Home& home, TokenNeed need) {
  std::optional<std::filesystem::path> token;
  if (need == TokenNeed::always || arguments.has("--token-file")) token = arguments.value("--token-file", "hoshi-token");
  return client::Api::open(arguments.value("--server", "http://localhost:8080"), token, name_of(home.language));
}

Result<std::vector<client::FileToHandIn>> files_of(const Arguments& arguments) {
  std::vector<client::FileToHandIn> files;
  for (const auto& one : arguments.values("--upload")) {
    const auto equals = one.find('=');
    if (equals == std::string::npos || equals == 0) return fail(ErrorCode::invalid_input, "--upload " + one + ": ROLE=FILE, like report=report.pdf");
    files.push_back({one.substr(0, equals), one.substr(equals + 1)});
  }
  return files;
}

std::string said_in(const Value& words, Language language, std::size_t bytes_most) {
  const std::string& own = words[name_of(language)].as_text();
  return printable(own.empty() ? words[language == Language::ja ? "en" : "ja"].as_text() : own, bytes_most);
}

std::string whose_move(const Value& turn, const operations::Home& home) {
  return home.text("pages.whose_move") + ": " + home.text("pages.move_" + (turn.as_text().empty() ? std::string("nobody") : turn.as_text()));
}

void say_value(const Value& value, Language language, std::ostream& out) { say(value, language, 0, out); }

Exit say_answer(const Result<Value>& answer, const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  if (!answer) return report_error(answer.error(), home, terminal);
  if (arguments.has("--json")) {
    terminal.out << to_pretty_json(*answer) << "\n";
    return Exit::good;
  }
  if (is_empty(*answer)) terminal.out << home.text("office_line.nothing") << "\n";
  say_value(*answer, home.language, terminal.out);
  return Exit::good;
}

Exit give_out(const Result<std::string>& content, const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  if (!content) return report_error(content.error(), home, terminal);
  const std::string file = arguments.value("--out");
  if (file.empty()) {
    terminal.out << *content;
    return Exit::good;
  }
  if (std::filesystem::exists(file)) return report_error({ErrorCode::conflict, file + ": " + home.text("office_line.exists")}, home, terminal);
  const auto written = write_file(file, *content);
  if (!written) return report_error(written.error(), home, terminal);
  terminal.out << home.text("office_line.written", {{"file", file}, {"bytes", std::to_string(content->size())}}) << "\n";
  return Exit::good;
}

}  // namespace hoshi::cli
