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
constexpr std::size_t found_file_labels = 1000;  // the first so many of a search are in its files; more would take seconds

// What somebody searched for, as it came (hostile); shown in the form again.
struct Search {
  std::string text;
  std::string level;     // "": any
  std::string status;    // "": any
  std::string category;  // ja or en name; "": any
};

// "q=…&level=1": the search as the part of an address behind its question mark; "" when it asks for nothing.
std::string question_of(const Search& search);

struct ListView {
  enum class Kind { labels, psti };
  Kind kind = Kind::labels;
  std::span<const Entry> entries;       // of this page
  std::size_t total = 0;
  bool is_more = false;                 // there are more than `total`, which nobody counted; they are on no page
  std::size_t page = 1;                 // from 1
  std::optional<Search> search;         // a server that searches; static files have none and link page-2.html
  std::span<const Words> categories;    // to choose from; without them the form has no such field
  std::vector<std::string> suggestions;  // for typing mistakes
};

// Pages of a list without search: page 1 is the index, others are page-<n>.
Place place_of_list(ListView::Kind kind, std::size_t page);
std::string list_page(const ListView& view, const Voice& voice);
std::string distribution_page(const std::vector<Distribution>& rows, const Voice& voice);
// Downloads and the latest changes, newest first.
std::string data_page(const std::vector<Change>& latest, const Voice& voice);

}  // namespace hoshi::public_register
