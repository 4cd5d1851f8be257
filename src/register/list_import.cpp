// Titles found, rows read, problems named.
// SPDX-License-Identifier: Apache-2.0
#include "register/list_import.h"

#include "base/text.h"
#include "register/list_cells.h"
#include "register/site.h"
#include "spreadsheets/csv.h"
#include "spreadsheets/xlsx_read.h"

namespace hoshi::public_register {
namespace {

using spreadsheets::Row;
using spreadsheets::Sheet;

constexpr std::size_t title_rows_max = 20;
constexpr std::size_t text_bytes_max = 4'096;   // of one field; models have 64 kB
constexpr std::size_t models_max = 2'000;
constexpr std::size_t model_bytes_max = 256;

struct Titles {
  std::size_t row = 0;  // from 0
  std::map<ListField, std::size_t> columns;
};

std::optional<Titles> titles_in(const Row& row, const ListColumns& columns) {
  Titles found;
  for (std::size_t column = 0; column < row.size(); ++column) {
    if (row[column].size() > text_bytes_max) continue;
    const auto field = columns.field_of(row[column]);
    if (field) found.columns.emplace(*field, column);
  }
  const bool names_a_product = found.columns.contains(ListField::product) || found.columns.contains(ListField::models);
  return found.columns.contains(ListField::number) && names_a_product ? std::optional(found) : std::nullopt;
}

class Import {
 public:
  Import(const ListColumns& columns, std::string_view scheme, Date list_date) : columns_(columns), scheme_(scheme), list_date_(to_text(list_date)) {}

  ImportedList read(const std::vector<Sheet>& sheets) {
    for (const auto& sheet : sheets) {
      for (std::size_t row = 0; row < std::min(title_rows_max, sheet.rows.size()); ++row) {
        auto titles = titles_in(sheet.rows[row], columns_);
        if (!titles) continue;
        titles->row = row;
        rows(sheet, *titles);
        return std::move(out_);
      }
    }
    const bool is_empty = std::all_of(sheets.begin(), sheets.end(), [](const Sheet& sheet) { return sheet.rows.empty(); });
    problem(0, 0, is_empty ? "register.import_empty" : "register.import_no_header", {}, ListProblem::Weight::refused);
    return std::move(out_);
  }

 private:
  void problem(std::size_t row, std::size_t column, std::string_view key, std::map<std::string, std::string> slots, ListProblem::Weight weight) {
    if (out_.problems.size() >= problems_max) {
      out_.has_more_problems = true;
      return;
    }
    const std::string title = column > 0 && column <= title_row_.size() ? printable(trimmed(title_row_[column - 1]), 80) : "";
    out_.problems.push_back({row, column, title, {std::string(key), std::move(slots)}, weight});
  }

  void unread_titles(const Titles& titles) {
    for (std::size_t column = 0; column < title_row_.size(); ++column) {
      const std::string_view title = trimmed(title_row_[column]);
      const bool is_read = std::any_of(titles.columns.begin(), titles.columns.end(), [&](const auto& one) { return one.second == column; });
      if (is_read || title.empty() || columns_.is_ignored(title)) continue;
      const bool is_doubled = columns_.field_of(title).has_value();
      problem(titles.row + 1, column + 1, is_doubled ? "register.import_doubled_column" : "register.import_unknown_column",
              {{"title", printable(title, 80)}}, ListProblem::Weight::noted);
    }
  }

  void rows(const Sheet& sheet, const Titles& titles) {
    title_row_ = sheet.rows[titles.row];
    titles_ = &titles;
    unread_titles(titles);
    for (std::size_t index = titles.row + 1; index < sheet.rows.size(); ++index) {
      const Row& row = sheet.rows[index];
      const bool is_blank = std::all_of(row.begin(), row.end(), [](const std::string& cell) { return trimmed(cell).empty(); });
      // Long lists repeat their titles on every page.
      if (is_blank || titles_in(row, columns_)) continue;
      row_ = &row;
      row_number_ = index + 1;
      is_refused_ = false;
      Entry entry = entry_of_row();
      if (is_refused_) {
        ++out_.refused_rows;
        continue;
      }
      out_.entries.push_back(std::move(entry));
    }
  }

  std::string cell(ListField field) const {
    const auto found = titles_->columns.find(field);
    if (found == titles_->columns.end() || found->second >= row_->size()) return "";
    return std::string(trimmed((*row_)[found->second]));
  }

  void wrong(ListField field, std::string_view key, std::map<std::string, std::string> slots, ListProblem::Weight weight) {
    const auto found = titles_->columns.find(field);
    problem(row_number_, found == titles_->columns.end() ? 0 : found->second + 1, key, std::move(slots), weight);
    if (weight == ListProblem::Weight::refused) is_refused_ = true;
  }

  std::string text(ListField field) {
    std::string content = cell(field);
    if (content.size() <= text_bytes_max) return content;
    wrong(field, "register.import_long", {}, ListProblem::Weight::refused);
    return "";
  }

