// CSV, XLSX and the distributions they can carry.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include <map>
#include <set>

#include "base/text.h"
#include "register/exports.h"
#include "spreadsheets/csv.h"
#include "spreadsheets/xlsx_write.h"

namespace hoshi::public_register {
namespace {

using spreadsheets::Cell;

struct Field {
  std::string_view name;  // of register.column_<name>
  double width;
};

constexpr std::array<Field, 20> fields{{{"number", 18}, {"level", 8}, {"status", 22}, {"status_code", 12}, {"maker", 30},
                                        {"maker_en", 30}, {"product", 34}, {"product_en", 34}, {"models", 30}, {"category", 22},
                                        {"issued", 12}, {"valid_from", 12}, {"valid_until", 12}, {"support_end", 14},
                                        {"security_url", 34}, {"contact", 34}, {"recognised_as", 12}, {"proven", 16},
                                        {"list_date", 12}, {"url", 40}}};

std::string title_of(std::string_view name, Language language, const i18n::Catalogue& words) {
  return words.text(language, "register.column_" + std::string(name));
}

std::vector<Cell> cells_of(const Entry& entry, const Site& site, Language language, const i18n::Catalogue& words) {
  return {entry.number,
          std::int64_t{entry.level},
          status_words(entry, site, language, words),
          status_on(entry, site.today),
          entry.maker.ja,
          entry.maker.en,
          entry.product.ja,
          entry.product.en,
          join(entry.models, "\n"),
          entry.category.in(language),
          entry.issued,
          entry.valid_from,
          entry.valid_until,
          entry.support_end,
          entry.security_url,
          entry.contact,
          join(entry.recognised_as, ", "),
          words.text(language, entry.proven ? "register.proven" : "register.unproven"),
          entry.list_date,
          label_url(site, entry.number)};
}

std::string text_of_cell(const Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
  return text_of(std::get<Date>(cell));
}

spreadsheets::SheetToWrite meanings(const Site& site, Language language, const i18n::Catalogue& words) {
  spreadsheets::SheetToWrite sheet{words.text(language, "register.sheet_about"),
                                   {{words.text(language, "register.word"), 28}, {words.text(language, "register.meaning"), 90}},
                                   {}};
  sheet.rows.push_back({words.text(language, "register.as_of"), to_text(site.today)});
  sheet.rows.push_back({words.text(language, "register.kept_by"), site.operator_name.in(language)});
  for (const char* status : {"valid", "grace", "expired", "withdrawn", "revoked", "suspended", "restricted", "superseded"}) {
    sheet.rows.push_back({words.text(language, std::string("register.status_") + status),
                          words.text(language, std::string("register.meaning_") + status)});
  }
  sheet.rows.push_back({words.text(language, "register.unproven"), words.text(language, "register.meaning_unproven")});
  if (!site.disclaimer.in(language).empty()) sheet.rows.push_back({std::string(), site.disclaimer.in(language)});
  return sheet;
}

}  // namespace

std::string status_words(const Entry& entry, const Site& site, Language language, const i18n::Catalogue& words) {
  const std::string status = status_on(entry, site.today);
  const std::string key = "register.status_" + status;
  const std::string word = words.has(key) ? words.text(language, key) : status;
  if (entry.proven) return word;
  return words.render(language, "register.listed_as", {{"status", word}, {"date", entry.list_date}});
}

std::string list_csv(std::span<const Entry> entries, const Site& site, Language language, const i18n::Catalogue& words) {
  std::string out(spreadsheets::csv_byte_order_mark);
  spreadsheets::Row row;
  for (const auto& field : fields) row.push_back(title_of(field.name, language, words));
  out += spreadsheets::csv_record(row);
  for (const auto& entry : entries) {
    row.clear();
    for (const auto& cell : cells_of(entry, site, language, words)) row.push_back(text_of_cell(cell));
    out += spreadsheets::csv_record(row);
  }
  return out;
}

Result<std::string> list_xlsx(std::span<const Entry> entries, const Site& site, Language language, const i18n::Catalogue& words) {
  spreadsheets::SheetToWrite labels{words.text(language, "register.sheet_labels"), {}, {}};
  for (const auto& field : fields) labels.columns.push_back({title_of(field.name, language, words), field.width});
  spreadsheets::SheetToWrite models{words.text(language, "register.sheet_models"), {}, {}};
  for (const auto& [name, width] : {Field{"model", 34}, Field{"number", 18}, Field{"level", 8}, Field{"status", 22}, Field{"product", 34}}) {
    models.columns.push_back({title_of(name, language, words), width});
  }
  for (const auto& entry : entries) {
    labels.rows.push_back(cells_of(entry, site, language, words));
    for (const auto& model : entry.models) {
      models.rows.push_back({model, entry.number, std::int64_t{entry.level}, status_words(entry, site, language, words),
                             entry.product.in(language).empty() ? entry.product.ja : entry.product.in(language)});
    }
  }
  std::vector<spreadsheets::SheetToWrite> sheets;
  sheets.push_back(std::move(labels));
  // Where there are more models than XLSX has rows, the first sheet still holds them all.
  if (models.rows.size() <= spreadsheets::xlsx_rows_max) sheets.push_back(std::move(models));
  sheets.push_back(meanings(site, language, words));
  return spreadsheets::write_xlsx(sheets, site.today);
}

std::vector<Distribution> distribution(std::span<const Entry> entries, Date today) {
  struct Counted {
    Distribution row;
    std::array<std::set<std::pair<std::string, std::string>>, level_max> makers;
  };
  std::map<std::pair<std::string, std::string>, Counted> categories;
  for (const auto& entry : entries) {
    if (!is_in_force(entry, today) || entry.level < 1 || entry.level > level_max) continue;
    auto& counted = categories[{entry.category.ja, entry.category.en}];
    counted.row.category = entry.category;
    if (!entry.proven) {
      ++counted.row.unproven;
      continue;
    }
    ++counted.row.labels[static_cast<std::size_t>(entry.level - 1)];
    for (std::size_t level = 0; level < static_cast<std::size_t>(entry.level); ++level) {
      counted.makers[level].insert({entry.maker.ja, entry.maker.en});
    }
  }
  std::vector<Distribution> rows;
  for (auto& [category, counted] : categories) {
    for (std::size_t level = 0; level < level_max; ++level) counted.row.makers_at_least[level] = static_cast<int>(counted.makers[level].size());
    rows.push_back(std::move(counted.row));
  }
  return rows;
}

std::string distribution_csv(const std::vector<Distribution>& rows, Language language, const i18n::Catalogue& words) {
  spreadsheets::Row titles{title_of("category", language, words)};
  for (int level = 1; level <= level_max; ++level) titles.push_back(words.render(language, "register.labels_at", {{"level", std::to_string(level)}}));
  for (int level = 1; level <= level_max; ++level) titles.push_back(words.render(language, "register.makers_from", {{"level", std::to_string(level)}}));
  titles.push_back(words.text(language, "register.unproven"));
  std::vector<spreadsheets::Row> table{std::move(titles)};
  for (const auto& row : rows) {
    spreadsheets::Row cells{row.category.in(language)};
    for (const int count : row.labels) cells.push_back(std::to_string(count));
    for (const int count : row.makers_at_least) cells.push_back(std::to_string(count));
    cells.push_back(std::to_string(row.unproven));
    table.push_back(std::move(cells));
  }
  return spreadsheets::write_csv(table);
}

std::vector<Entry> psti_entries(std::span<const Entry> entries, Date today) {
  std::vector<Entry> out;
  for (const auto& entry : entries) {
    if (is_recognised_as(entry, "psti") && is_in_force(entry, today)) out.push_back(entry);
  }
  return out;
}

}  // namespace hoshi::public_register
