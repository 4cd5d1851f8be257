// Workbook, relationships, shared texts, styles and sheets of an XLSX file (ECMA-376-1, 18).
// SPDX-License-Identifier: Apache-2.0
#include "spreadsheets/xlsx_read.h"

#include <fmt/core.h>

#include "base/text.h"
#include "spreadsheets/xlsx_parts.h"
#include "spreadsheets/xlsx_values.h"

namespace hoshi::spreadsheets {
namespace {

constexpr std::size_t row_number_max = 1'048'576;  // of Excel
constexpr std::size_t column_number_max = 16'384;

struct Book {
  std::vector<std::string> texts;  // shared
  std::vector<bool> are_dates;     // by style
  Epoch epoch = Epoch::from_1900;
};

struct SheetPart {
  std::string name;
  std::string path;
};

Error beyond(std::string what) { return {ErrorCode::invalid_input, std::move(what)}; }

// "C12" → 2; nothing when it is no reference, or beyond the last column.
std::optional<std::size_t> column_of(std::string_view reference) {
  std::size_t column = 0;
  std::size_t at = 0;
  for (; at < reference.size() && reference[at] >= 'A' && reference[at] <= 'Z'; ++at) {
    column = column * 26 + static_cast<std::size_t>(reference[at] - 'A' + 1);
    if (column > column_number_max) return std::nullopt;
  }
  if (column == 0 || !parse_number(reference.substr(at), row_number_max)) return std::nullopt;
  return column - 1;
}

// Of a relationship, relative to xl/; nothing that leads elsewhere.
std::string path_of(std::string_view target) {
  if (target.find("..") != std::string_view::npos || target.find(':') != std::string_view::npos) return "";
  return target.starts_with('/') ? std::string(target.substr(1)) : "xl/" + std::string(target);
}

class Reader {
 public:
  Reader(Parts parts, const Limits& limits) : parts_(std::move(parts)), limits_(limits) {}

  Result<std::vector<Sheet>> read() {
    const auto found = HOSHI_TRY(workbook());
    HOSHI_CHECK(shared_texts());
    HOSHI_CHECK(styles());
    std::vector<Sheet> sheets;
    for (const auto& part : found) {
      auto rows = sheet(part.path);
      if (!rows) return tl::unexpected(std::move(rows.error()).with_context("sheet " + printable(part.name)));
      sheets.push_back({part.name, std::move(*rows)});
    }
    return sheets;
  }

 private:
  Result<std::unique_ptr<pugi::xml_document>> parsed(std::string_view path) const {
    const auto found = parts_.find(path);
    if (found == parts_.end()) return fail(ErrorCode::corrupt, "the archive has no " + printable(path));
    return parse_part(found->second, printable(path), limits_);
  }

  Result<std::vector<SheetPart>> workbook() {
    const auto relations = HOSHI_TRY(parsed("xl/_rels/workbook.xml.rels"));
    std::map<std::string, std::string, std::less<>> targets;
    for (auto relation : child_named(*relations, "Relationships").children()) {
      if (attribute_named(relation, "TargetMode") == "External") continue;
      targets.emplace(attribute_named(relation, "Id"), path_of(attribute_named(relation, "Target")));
      if (attribute_named(relation, "Type").ends_with("/sharedStrings")) texts_path_ = path_of(attribute_named(relation, "Target"));
      if (attribute_named(relation, "Type").ends_with("/styles")) styles_path_ = path_of(attribute_named(relation, "Target"));
    }
    const auto document = HOSHI_TRY(parsed("xl/workbook.xml"));
    const auto root = child_named(*document, "workbook");
    const auto first_day = attribute_named(child_named(root, "workbookPr"), "date1904");
    book_.epoch = first_day == "1" || first_day == "true" ? Epoch::from_1904 : Epoch::from_1900;
    std::vector<SheetPart> found;
    for (auto sheet : child_named(root, "sheets").children()) {
      if (found.size() == limits_.sheets) break;
      // sheet id= is r:id; sheetId has another local name.
      const auto target = targets.find(attribute_named(sheet, "id"));
      if (target == targets.end() || !target->second.starts_with("xl/worksheets/")) continue;  // charts, dialogs, macros
      const std::string name = printable(attribute_named(sheet, "name"));
      const auto has_path = [&](const SheetPart& other) { return other.path == target->second; };
      if (std::any_of(found.begin(), found.end(), has_path)) return fail(ErrorCode::corrupt, "two sheets are one file of the archive");
      found.push_back({name, target->second});
    }
    if (found.empty()) return fail(ErrorCode::corrupt, "the workbook has no sheet");
    return found;
  }

