// scheme.toml first, then each criterion, then what only all of them together can show.
// SPDX-License-Identifier: Apache-2.0
#include "schemes/load_scheme.h"

#include <algorithm>

#include "domain/vocabulary.h"
#include "schemes/criterion_reader.h"
#include "schemes/problem_kinds.h"
#include "schemes/readers.h"
#include "schemes/scheme_files.h"
#include "tables/problem_kinds.h"
#include "tables/table.h"

namespace hoshi::schemes {
namespace {

namespace fs = std::filesystem;
using tables::Document;
using tables::Presence;
using tables::Problems;
using tables::excerpt_of;
using tables::Table;

Date read_date(Table& table, std::string_view key) {
  return parse_date(table.date(key, Presence::required)).value_or(Date{});
}

Level read_level(Table& table) {
  Level level;
  level.number = static_cast<int>(table.integer("number", 0, {1, 100}, Presence::required));
  level.title = read_words(table, "title");
  level.evaluator = table.one_of("evaluator", {"maker", "laboratory"}, Presence::required);
  level.categories = table.one_of("categories", {"all", "per_category"}, Presence::required);
  if (!table.has("assessable")) table.problem("assessable", tables::missing);
  level.assessable = table.boolean("assessable", false);
  level.note = read_words(table, "note");
  table.finish();
  return level;
}

Recognition read_recognition(Table& table) {
  Recognition recognition;
  recognition.id = table.text("id", Presence::required);
  recognition.title = read_words(table, "title");
  recognition.confidence = read_confidence(table, "confidence");
  recognition.from = read_date(table, "from");
  recognition.effective = table.boolean("effective", true);
  table.finish();
  return recognition;
}

void read_head(Table& root, std::string_view folder_name, Scheme& scheme) {
  constexpr std::string_view format = "hoshi-scheme/1";
  const std::string found = root.text("format", Presence::required);
  if (!found.empty() && found != format) {
    root.problem("format", tables::wrong_format, {{"wanted", std::string(format)}});
  }
  scheme.id = root.text("id", Presence::required);
  if (!scheme.id.empty() && scheme.id != folder_name) {
    root.problem("id", scheme_folder_name, {{"id", excerpt_of(scheme.id)}, {"folder", excerpt_of(folder_name)}});
  }
  scheme.name = read_words(root, "name");
  scheme.edition = root.text("edition", Presence::required);
  scheme.document_number = root.text("document_number", Presence::required);
  scheme.effective_from = read_date(root, "effective_from");
  scheme.transition = root.text("transition");
  scheme.notice = read_words(root, "notice");
  scheme.provisional_mark = read_words(root, "provisional_mark");
  scheme.scope_out = root.texts("scope_out");
  for (const auto& kind : scheme.scope_out) {
    root.check_one_of("scope_out", root.line_of("scope_out"), kind, product_kinds());
  }
}

void read_scheme_file(const Document& document, std::string_view folder_name, Scheme& scheme,
                      Problems& problems) {
  Table root(document, problems);
  read_head(root, folder_name, scheme);
  UniqueIds numbers;
  for (auto& table : root.tables("level")) {
    scheme.levels.push_back(read_level(table));
    numbers.check(table, "number", std::to_string(scheme.levels.back().number));
  }
  UniqueIds recognitions;
  for (auto& table : root.tables("recognition")) {
    scheme.recognitions.push_back(read_recognition(table));
    recognitions.check(table, "id", scheme.recognitions.back().id);
  }
  root.finish();
}

void read_criteria(const SchemeFiles& files, const Known& known, LoadedScheme& loaded) {
  for (const SchemeFile* file : files.in("criteria")) {
    if (!file->path.ends_with(".toml")) {
      loaded.problems.add(file->shown, 0, "", unexpected_file);
      continue;
    }
    const auto document = Document::read(file->text, file->shown, loaded.problems);
    if (!document) continue;
    auto read = read_criterion(*document, stem_of(*file), loaded.scheme, known, loaded.problems);
    auto& levels = loaded.scheme.levels;
    const auto level = std::find_if(levels.begin(), levels.end(),
                                    [&](const Level& l) { return l.number == read.level; });
    if (level != levels.end()) level->criteria.push_back(read.criterion.id);
    loaded.scheme.criteria.push_back(std::move(read.criterion));
  }
  std::sort(loaded.scheme.criteria.begin(), loaded.scheme.criteria.end(),
            [](const Criterion& a, const Criterion& b) { return a.id < b.id; });
}

void check_levels(const Document& document, LoadedScheme& loaded) {
  Problems already_told;
  Table root(document, already_told);
  for (const auto& table : root.tables("level")) {
    const auto* number = table.member("number");
    const Level* level = number != nullptr ? loaded.scheme.level(static_cast<int>(number->number)) : nullptr;
    if (level == nullptr || level->assessable != level->criteria.empty()) continue;
    loaded.problems.add(document.file_name(), table.line(), table.path(),
                        level->assessable ? no_criteria : level_not_assessable,
                        {{"level", std::to_string(level->number)}});
  }
}

}  // namespace

LoadedScheme load_scheme(const fs::path& folder, const Known& known) {
  LoadedScheme loaded;
  const fs::path whole = fs::absolute(folder).lexically_normal();
  const std::string name = (whole.has_filename() ? whole : whole.parent_path()).filename().string();
  const auto files = read_scheme_files(folder, loaded.problems);
  const SchemeFile* head = files.find("scheme.toml");
  if (head == nullptr) {
    loaded.problems.add((folder / "scheme.toml").string(), 0, "", tables::missing);
    return loaded;
  }
  const auto document = Document::read(head->text, head->shown, loaded.problems);
  if (!document) return loaded;
  read_scheme_file(*document, name, loaded.scheme, loaded.problems);
  read_criteria(files, known, loaded);
  check_levels(*document, loaded);
  loaded.scheme.sha256 = files.sha256();
  return loaded;
}

}  // namespace hoshi::schemes
