// Editions of the criteria and the profile of separation.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "office/queries.h"
#include "pages/pages.h"
#include "pages/parts.h"

namespace hoshi::pages {
namespace {

struct AdoptedRow {
  std::string name, state, hash, from, until;
};

Result<std::vector<AdoptedRow>> adopted(const Site& site) {
  std::vector<AdoptedRow> rows;
  HOSHI_CHECK(site.office.parts().database.run(store::Access::read, [&](store::Transaction& transaction) -> Result<void> {
    rows.clear();
    for (const auto& row : HOSHI_TRY(transaction.query("SELECT name, state, hash, in_force_from, accepts_until FROM editions WHERE scheme = $1 ORDER BY created_at", {site.scheme}))) {
      rows.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4)});
    }
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

Result<Response> editions_page(const Site& site, const Request& request, const Visitor& visitor) {
  const auto& office = site.scheme_office();
  const auto unverified = unverified_in(office.scheme);
  const auto rows = HOSHI_TRY(adopted(site));
  const bool is_adopted = std::any_of(rows.begin(), rows.end(), [&](const auto& row) { return row.state == "adopted" && row.hash == office.scheme.sha256; });
  Page page(site, request, visitor, "pages.editions");
  page.heading("h1", "pages.editions").paragraph("pages.editions_lead", {}, "lead");
  page.told();
  page.html().open("section", " class=\"sheet\"").element("h2", page.text("pages.edition_here", {{"edition", office.scheme.edition}}));
  page.html().open("dl", " class=\"facts\"");
  page.fact("form.edition_document", office.scheme.document_number);
  page.html().element("dt", page.text("form.edition_sha256")).element("dd", office.scheme.sha256, " class=\"hash\"");
  page.fact("form.unverified", std::to_string(unverified.size()));
  page.html().close("dl");
  page.html().open("details").element("summary", page.text("pages.unverified_values")).open("ul");
  for (const auto& name : unverified) page.html().element("li", name, " class=\"mono\"");
  page.html().close("ul").close("details").open("div", " class=\"actions\"");
  page.link(fmt::format("/office/editions/step/adopt_edition?edition={}&sha256={}&from={}&unverified={}", office.scheme.edition, office.scheme.sha256,
                        to_text(date_of(site.office.now() + std::chrono::hours(9))), unverified.size()),
            page.text("pages.edition_adopt"), is_adopted ? "button second" : "button");
  page.link("/office/editions/step/choose_profile", page.text("pages.profile_choose"), "button second");
  page.html().close("div").close("section");
  page.heading("h2", "pages.editions_adopted");
  if (rows.empty()) {
    page.paragraph("pages.editions_none", {}, "empty");
    return page.finish();
  }
  begin_table(page, "pages.editions_adopted", {"form.edition", "pages.state", "form.edition_from", "form.edition_until"});
  for (const auto& row : rows) {
    page.html().open("tr").open("th", " scope=\"row\"").text(row.name).element("small", row.hash.substr(0, 12), " class=\"mono\"").close("th").open("td");
    page.tag(page.text("pages.edition_" + row.state), row.state == "adopted" ? Tone::good : Tone::wait);
    page.html().close("td");
    cell(page, "form.edition_from").text(page.day(row.from)).close("td");
    cell(page, "form.edition_until").text(row.until.empty() ? "–" : page.day(row.until)).close("td").close("tr");
  }
  end_table(page);
  return page.finish();
}

}  // namespace hoshi::pages
