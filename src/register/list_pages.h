// The public pages around the labels: list and search, PSTI, distribution per category, data and changes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "register/exports.h"
#include "register/feed.h"
#include "register/page.h"

namespace hoshi::public_register {

constexpr std::size_t list_page_labels = 50;

// What somebody searched for, as it came (hostile); shown in the form again.
struct Search {
  std::string text;
  int level = 0;         // 0: any
  std::string status;    // "": any
  std::string category;  // ja or en name; "": any
  std::vector<Words> categories;  // to choose from
};

struct ListView {
  enum class Kind { labels, psti };
  Kind kind = Kind::labels;
  std::span<const Entry> entries;       // of this page
  std::size_t total = 0;
  std::size_t page = 1;                 // from 1
  std::optional<Search> search;         // a server that searches; static files have none and link page-2.html
  std::vector<std::string> suggestions;  // for typing mistakes
};

// Pages of a list without search: page 1 is the index, others are page-<n>.
Place place_of_list(ListView::Kind kind, std::size_t page);
std::string list_page(const ListView& view, const Voice& voice);
std::string distribution_page(const std::vector<Distribution>& rows, const Voice& voice);
// Downloads and the latest changes, newest first.
std::string data_page(const std::vector<Change>& latest, const Voice& voice);

}  // namespace hoshi::public_register
