// The machines first, then what names them, then the constitution over all; and the calendar.
// SPDX-License-Identifier: Apache-2.0
#include "schemes/load_office.h"

#include <algorithm>

#include "base/file.h"
#include "schemes/office_readers.h"
#include "schemes/problem_kinds.h"
#include "schemes/readers.h"
#include "tables/problem_kinds.h"
#include "workflow/constitution.h"

namespace hoshi::schemes {

using tables::Document;
using tables::Presence;
using tables::Problems;
using tables::Table;
using tables::excerpt_of;

namespace {

constexpr std::size_t calendar_bytes_max = 1u << 20;  // four years have 15 kB

void check_rules(const workflow::Rulebook& rulebook, const Scheme& scheme, const SchemeFiles& files, Problems& problems) {
  for (const auto& breach : workflow::check_constitution(rulebook, scheme.levels)) {
    const SchemeFile* file = files.find(breach.file);
    problems.add(file != nullptr ? file->shown : breach.file, breach.line, breach.where, {breach.rule->key, breach.rule->english},
                 breach.slots);
  }
}

// One document of the office; its absence is a problem.
std::optional<Document> read_document(const SchemeFiles& files, std::string_view path, Problems& problems) {
  const SchemeFile* file = files.find(path);
  if (file != nullptr) return Document::read(file->text, file->shown, problems);
  problems.add(path, 0, "", tables::missing);
  return std::nullopt;
}

void read_machines(const SchemeFiles& files, workflow::Rulebook& rulebook, Problems& problems) {
  std::vector<Document> documents;
  for (const SchemeFile* file : files.in("workflow")) {
    auto document = Document::read(file->text, file->shown, problems);
    if (!document) continue;
    read_machine_file(*document, stem_of(*file), rulebook, problems);
    documents.push_back(std::move(*document));
  }
  for (const auto& document : documents) check_machine_events(document, rulebook, problems);
}

workflow::YearlyClosure read_closure(Table& table) {
  workflow::YearlyClosure closure;
  closure.from_month = static_cast<unsigned>(table.integer("from_month", 1, {1, 12}, Presence::required));
  closure.from_day = static_cast<unsigned>(table.integer("from_day", 1, {1, 31}, Presence::required));
  closure.to_month = static_cast<unsigned>(table.integer("to_month", 1, {1, 12}, Presence::required));
  closure.to_day = static_cast<unsigned>(table.integer("to_day", 1, {1, 31}, Presence::required));
  closure.name = read_words(table, "name");
  table.finish();
  return closure;
}

}  // namespace

std::vector<int> read_levels(Table& table, std::string_view key, const Scheme& scheme, Presence presence) {
  std::vector<int> levels;
  const auto* list = table.node(key);
  if (list == nullptr || list->kind != tables::Node::Kind::list) {
    if (list != nullptr) table.problem(key, tables::not_list);
    if (list == nullptr && presence == Presence::required) table.problem(key, tables::missing);
    return levels;
  }
  if (list->children.empty()) table.problem(key, tables::missing);
  for (const auto& one : list->children) {
    const int number = one.number > 0 && one.number <= 100 ? static_cast<int>(one.number) : 0;
    if (one.kind != tables::Node::Kind::integer) {
      table.problem_at(one.line, key, tables::not_integer);
    } else if (scheme.level(number) == nullptr) {
      table.problem_at(one.line, key, unknown_level, {{"level", std::to_string(one.number)}});
    } else {
      levels.push_back(number);
    }
  }
  return levels;
}

std::vector<std::string> read_names(Table& table, std::string_view key, const std::vector<std::string>& allowed, Presence presence) {
  auto names = table.texts(key, presence);
  std::erase_if(names, [&](const std::string& name) { return !table.check_one_of(key, table.line_of(key), name, allowed); });
  return names;
}

Words read_optional_words(Table& table, std::string_view key) {
  if (table.has(key)) return read_words(table, key);
  table.node(key);  // known, though not there
  return {};
}

void check_format(Table& root, std::string_view format) {
  const std::string found = root.text("format", Presence::required);
  if (!found.empty() && found != format) root.problem("format", tables::wrong_format, {{"wanted", std::string(format)}});
}

void check_scheme_id(Table& root, const Scheme& scheme) {
  const std::string id = root.text("scheme", Presence::required);
  if (!id.empty() && id != scheme.id) {
    root.problem("scheme", scheme_folder_name, {{"id", excerpt_of(id)}, {"folder", excerpt_of(scheme.id)}});
  }
}

LoadedOffice read_office(const SchemeFiles& files, const Scheme& scheme) {
  LoadedOffice loaded;
  loaded.rulebook.scheme = scheme.id;
  loaded.is_there = std::any_of(files.files.begin(), files.files.end(), [](const SchemeFile& one) { return is_office_file(one.path); });
  if (!loaded.is_there) return loaded;
  read_machines(files, loaded.rulebook, loaded.problems);
  if (const auto document = read_document(files, "workflow.toml", loaded.problems)) {
    read_workflow_file(*document, scheme, loaded.rulebook, loaded.problems);
  }
  if (const auto document = read_document(files, "office.toml", loaded.problems)) {
    read_office_file(*document, scheme, loaded.rulebook, loaded.problems);
  }
  if (const auto document = read_document(files, "notices.toml", loaded.problems)) {
    read_notices_file(*document, loaded.rulebook, loaded.problems);
  }
  if (loaded.problems.empty()) check_rules(loaded.rulebook, scheme, files, loaded.problems);
  loaded.rulebook.sha256 = files.office_sha256();
  return loaded;
}

LoadedOffice load_office(const std::filesystem::path& folder, const Scheme& scheme) {
  Problems unreadable;
  const auto files = read_scheme_files(folder, unreadable);
  auto loaded = read_office(files, scheme);
  loaded.problems.append(std::move(unreadable));
  return loaded;
}

LoadedCalendar read_calendar(std::string_view text, std::string_view file_name) {
  LoadedCalendar loaded;
  const auto document = Document::read(text, file_name, loaded.problems);
  if (!document) return loaded;
  Table root(*document, loaded.problems);
  constexpr std::string_view format = "hoshi-calendar/1";
  if (root.text("format", Presence::required) != format) root.problem("format", tables::wrong_format, {{"wanted", std::string(format)}});
  const auto first = static_cast<int>(root.integer("first_year", 0, {1949, 2199}, Presence::required));
  const auto last = static_cast<int>(root.integer("last_year", 0, {1949, 2199}, Presence::required));
  root.text("source", Presence::required);
  std::vector<workflow::Holiday> holidays;
  for (auto& table : root.tables("holiday")) {
    const auto day = parse_date(table.date("day", Presence::required));
    holidays.push_back({day.value_or(Date{}), read_words(table, "name")});
    table.finish();
  }
  std::vector<workflow::YearlyClosure> closures;
  for (auto& table : root.tables("closure")) closures.push_back(read_closure(table));
  root.finish();
  if (!loaded.problems.empty()) return loaded;
  auto calendar = workflow::Calendar::create(first, last, std::move(holidays), std::move(closures));
  if (calendar) loaded.calendar = std::move(*calendar);
  else loaded.problems.add(file_name, 0, "", bad_calendar, {{"why", calendar.error().message}});
  return loaded;
}

LoadedCalendar load_calendar(const std::filesystem::path& file) {
  const auto text = read_file(file, calendar_bytes_max);
  if (text) return read_calendar(*text, file.string());
  LoadedCalendar loaded;
  loaded.problems.add(file.string(), 0, "", tables::unreadable, {{"why", text.error().message}});
  return loaded;
}

}  // namespace hoshi::schemes
