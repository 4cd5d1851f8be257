// Editions of the criteria and the profile of separation.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "pages/pages.h"
#include "pages/parts.h"
#include "pages/sights.h"
#include "workflow/calendar.h"

namespace hoshi::pages {
namespace {

// The step with what both people have to say the same.
std::string step_of(const Site& site, const EditionsView& here) {
  return fmt::format("/office/editions/step/adopt_edition?edition={}&sha256={}&from={}&unverified={}", here.edition, here.sha256,
                     to_text(workflow::day_in_japan(site.office.now())), here.unverified.size());
}

void write_adopted(Page& page, const std::vector<AdoptedEdition>& rows) {
  begin_table(page, "pages.editions_adopted", {"form.edition", "pages.state", "form.edition_from", "form.edition_until", "pages.do_what"});
  for (const auto& row : rows) {
    page.html().open("tr").open("th", " scope=\"row\"").text(row.name).element("small", row.sha256.substr(0, 12), " class=\"mono\"").close("th").open("td");
    page.tag(page.text("pages.edition_" + row.state), row.state == "adopted" ? Tone::good : Tone::wait);
    page.html().close("td");
    cell(page, "form.edition_from").text(page.day(row.from)).close("td");
    cell(page, "form.edition_until").text(row.until.empty() ? "–" : page.day(row.until)).close("td").open("td", " class=\"row-steps\"");
    if (row.state == "adopted") {
      page.html().element("a", page.text("pages.edition_end"), attribute("href", "/office/editions/step/end_edition?sha256=" + row.sha256) + " class=\"button second small\"" +
                                                                  attribute("aria-label", page.text("pages.edition_end") + " " + row.name));
    }
    page.html().close("td").close("tr");
  }
  end_table(page);
}

}  // namespace

Result<Response> editions_page(const Site& site, const Request& request, const Visitor& visitor) {
  const auto here = HOSHI_TRY(editions_of(site));
  const bool is_adopted = std::any_of(here.adopted.begin(), here.adopted.end(), [&](const auto& row) { return row.state == "adopted" && row.sha256 == here.sha256; });
  Page page(site, request, visitor, "pages.editions");
  page.heading("h1", "pages.editions").paragraph("pages.editions_lead", {}, "lead");
  page.told();
  page.html().open("section", " class=\"sheet\"").element("h2", page.text("pages.edition_here", {{"edition", here.edition}}));
  page.html().open("dl", " class=\"facts\"");
  page.fact("form.edition_document", here.document_number);
  page.html().element("dt", page.text("form.edition_sha256")).element("dd", here.sha256, " class=\"hash\"");
  page.fact("form.unverified", std::to_string(here.unverified.size()));
  page.html().close("dl");
  page.html().open("details").element("summary", page.text("pages.unverified_values")).open("ul");
  for (const auto& name : here.unverified) page.html().element("li", name, " class=\"mono\"");
  page.html().close("ul").close("details").open("div", " class=\"actions\"");
  page.link(step_of(site, here), page.text(is_adopted ? "pages.edition_adopt_again" : "pages.edition_adopt"), is_adopted ? "button second" : "button");
  page.link("/office/editions/step/choose_profile", page.text("pages.profile_choose"), "button second");
  page.html().close("div").close("section");
  page.heading("h2", "pages.editions_adopted");
  if (here.adopted.empty()) page.paragraph("pages.editions_none", {}, "empty");
  if (!here.adopted.empty()) write_adopted(page, here.adopted);
  return page.finish();
}

}  // namespace hoshi::pages
