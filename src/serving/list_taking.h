// Taking in a list that another register published, from the command line on the office's own data.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "serving/house.h"

namespace hoshi::serving {

struct ListAbout {
  std::string source;     // "ipa"; its next list takes the place of this one
  std::string name;
  std::string file_name;  // for show
  Date list_date;
};

struct ListTaken {
  std::size_t listed = 0;    // labels that are listed now, or would be
  std::size_t left_out = 0;  // rows that are not
  std::vector<std::string> problems;  // one line each, with row and column
  bool has_more_problems = false;
  bool is_done = false;      // false: nothing was changed
};

// `left_out`: how many rows the user knows will be left out; nothing is changed where it is another number, where no row can be listed, or
// where it is absent. Whoever can open the data folder is the office's machinery ("import" in the audit trail). Errors as office::bring_list.
[[nodiscard]] Result<ListTaken> take_list(House& house, const ListAbout& about, std::string_view bytes, std::optional<std::size_t> left_out,
                                          Language language);

}  // namespace hoshi::serving