  Result<void> shared_texts() {
    if (texts_path_.empty() || !parts_.contains(texts_path_)) return {};
    const auto document = HOSHI_TRY(parsed(texts_path_));
    for (auto item : child_named(*document, "sst").children()) {
      if (!is_named(item, "si")) continue;
      book_.texts.push_back(text_of(item, limits_.cell_bytes));
      if (book_.texts.back().size() > limits_.cell_bytes) return tl::unexpected(beyond("a shared text is too long"));
    }
    return {};
  }

  Result<void> styles() {
    if (styles_path_.empty() || !parts_.contains(styles_path_)) return {};
    const auto document = HOSHI_TRY(parsed(styles_path_));
    book_.are_dates = date_styles(child_named(*document, "styleSheet"));
    return {};
  }

  Result<std::vector<Row>> sheet(std::string_view path) {
    const auto document = HOSHI_TRY(parsed(path));
    std::vector<Row> rows;
    std::size_t next = 1;
    for (auto row : child_named(child_named(*document, "worksheet"), "sheetData").children()) {
      if (!is_named(row, "row")) continue;
      const std::size_t number = number_in(row, "r", row_number_max, next);
      if (number < next) return fail(ErrorCode::corrupt, fmt::format("row {} stands behind row {}", number, next - 1));
      auto cells = HOSHI_TRY(cells_of(row, number));
      next = number + 1;
      if (cells.empty()) continue;
      if (number > limits_.rows) return tl::unexpected(beyond(fmt::format("more than {} rows", limits_.rows)));
      rows.resize(number);
      rows.back() = std::move(cells);
    }
    return rows;
  }

  Result<Row> cells_of(pugi::xml_node row, std::size_t number) {
    Row cells;
    std::size_t next = 0;
    for (auto cell : row.children()) {
      if (!is_named(cell, "c")) continue;
      const auto reference = attribute_named(cell, "r");
      const auto column = reference.empty() ? std::optional(next) : column_of(reference);
      if (!column || *column < next) {
        return fail(ErrorCode::corrupt, fmt::format("row {}: {} is no cell that can stand there", number, printable(reference, 20)));
      }
      next = *column + 1;
      std::string text = HOSHI_TRY(text_in(cell));
      if (text.empty()) continue;
      if (*column >= limits_.columns) {
        return tl::unexpected(beyond(fmt::format("row {}: more than {} columns", number, limits_.columns)));
      }
      if (text.size() > limits_.cell_bytes) return tl::unexpected(beyond(fmt::format("row {}: a cell is too long", number)));
      total_cells_ += *column + 1 - cells.size();
      if (total_cells_ > limits_.cells) return tl::unexpected(beyond(fmt::format("more than {} cells", limits_.cells)));
      total_bytes_ += text.size();
      if (total_bytes_ > limits_.text_bytes) return tl::unexpected(beyond("the sheets hold too much text"));
      cells.resize(*column + 1);
      cells.back() = valid_utf8(text);
    }
    return cells;
  }

  // ECMA-376-1, 18.18.11 (ST_CellType).
  Result<std::string> text_in(pugi::xml_node cell) const {
    const auto type = attribute_named(cell, "t");
    if (type == "inlineStr") return text_of(child_named(cell, "is"), limits_.cell_bytes);
    const std::string_view value = child_named(cell, "v").child_value();
    if (type == "s") {
      if (value.empty()) return std::string();
      const auto index = parse_number(value, book_.texts.size());
      if (!index || *index >= book_.texts.size()) return fail(ErrorCode::corrupt, "a cell names a shared text that is not there");
      return book_.texts[static_cast<std::size_t>(*index)];
    }
    if (type == "str") return unescaped(value);
    if (type == "b") return std::string(value == "1" || value == "true" ? "TRUE" : "FALSE");
    if (type == "e" || type == "d") return std::string(value.substr(0, value.find("T00:00:00")));
    const std::size_t style = number_in(cell, "s", book_.are_dates.size(), book_.are_dates.size());
    const bool is_date = style < book_.are_dates.size() && book_.are_dates[style];
    return is_date ? date_text(value, book_.epoch) : number_text(value);
  }

  Parts parts_;
  const Limits& limits_;
  Book book_;
  std::string texts_path_;
  std::string styles_path_;
  std::size_t total_cells_ = 0;
  std::size_t total_bytes_ = 0;
};

}  // namespace

Result<std::vector<Sheet>> read_xlsx(std::string_view bytes, const Limits& limits) {
  auto parts = HOSHI_TRY(unpack_parts(bytes, limits));
  return Reader(std::move(parts), limits).read();
}

}  // namespace hoshi::spreadsheets
