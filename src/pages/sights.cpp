// Questions about the office itself to its store.
// SPDX-License-Identifier: Apache-2.0
#include "pages/sights.h"

#include <fmt/format.h>

#include "base/text.h"
#include "workflow/calendar.h"

namespace hoshi::pages {
namespace {

constexpr std::int64_t rows_shown = 200;
constexpr int last_fiscal_year = 2199;

Result<store::Rows> rows_of(const Site& site, std::string_view sql, std::initializer_list<store::Cell> values) {
  store::Rows rows;
  HOSHI_CHECK(site.office.parts().database.run(store::Access::read, [&](store::Transaction& transaction) -> Result<void> {
    rows = HOSHI_TRY(transaction.query(sql, values));
    return {};
  }));
  return rows;
}

std::vector<std::string> unverified_in(const Scheme& scheme) {
  std::vector<std::string> names;
  for (const auto& criterion : scheme.criteria) {
    for (const auto& parameter : criterion.parameters) {
      if (parameter.confidence != Confidence::official) names.push_back(fmt::format("{}/{} = {} {}", criterion.id, parameter.name, parameter.value, parameter.unit));
    }
    if (criterion.confidence != Confidence::official) names.push_back(criterion.id);
  }
  return names;
}

}  // namespace

Result<EditionsView> editions_of(const Site& site) {
  const Scheme& scheme = site.scheme_office().scheme;
  EditionsView view{scheme.edition, scheme.document_number, scheme.sha256, unverified_in(scheme), {}};
  const auto rows = HOSHI_TRY(rows_of(site, "SELECT name, state, hash, in_force_from, accepts_until FROM editions WHERE scheme = $1 ORDER BY created_at", {site.scheme}));
  for (const auto& row : rows) view.adopted.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4)});
  return view;
}

Result<std::vector<OfficeFee>> fees_of(const Site& site) {
  const auto rows = HOSHI_TRY(rows_of(
      site,
      "SELECT f.application, a.application_number, o.name, f.amount_yen, f.state, f.invoice_number, f.due, f.settled_at, o.name_en FROM fees f "
      "LEFT JOIN applications a ON a.id = f.application LEFT JOIN organisations o ON o.id = f.organisation ORDER BY f.created_at DESC, f.id LIMIT $1",
      {rows_shown}));
  std::vector<OfficeFee> fees;
  for (const auto& row : rows) {
    OfficeFee fee{row.text(0), row.text(1), {row.text(2), row.text(8)}, row.integer(3), row.text(4), row.text(5), row.text(6), std::nullopt};
    if (!row.is_null(7)) fee.settled = Instant(std::chrono::milliseconds(row.integer(7)));
    fees.push_back(std::move(fee));
  }
  return fees;
}

Result<OutboxView> outbox_of(const Site& site) {
  OutboxView outbox;
  HOSHI_CHECK(site.office.parts().database.run(store::Access::read, [&](store::Transaction& transaction) -> Result<void> {
    outbox.state = HOSHI_TRY(store::outbox_state(transaction));
    return {};
  }));
  const auto rows = HOSHI_TRY(rows_of(
      site, "SELECT id, name, kind, attempts, last_failure FROM outbox WHERE abandoned_at IS NOT NULL AND delivered_at IS NULL ORDER BY id DESC LIMIT $1", {rows_shown}));
  for (const auto& row : rows) outbox.put_aside.push_back({row.text(0), row.text(1), row.text(2), row.text(4), row.integer(3)});
  return outbox;
}

int fiscal_year_asked(const Site& site, std::string_view asked) {
  const auto year = parse_number(asked, last_fiscal_year);
  if (year && *year >= first_fiscal_year) return static_cast<int>(*year);
  const Date today = workflow::day_in_japan(site.office.now());
  return today.month >= 4 ? today.year : today.year - 1;
}

}  // namespace hoshi::pages
