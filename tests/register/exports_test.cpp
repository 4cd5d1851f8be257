// Tests what leaves the register for machines and offices.
// SPDX-License-Identifier: Apache-2.0
#include "register/exports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "register/example.h"
#include "spreadsheets/csv.h"
#include "spreadsheets/xlsx_read.h"

namespace hoshi::public_register {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::vector<Entry> all{camera(), revoked(), listed()};

TEST(EntryValue, HoldsEveryFieldAndTheStatusOfTheDay) {
  Site later = site();
  const Value today = entry_value(camera(), later);
  EXPECT_EQ(today["status"].as_text(), "valid");
  EXPECT_TRUE(today["in_force"].as_bool());
  EXPECT_EQ(today["models"].as_list().size(), 3u);
  EXPECT_EQ(today["url"].as_text(), "https://labels.example.jp/labels/HS-2026-000123");
  EXPECT_TRUE(today["superseded_by"].is_null());
  later.today = {2028, 3, 31};
  EXPECT_EQ(entry_value(camera(), later)["status"].as_text(), "valid");
  later.today = {2028, 4, 1};
  EXPECT_EQ(entry_value(camera(), later)["status"].as_text(), "expired");
  EXPECT_FALSE(entry_value(camera(), later)["in_force"].as_bool());
}

TEST(StatusOn, LeavesWhatTheOfficeDecidedAlone) {
  Entry entry = camera();
  for (const char* status : {"grace", "withdrawn", "revoked", "superseded"}) {
    entry.status = status;
    EXPECT_EQ(status_on(entry, {2030, 1, 1}), status);
  }
  EXPECT_TRUE((entry.status = "grace", is_in_force(entry, {2030, 1, 1})));
  EXPECT_FALSE((entry.status = "suspended", is_in_force(entry, {2027, 1, 1})));
}

TEST(ListJson, CanBeParsedAndIsTheSameAsItsLines) {
  const Value list = parse_json(list_json(all, site())).value();
  EXPECT_EQ(list["as_of"].as_text(), "2026-11-30");
  ASSERT_EQ(list["labels"].as_list().size(), 3u);
  const std::string lines = list_json_lines(all, site());
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 3);
  EXPECT_EQ(parse_json(lines.substr(0, lines.find('\n'))).value(), list["labels"].as_list()[0]);
}

TEST(ListCsv, KeepsModelNumbersAndDisarmsFormulas) {
  const std::string csv = list_csv(all, site(), Language::ja, words());
  EXPECT_TRUE(csv.starts_with("\xEF\xBB\xBF登録番号,"));
  EXPECT_THAT(csv, HasSubstr("\"NC-100\nNC-100W\n'-20\"")) << "a line of its own where quotation marks are letters";
  EXPECT_THAT(csv, HasSubstr(",\"'=HYPERLINK("));
  const auto rows = spreadsheets::read_csv(csv).value().sheet.rows;
  EXPECT_EQ(rows[1][8], "NC-100\nNC-100W\n-20");
  EXPECT_EQ(rows[3][6], listed().product.ja);
  EXPECT_EQ(rows[3][2], "2026-06-01付けの一覧で「有効」（未証明）");
  EXPECT_THAT(list_csv(all, site(), Language::en, words()), HasSubstr("Revoked"));
}

TEST(ListXlsx, HasLabelsModelsAndMeanings) {
  const auto sheets = spreadsheets::read_xlsx(list_xlsx(all, site(), Language::ja, words()).value()).value();
  ASSERT_EQ(sheets.size(), 3u);
  EXPECT_EQ(sheets[0].rows[0][0], "登録番号");
  EXPECT_EQ(sheets[0].rows[1][10], "2026-04-01");
  EXPECT_THAT(sheets[1].rows, Contains(ElementsAre("-20", "HS-2026-000123", "1", "有効", "見守りネットワークカメラ")));
  EXPECT_THAT(sheets[2].rows, Contains(ElementsAre("失効猶予（延長申請中）", HasSubstr("延長申請"))));
}

TEST(JsonLd, SaysNothingOfTheStatusOfAnUnprovenLabel) {
  const Value known = parse_json(json_ld(camera(), site(), words())).value();
  EXPECT_EQ(known["@type"].as_text(), "Certification");
  EXPECT_EQ(known["certificationStatus"].as_text(), "https://schema.org/CertificationActive");
  EXPECT_EQ(known["expires"].as_text(), "2028-03-31");
  EXPECT_EQ(known["about"]["model"].as_list().size(), 3u);
  EXPECT_EQ(parse_json(json_ld(revoked(), site(), words())).value()["certificationStatus"].as_text(), "https://schema.org/CertificationInactive");
  const Value unproven = parse_json(json_ld(listed(), site(), words())).value();
  EXPECT_FALSE(unproven.has("certificationStatus"));
  EXPECT_FALSE(unproven.has("issuedBy"));
  EXPECT_THAT(unproven["description"].as_text(), HasSubstr("unproven"));
}

TEST(Distributions, CountLabelsAndMakersInForceAndUnprovenApart) {
  std::vector<Entry> entries = all;
  Entry other = camera();
  other.number = "2";
  other.level = 3;
  entries.push_back(other);
  other.number = "3";
  other.maker = {"別", "Other"};
  entries.push_back(other);
  const auto rows = distribution(entries, site().today);
  ASSERT_EQ(rows.size(), 1u);  // the gateway is revoked
  EXPECT_THAT(rows[0].labels, ElementsAre(1, 0, 2, 0));
  EXPECT_THAT(rows[0].makers_at_least, ElementsAre(2, 2, 2, 0));
  EXPECT_EQ(rows[0].unproven, 1);
  EXPECT_THAT(distribution_csv(rows, Language::en, words()), HasSubstr("Network cameras,1,0,2,0,2,2,2,0,1\r\n"));
  EXPECT_EQ(parse_json(distribution_json(rows, site())).value()["categories"].as_list()[0]["labels"].as_list()[2].as_integer(), 2);
}

TEST(PstiList, HoldsRecognisedLabelsInForceOnly) {
  EXPECT_EQ(psti_entries(all, site().today).size(), 1u);
  EXPECT_EQ(psti_entries(all, {2029, 1, 1}).size(), 0u);
}

TEST(PathPart, IsReversibleAndNeverLeads) {
  EXPECT_EQ(path_part("HS-2026-000123"), "HS-2026-000123");
  EXPECT_EQ(path_part("../../etc"), "~2E~2E~2F~2E~2E~2Fetc");
  EXPECT_EQ(path_part("page-2.html"), "page-2~2Ehtml");
  EXPECT_EQ(path_part("★1"), "~E2~98~851");
  EXPECT_FALSE(path_part(""));
  EXPECT_FALSE(path_part(std::string(65, 'a')));
  for (const char* number : {"HS-1", "../x", "★ 1", "~41", "a/b?c#d"}) EXPECT_EQ(number_of(path_part(number).value()), number);
  for (const char* part : {"~41", "..", "~2e.", "a/b", "~", "~2", "", "a b"}) EXPECT_FALSE(number_of(part)) << part;
  EXPECT_EQ(root_of(site()), "");
  Site under = site();
  under.address = "https://example.jp/register";
  EXPECT_EQ(root_of(under), "/register");
}

}  // namespace
}  // namespace hoshi::public_register
