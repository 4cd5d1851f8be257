// Statistics by fiscal year (April to March, JST), counted from the projections.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "office/queries.h"
#include "office/reading.h"

namespace hoshi::office {
namespace {

struct Span {
  std::int64_t from = 0;   // milliseconds
  std::int64_t until = 0;  // the first that does not belong to it
};

Span span_of(int fiscal_year) {
  const Date before{fiscal_year, 3, 31};
  const Date last{fiscal_year + 1, 3, 31};
  return {stored(workflow::end_of_day_in_japan(before)), stored(workflow::end_of_day_in_japan(last))};
}

Result<void> count_into(Work& work, std::map<std::string, std::int64_t>& counts, std::string_view sql, const std::string& scheme, const Span& span) {
  for (const auto& row : HOSHI_TRY(work.transaction.query(sql, {scheme, span.from, span.until}))) {
    counts[row.text(0)] += row.integer(1);
  }
  return {};
}

Result<std::int64_t> number_of(Work& work, std::string_view sql, std::initializer_list<store::Cell> values) {
  const auto rows = HOSHI_TRY(work.transaction.query(sql, values));
  return rows.empty() ? 0 : rows[0].integer(0);
}

// From the first submission to 交付.
Result<std::int64_t> median_days(Work& work, const std::string& scheme, const Span& span) {
  const auto rows = HOSHI_TRY(work.transaction.query(
      "SELECT e.happened_at - s.submitted_at FROM events e JOIN applications a ON e.aggregate = 'application/' || a.id "
      "JOIN submissions s ON s.application = a.id AND s.ordinal = 1 WHERE a.scheme = $1 AND a.kind = 'new' AND e.kind = 'issue' "
      "AND e.happened_at >= $2 AND e.happened_at < $3 ORDER BY 1",
      {scheme, span.from, span.until}));
  if (rows.empty()) return 0;
  constexpr std::int64_t day_ms = 24 * 60 * 60 * 1000;
  return rows[rows.size() / 2].integer(0) / day_ms;
}

}  // namespace

Result<StatisticsView> statistics(const Office& office, std::string_view scheme_id, int fiscal_year) {
  StatisticsView view;
  const std::string scheme(scheme_id);
  HOSHI_CHECK(in_reading(office, {}, [&](Work& work) -> Result<void> {
    view = {};
    view.fiscal_year = fiscal_year;
    const Span span = span_of(fiscal_year);
    HOSHI_CHECK(count_into(work, view.received,
                           "SELECT CAST(a.level AS TEXT) || '/' || a.kind, count(*) FROM applications a JOIN submissions s ON s.application = a.id "
                           "AND s.ordinal = 1 WHERE a.scheme = $1 AND s.submitted_at >= $2 AND s.submitted_at < $3 GROUP BY a.level, a.kind",
                           scheme, span));
    HOSHI_CHECK(count_into(work, view.issued,
                           "SELECT CAST(l.level AS TEXT), count(*) FROM public_changes c JOIN labels l ON l.number = c.number WHERE l.scheme = $1 "
                           "AND c.kind = 'Issue' AND c.happened_at >= $2 AND c.happened_at < $3 GROUP BY l.level",
                           scheme, span));
    HOSHI_CHECK(count_into(work, view.refused,
                           "SELECT d.outcome, count(*) FROM decisions d JOIN applications a ON a.id = d.application WHERE a.scheme = $1 "
                           "AND d.outcome IN ('reject', 'refuse_acceptance') AND d.decided_at >= $2 AND d.decided_at < $3 GROUP BY d.outcome",
                           scheme, span));
    HOSHI_CHECK(count_into(work, view.returned,
                           "SELECT e.kind, count(*) FROM events e JOIN applications a ON e.aggregate = 'application/' || a.id WHERE a.scheme = $1 "
                           "AND e.kind IN ('request_correction', 'return_incomplete', 'return_filing') AND e.happened_at >= $2 AND e.happened_at < $3 "
                           "GROUP BY e.kind",
                           scheme, span));
    HOSHI_CHECK(count_into(work, view.ended,
                           "SELECT c.status, count(*) FROM public_changes c JOIN labels l ON l.number = c.number WHERE l.scheme = $1 "
                           "AND c.status IN ('expired', 'withdrawn', 'revoked', 'superseded') AND c.happened_at >= $2 AND c.happened_at < $3 "
                           "GROUP BY c.status",
                           scheme, span));
    view.labels_in_force = HOSHI_TRY(number_of(work, "SELECT count(*) FROM labels WHERE scheme = $1 AND status = 'valid' AND imported_list IS NULL", {scheme}));
    view.models_in_force = HOSHI_TRY(number_of(work,
                                               "SELECT count(*) FROM models m JOIN labels l ON l.number = m.number WHERE l.scheme = $1 "
                                               "AND l.status = 'valid' AND l.imported_list IS NULL",
                                               {scheme}));
    view.days_to_issue_median = HOSHI_TRY(median_days(work, scheme, span));
    return {};
  }));
  return view;
}

}  // namespace hoshi::office