  Date date(ListField field) {
    const std::string content = text(field);
    if (content.empty() || content == "-" || content == "－" || content == "―") return {};
    const auto found = date_in(content);
    if (found) return *found;
    wrong(field, "register.import_date", {{"text", printable(content, 80)}}, ListProblem::Weight::noted);
    return {};
  }

  void number(Entry& entry) {
    entry.number = text(ListField::number);
    if (entry.number.empty()) {
      if (!is_refused_) wrong(ListField::number, "register.import_missing", {}, ListProblem::Weight::refused);
      return;
    }
    if (!path_part(entry.number) || printable(entry.number) != entry.number) {
      wrong(ListField::number, "register.import_number_long", {}, ListProblem::Weight::refused);
      return;
    }
    const auto [at, is_new] = numbers_.emplace(entry.number, row_number_);
    if (!is_new) {
      wrong(ListField::number, "register.import_doubled", {{"number", entry.number}, {"other", std::to_string(at->second)}}, ListProblem::Weight::refused);
    }
  }

  // An unknown level or status would have to be invented: such a row is no label.
  void level_and_status(Entry& entry) {
    const std::string level_text = text(ListField::level);
    const auto level = level_in(level_text, columns_.folding());
    if (level) {
      entry.level = *level;
    } else {
      wrong(ListField::level, "register.import_level", {{"text", printable(level_text, 80)}}, ListProblem::Weight::refused);
    }
    const std::string status_text = text(ListField::status);
    const auto status = columns_.status_of(status_text);
    if (status) {
      entry.status = *status;
    } else {
      wrong(ListField::status, "register.import_status", {{"text", printable(status_text, 80)}}, ListProblem::Weight::refused);
    }
  }

  void models(Entry& entry) {
    entry.models = models_in(cell(ListField::models));
    const bool is_long = entry.models.size() > models_max ||
                         std::any_of(entry.models.begin(), entry.models.end(), [](const auto& model) { return model.size() > model_bytes_max; });
    if (is_long) wrong(ListField::models, "register.import_long", {}, ListProblem::Weight::refused);
  }

  Entry entry_of_row() {
    Entry entry;
    entry.proven = false;
    entry.list_date = list_date_;
    entry.scheme = scheme_;
    number(entry);
    level_and_status(entry);
    entry.maker = {text(ListField::maker), text(ListField::maker_en)};
    entry.product = {text(ListField::product), text(ListField::product_en)};
    models(entry);
    entry.category = {text(ListField::category), ""};
    entry.issued = date(ListField::issued);
    entry.valid_until = date(ListField::valid_until);
    entry.valid_from = titles_->columns.contains(ListField::valid_from) ? date(ListField::valid_from) : entry.issued;
    entry.support_end = text(ListField::support_end);
    if (const auto end = date_in(entry.support_end)) entry.support_end = to_text(*end);
    entry.security_url = text(ListField::security_url);
    entry.contact = text(ListField::contact);
    if (contains_ignoring_case(text(ListField::recognised_as), "psti")) entry.recognised_as = {"psti"};
    if (entry.product.ja.empty() && entry.product.en.empty() && entry.models.empty() && !is_refused_) {
      wrong(titles_->columns.contains(ListField::product) ? ListField::product : ListField::models, "register.import_missing", {}, ListProblem::Weight::refused);
    }
    if (is_set(entry.issued) && is_set(entry.valid_until) && entry.valid_until < entry.issued) {
      wrong(ListField::valid_until, "register.import_dates_order", {}, ListProblem::Weight::noted);
    }
    if (entry.product.ja.empty() && entry.product.en.empty() && !entry.models.empty()) entry.product.ja = entry.models.front();
    return entry;
  }

  const ListColumns& columns_;
  std::string scheme_;
  std::string list_date_;
  Row title_row_;
  const Titles* titles_ = nullptr;
  const Row* row_ = nullptr;
  std::size_t row_number_ = 0;
  bool is_refused_ = false;
  std::map<std::string, std::size_t> numbers_;
  ImportedList out_;
};

}  // namespace

std::string in_words(const ListProblem& problem, Language language, const i18n::Catalogue& words) {
  const std::string sentence = words.render(language, problem.what);
  if (problem.row == 0) return sentence;
  const std::map<std::string, std::string> slots{{"row", std::to_string(problem.row)}, {"column", std::to_string(problem.column)}, {"title", problem.title}};
  return words.render(language, problem.column == 0 ? "register.import_row" : "register.import_cell", slots) + ": " + sentence;
}

Result<ImportedList> import_list(std::string_view bytes, const ListColumns& columns, std::string_view scheme, Date list_date) {
  std::vector<Sheet> sheets;
  const bool is_xlsx = bytes.starts_with("PK\x03\x04") || bytes.starts_with("\xD0\xCF\x11\xE0");
  if (is_xlsx) {
    sheets = HOSHI_TRY(spreadsheets::read_xlsx(bytes));
  } else {
    auto file = HOSHI_TRY(spreadsheets::read_csv(bytes));
    sheets.push_back(std::move(file.sheet));
  }
  return Import(columns, scheme, list_date).read(sheets);
}

}  // namespace hoshi::public_register
