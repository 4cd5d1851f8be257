// Lists that other registers published: taken in whole, shown as listed and unproven, apart from the labels issued here.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "office/kind.h"
#include "register/list_import.h"

namespace hoshi::office {

// Reads the file of the step "import_list" before its transaction; for the office and the machinery alone. Never an error.
Outside::List list_outside(const Parts& parts, const workflow::Actor& actor, const Command& command, const std::string& sha256);

// The step "import_list": {"source","list_date","name","left_out"} with one upload of the role "list". Takes the place of the list of the same
// source that stood before, in the same transaction. `left_out` is how many rows will not be listed: whoever imports has seen them.
// invalid_input where it is another number; conflict where the list is older than the one that stands.
[[nodiscard]] Result<Brought> bring_list(Work& work, const Taken& taken);
// The step "end_list": {"source"}; nothing of it is listed any more.
[[nodiscard]] Result<Brought> bring_list_end(Work& work, const Taken& taken);

// Of the lists that stand; a number that this office issued is never among them.
[[nodiscard]] Result<std::optional<public_register::Entry>> imported_entry(store::Transaction& transaction, std::string_view number);
[[nodiscard]] Result<public_register::Entry> imported_entry_from(std::string_view json);

struct ListPreview {
  std::size_t listed = 0;    // rows that would be listed
  std::size_t left_out = 0;  // rows that would not: they cannot be read, or their number is taken
  std::vector<public_register::ListProblem> problems;  // at most public_register::problems_max
  bool has_more_problems = false;
  std::vector<public_register::Entry> first;  // a few, to look at
  std::string replaces;      // date of the list of this source that stands; "" when there is none
  std::size_t replaced_rows = 0;
};

// What import_list would do with the bytes, without doing it. Errors are those of the readers.
[[nodiscard]] Result<ListPreview> preview_list(const Office& office, std::string_view scheme, std::string_view source, Date list_date,
                                               std::string_view bytes);

struct ListView {
  std::string source, name, list_date;
  std::int64_t rows = 0;
  std::string imported_by;
  Instant imported_at;
};
// Those that stand, by source.
[[nodiscard]] Result<std::vector<ListView>> imported_lists(const Office& office);

}  // namespace hoshi::office
