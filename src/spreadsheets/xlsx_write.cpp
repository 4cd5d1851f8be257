// XLSX by libxlsxwriter, through a private temporary folder.
// SPDX-License-Identifier: Apache-2.0
#include "spreadsheets/xlsx_write.h"

#include <stdlib.h>
#include <xlsxwriter.h>

#include <filesystem>
#include <set>

#include "base/file.h"
#include "base/text.h"

namespace hoshi::spreadsheets {
namespace {

constexpr std::size_t characters_max = 32'767;  // of a cell, in UTF-16 units (Excel)
constexpr std::size_t sheet_name_max = 31;

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::error_code problem;
    std::string name = (std::filesystem::temp_directory_path(problem) / "hoshi-xlsx-XXXXXX").string();
    if (!problem && ::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// At most `limit` UTF-16 units, without control characters (XML 1.0 has none of them but tab and line ends).
std::string fitting(std::string_view text, std::size_t limit) {
  const std::string clean = valid_utf8(text);
  std::string out;
  std::size_t units = 0;
  for (std::size_t at = 0; at < clean.size();) {
    const auto lead = static_cast<unsigned char>(clean[at]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    units += length == 4 ? 2 : 1;
    if (units >= limit && at + length < clean.size()) return out + "…";
    const std::string_view character = std::string_view(clean).substr(at, length);
    const bool is_control = lead < 0x20 && lead != '\n' && lead != '\t';
    out += is_control || character == "\uFFFE" || character == "\uFFFF" ? "\uFFFD" : character;
    at += length;
  }
  return out;
}

std::string sheet_name(std::string_view wanted) {
  std::string name(wanted);
  for (char& c : name) {
    if (std::string_view("[]:*?/\\'").find(c) != std::string_view::npos) c = '_';
  }
  name = fitting(name, sheet_name_max);
  return name.empty() ? "Sheet" : name;
}

struct Formats {
  lxw_format* header;
  lxw_format* text;
  lxw_format* number;
  lxw_format* date;
};

Formats formats_of(lxw_workbook* book) {
  Formats formats{workbook_add_format(book), workbook_add_format(book), workbook_add_format(book), workbook_add_format(book)};
  for (auto* format : {formats.header, formats.text, formats.number, formats.date}) {
    format_set_font_name(format, "BIZ UDPGothic");
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    format_set_text_wrap(format);
  }
  format_set_bold(formats.header);
  format_set_bg_color(formats.header, 0xE8ECF2);
  format_set_bottom(formats.header, LXW_BORDER_THIN);
  format_set_num_format(formats.text, "@");
  format_set_num_format(formats.number, "0");
  format_set_num_format(formats.date, "yyyy-mm-dd");
  return formats;
}

lxw_error write_cell(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const Cell& cell, const Formats& formats) {
  if (const auto* text = std::get_if<std::string>(&cell)) {
    if (text->empty()) return LXW_NO_ERROR;
    return worksheet_write_string(sheet, row, column, fitting(*text, characters_max).c_str(), formats.text);
  }
  if (const auto* number = std::get_if<std::int64_t>(&cell)) {
    return worksheet_write_number(sheet, row, column, static_cast<double>(*number), formats.number);
  }
  const Date date = std::get<Date>(cell);
  if (date.year < 1900) return LXW_NO_ERROR;  // Excel knows no earlier ones; an unset date is an empty cell
  lxw_datetime value{date.year, static_cast<int>(date.month), static_cast<int>(date.day), 0, 0, 0};
  return worksheet_write_datetime(sheet, row, column, &value, formats.date);
}

lxw_error write_sheet(lxw_workbook* book, const SheetToWrite& content, const Formats& formats) {
  lxw_worksheet* sheet = workbook_add_worksheet(book, sheet_name(content.name).c_str());
  if (sheet == nullptr) return LXW_ERROR_SHEETNAME_ALREADY_USED;
  for (std::size_t column = 0; column < content.columns.size(); ++column) {
    const auto index = static_cast<lxw_col_t>(column);
    worksheet_set_column(sheet, index, index, content.columns[column].width_characters, nullptr);
    const lxw_error state = write_cell(sheet, 0, index, content.columns[column].title, formats);
    if (state != LXW_NO_ERROR) return state;
    worksheet_write_string(sheet, 0, index, fitting(content.columns[column].title, characters_max).c_str(), formats.header);
  }
  worksheet_freeze_panes(sheet, 1, 0);
  const auto last_row = static_cast<lxw_row_t>(content.rows.size());
  const auto last_column = static_cast<lxw_col_t>(content.columns.size() - 1);
  worksheet_autofilter(sheet, 0, 0, last_row, last_column);
  worksheet_repeat_rows(sheet, 0, 0);
  worksheet_set_landscape(sheet);
  worksheet_set_paper(sheet, 9);  // A4
  worksheet_fit_to_pages(sheet, 1, 0);
  for (std::size_t row = 0; row < content.rows.size(); ++row) {
    for (std::size_t column = 0; column < content.rows[row].size(); ++column) {
      const lxw_error state = write_cell(sheet, static_cast<lxw_row_t>(row + 1), static_cast<lxw_col_t>(column),
                                         content.rows[row][column], formats);
      if (state != LXW_NO_ERROR) return state;
    }
  }
  return LXW_NO_ERROR;
}

Result<void> check(const std::vector<SheetToWrite>& sheets) {
  if (sheets.empty()) return fail(ErrorCode::invalid_input, "an XLSX file needs a sheet");
  std::set<std::string> names;
  for (const auto& sheet : sheets) {
    if (!names.insert(lower(sheet_name(sheet.name))).second) return fail(ErrorCode::invalid_input, "two sheets are named " + sheet.name);
    if (sheet.columns.empty()) return fail(ErrorCode::invalid_input, "sheet " + sheet.name + " has no columns");
    if (sheet.rows.size() > xlsx_rows_max) return fail(ErrorCode::invalid_input, "sheet " + sheet.name + " has too many rows for XLSX");
    const auto fits = [&](const auto& row) { return row.size() <= sheet.columns.size(); };
    if (!std::all_of(sheet.rows.begin(), sheet.rows.end(), fits)) {
      return fail(ErrorCode::invalid_input, "sheet " + sheet.name + " has a row with more cells than columns");
    }
  }
  return {};
}

}  // namespace

Result<std::string> write_xlsx(const std::vector<SheetToWrite>& sheets, Date date) {
  HOSHI_CHECK(check(sheets));
  const TemporaryFolder folder;
  if (folder.path().empty()) return fail(ErrorCode::unavailable, "no temporary folder can be made for XLSX (TMPDIR)");
  const auto file = folder.path() / "book.xlsx";
  std::string temporary = folder.path().string();
  lxw_workbook_options options{};
  options.tmpdir = temporary.data();
  lxw_workbook* book = workbook_new_opt(file.c_str(), &options);
  if (book == nullptr) return fail(ErrorCode::unavailable, "the XLSX writer does not start");
  lxw_doc_properties properties{};
  properties.created = static_cast<time_t>(std::chrono::seconds(to_days(date).time_since_epoch()).count());
  workbook_set_properties(book, &properties);
  const Formats formats = formats_of(book);
  lxw_error state = LXW_NO_ERROR;
  for (const auto& sheet : sheets) {
    if (state == LXW_NO_ERROR) state = write_sheet(book, sheet, formats);
  }
  const lxw_error closed = workbook_close(book);  // frees the book, whatever it returns
  if (state == LXW_NO_ERROR) state = closed;
  if (state != LXW_NO_ERROR) return fail(ErrorCode::unavailable, std::string("XLSX cannot be written: ") + lxw_strerror(state));
  return read_file(file);
}

}  // namespace hoshi::spreadsheets
