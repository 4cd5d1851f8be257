// The register for machines and offices: CSV, XLSX, JSON, JSON Lines, JSON-LD, and distributions per category and level.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/value.h"
#include "i18n/catalogue.h"
#include "register/entry.h"
#include "register/site.h"

namespace hoshi::public_register {

constexpr int level_max = 4;

// docs/register.schema.json ("label"): fields keep their names and meanings; new ones may be added. Status is that of site.today;
// unknown dates are null. `proven: false` means listed, unproven: nothing of it was checked by the register.
Value entry_value(const Entry& entry, const Site& site);
// {"schema": "hoshi-register/1", "as_of": …, "labels": […]}
std::string list_json(std::span<const Entry> entries, const Site& site);
// One label a line: the same members; for lists that nobody wants to hold in memory, line by line.
std::string json_line(const Entry& entry, const Site& site);
std::string list_json_lines(std::span<const Entry> entries, const Site& site);

// Columns with titles in one language; several models of a label stand in one cell, one a line.
std::string list_csv(std::span<const Entry> entries, const Site& site, Language language, const i18n::Catalogue& words);
// Three sheets: labels, models (one a row), and what the words mean. invalid_input beyond the rows of XLSX.
[[nodiscard]] Result<std::string> list_xlsx(std::span<const Entry> entries, const Site& site, Language language,
                                            const i18n::Catalogue& words);

// schema.org Certification (https://schema.org/Certification). No status is stated of an unproven label.
std::string json_ld(const Entry& entry, const Site& site, const i18n::Catalogue& words);

// How many labels in force there are of a category at each level, and from how many makers one could buy at that level or above:
// for people who set minimums in procurement. Sorted by category, "ja" then "en"; imported labels count apart.
struct Distribution {
  Words category;
  std::array<int, level_max> labels{};            // [0] is ★1
  std::array<int, level_max> makers_at_least{};   // distinct makers with a proven label in force at this level or above
  int unproven = 0;                               // listed as in force, any level; in none of the others
};
std::vector<Distribution> distribution(std::span<const Entry> entries, Date today);
std::string distribution_json(const std::vector<Distribution>& rows, const Site& site);
std::string distribution_csv(const std::vector<Distribution>& rows, Language language, const i18n::Catalogue& words);

// PSTI適合宣言製品リスト: labels in force that are recognised as PSTI, in the given order.
std::vector<Entry> psti_entries(std::span<const Entry> entries, Date today);

// The status of the day in IPA's words (jc-star.md 3.6); for an unproven label the words say so and name the list's date.
std::string status_words(const Entry& entry, const Site& site, Language language, const i18n::Catalogue& words);

}  // namespace hoshi::public_register
