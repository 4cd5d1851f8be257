// Searches for pages.
// SPDX-License-Identifier: Apache-2.0
#include "office/register_queries.h"

namespace hoshi::office {

Result<FoundLabels> search_labels(const Office& office, const store::SearchQuery& query) {
  store::SearchHits hits;
  HOSHI_CHECK(office.parts().database.run(store::Access::read, [&](store::Transaction& transaction) -> Result<void> {
    hits = HOSHI_TRY(store::search(transaction, query));
    return {};
  }));
  FoundLabels found;
  found.count = hits.count;
  for (const auto& number : hits.keys) {
    auto entry = public_label(office, number);
    // Between the two questions a label of an imported list may have gone.
    if (!entry && entry.error().code == ErrorCode::not_found) continue;
    if (!entry) return tl::unexpected<Error>(entry.error());
    found.entries.push_back(std::move(*entry));
  }
  return found;
}

Result<std::vector<CaseView>> cases(const Office& office, const workflow::Actor& actor, std::string_view state, std::string_view after, int most) {
  std::vector<std::string> ids;
  HOSHI_CHECK(office.parts().database.run(store::Access::read, [&](store::Transaction& transaction) -> Result<void> {
    const auto rows = HOSHI_TRY(transaction.query(
        "SELECT cases.id FROM cases JOIN states ON states.aggregate = 'case/' || cases.id WHERE ($1 = '' OR states.state = $1) AND cases.id > $2 "
        "ORDER BY cases.id LIMIT $3",
        {std::string(state), std::string(after), std::int64_t{most}}));
    ids.clear();
    for (const auto& row : rows) ids.push_back(row.text(0));
    return {};
  }));
  std::vector<CaseView> views;
  for (const auto& id : ids) {
    auto view = case_of(office, actor, id);
    if (!view && view.error().code == ErrorCode::not_found) continue;  // not for this actor's eyes
    if (!view) return tl::unexpected<Error>(view.error());
    views.push_back(std::move(*view));
  }
  return views;
}

}  // namespace hoshi::office
