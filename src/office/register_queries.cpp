// Searches for pages.
// SPDX-License-Identifier: Apache-2.0
#include "office/register_queries.h"

#include <algorithm>

#include "office/work.h"

namespace hoshi::office {
namespace {

constexpr int changes_most = 1000;

}  // namespace

Result<RegisterState> register_state(const Office& office) {
  RegisterState state;
  HOSHI_CHECK(office.parts().database.run(store::Access::read, [&](store::Transaction& transaction) -> Result<void> {
    const auto rows = HOSHI_TRY(transaction.query("SELECT COALESCE(MAX(sequence), 0) FROM public_changes"));
    const auto lists = HOSHI_TRY(transaction.query("SELECT COALESCE(MAX(imported_at), 0), COALESCE(MAX(replaced_at), 0) FROM imported_lists"));
    state = {rows.at(0).integer(0), lists.at(0).integer(0), lists.at(0).integer(1)};
    return {};
  }));
  return state;
}

Result<std::vector<public_register::Change>> register_changes(const Office& office, std::int64_t since, int most) {
  std::vector<public_register::Change> changes;
  HOSHI_CHECK(office.parts().database.run(store::Access::read, [&](store::Transaction& transaction) -> Result<void> {
    changes.clear();
    const auto rows = HOSHI_TRY(transaction.query(
        "SELECT c.sequence, c.happened_at, c.status, c.note_ja, c.note_en, l.number, l.level, l.product_ja, l.product_en, l.maker_ja, l.maker_en "
        "FROM public_changes c JOIN labels l ON l.number = c.number WHERE c.sequence > $1 ORDER BY c.sequence LIMIT $2",
        {since, std::int64_t{std::clamp(most, 1, changes_most)}}));
    for (const auto& row : rows) {
      changes.push_back({{row.integer(0), instant_of(row.integer(1)), row.text(2), {row.text(3), row.text(4)}},
                         row.text(5),
                         static_cast<int>(row.integer(6)),
                         true,
                         {row.text(7), row.text(8)},
                         {row.text(9), row.text(10)}});
    }
    return {};
  }));
  return changes;
}

std::vector<Words> category_names(const SchemeOffice& scheme) {
  std::vector<Words> names;
  for (const auto& category : scheme.rulebook.categories) names.push_back(category.name);
  return names;
}

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
  return cases_of_query(office, actor,
                        "SELECT cases.id FROM cases JOIN states ON states.aggregate = 'case/' || cases.id WHERE ($1 = '' OR states.state = $1) AND "
                        "cases.id > $2 ORDER BY cases.id LIMIT $3",
                        {std::string(state), std::string(after), std::int64_t{most}});
}

Result<std::vector<CaseView>> cases_of_query(const Office& office, const workflow::Actor& actor, std::string_view sql,
                                             std::initializer_list<store::Cell> values) {
  std::vector<std::string> ids;
  HOSHI_CHECK(office.parts().database.run(store::Access::read, [&](store::Transaction& transaction) -> Result<void> {
    const auto rows = HOSHI_TRY(transaction.query(sql, values));
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
