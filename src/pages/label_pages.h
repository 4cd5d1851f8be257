// The register as the store has it this moment: pages of labels, the change feed, and labels for programs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "pages/site.h"
#include "register/list_pages.h"
#include "store/search.h"
#include "web/route.h"

namespace hoshi::pages {

// How long a page of the register may be old in this server's memory and in browsers: a revocation shows within seconds.
constexpr auto page_age = std::chrono::seconds(5);

// /labels/{part} with or without a slash at the end, its index files, label.json and label.jsonld; /changes.json?since=N;
// /api/v1/labels and /api/v1/labels/{number}; the files of the list (labels.csv …, atom.xml), of what was found when they are asked so. What else stands beside a label (artwork) is a file of the public folder.
std::vector<web::Route> label_routes(const Site& site);

// What a visitor's question is in the words of the search index.
store::SearchQuery query_of(const Site& site, const web::Request& request, std::size_t page);
// The same as the form shows it again.
public_register::Search search_of(const web::Request& request);
// "page" of the question, from 1.
std::size_t page_asked(const web::Request& request);

}  // namespace hoshi::pages
