// Searching the register and the cases: what lists of pages are made of.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "office/office.h"
#include "office/queries.h"
#include "office/scheme_office.h"
#include "register/feed.h"
#include "store/search.h"

namespace hoshi::office {

struct FoundLabels {
  std::vector<public_register::Entry> entries;  // in the order of the search
  std::int64_t count = 0;                       // as store::SearchHits::count
};

// What the register's content hangs on: the change feed, and when lists of others came and went (they have no lines in the feed).
struct RegisterState {
  std::int64_t sequence = -1, list_came_at = 0, list_went_at = 0;
  friend bool operator==(const RegisterState&, const RegisterState&) = default;
};
[[nodiscard]] Result<RegisterState> register_state(const Office& office);

// Lines of the change feed with a larger sequence than `since`, smallest first, at most `most` (1 to 1,000).
[[nodiscard]] Result<std::vector<public_register::Change>> register_changes(const Office& office, std::int64_t since, int most);

// What the register's form offers: the names of the rulebook's categories, in its order.
std::vector<Words> category_names(const SchemeOffice& scheme);

// For anybody; proven labels and those of imported lists. invalid_input as store::search.
[[nodiscard]] Result<FoundLabels> search_labels(const Office& office, const store::SearchQuery& query);

// Cases this actor may know of, the oldest first; `after` is the id that ended the page before.
[[nodiscard]] Result<std::vector<CaseView>> cases(const Office& office, const workflow::Actor& actor, std::string_view state, std::string_view after,
                                                  int most);

// The cases whose ids the query gives, in its order, without those that are not for this actor's eyes.
[[nodiscard]] Result<std::vector<CaseView>> cases_of_query(const Office& office, const workflow::Actor& actor, std::string_view sql,
                                                           std::initializer_list<store::Cell> values);

}  // namespace hoshi::office
