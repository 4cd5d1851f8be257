// Import of an existing list of labels (CSV or XLSX, any order of columns): every label of it is listed, unproven.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/words.h"
#include "i18n/catalogue.h"
#include "register/entry.h"
#include "register/folding.h"

namespace hoshi::public_register {

enum class ListField {
  number, level, status, maker, maker_en, product, product_en, models, category, issued, valid_from, valid_until, support_end,
  security_url, contact, recognised_as
};

// Spellings of titles and statuses as data. Immutable after loading.
class ListColumns {
 public:
  // office/list_columns.toml; invalid_input when a spelling means two things. Borrows the folding.
  [[nodiscard]] static Result<ListColumns> load(const std::filesystem::path& file, const Folding& folding);

  std::optional<ListField> field_of(std::string_view title) const;
  bool is_ignored(std::string_view title) const;
  // "valid" for 有効, and so on.
  std::optional<std::string> status_of(std::string_view word) const;
  const Folding& folding() const { return *folding_; }

 private:
  std::map<std::string, ListField, std::less<>> fields_;  // by folded title
  std::map<std::string, std::string, std::less<>> statuses_;
  std::vector<std::string> ignored_;
  const Folding* folding_ = nullptr;  // never null after load
};

// What is wrong, where: rows and columns counted from 1 as a spreadsheet shows them; 0 is the file, or the row, as a whole.
struct ListProblem {
  std::size_t row = 0;
  std::size_t column = 0;
  std::string title;     // of the column
  Message what;          // register.import_…
  enum class Weight { refused, noted };
  Weight weight = Weight::refused;  // refused: the row is not among the entries; noted: it is, without what could not be read
};

struct ImportedList {
  std::vector<Entry> entries;  // proven = false, with the list's date; in the order of the list
  std::vector<ListProblem> problems;  // at most problems_max
  bool has_more_problems = false;
  std::size_t refused_rows = 0;  // rows that hold something and are not among the entries
};

constexpr std::size_t problems_max = 1'000;

// Hostile bytes: XLSX where the file begins like one, else CSV (spreadsheets/). Of an XLSX the first sheet with a row of titles is read;
// titles may stand in one of the first 20 rows. Models are separated by line ends, 、 or ; (commas stay: models have them).
// Errors are those of the readers; a file without titles gives no entries and one problem. `scheme` and `list_date` go into every entry.
[[nodiscard]] Result<ImportedList> import_list(std::string_view bytes, const ListColumns& columns, std::string_view scheme, Date list_date);

// "Row 12, column 4 (Level): …"
std::string in_words(const ListProblem& problem, Language language, const i18n::Catalogue& words);

}  // namespace hoshi::public_register
