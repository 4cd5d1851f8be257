// The loader refuses what is doubtful, with file and line, and survives any cut of any file.
// SPDX-License-Identifier: Apache-2.0
#include "schemes/load_office.h"

#include <array>

#include "workflow/office_data.h"

namespace hoshi::workflow {
namespace {

schemes::SchemeFiles files() {
  tables::Problems problems;
  return schemes::read_scheme_files(source("tests/data/schemes/hoshi-test"), problems);
}

std::string problems_after(const std::string& path, const std::string& from, const std::string& to) {
  auto all = files();
  for (auto& file : all.files) {
    file.shown = file.path;
    if (file.path != path) continue;
    const auto at = file.text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    if (at != std::string::npos) file.text.replace(at, from.size(), to);
  }
  return schemes::read_office(all, test_scheme().scheme).problems.to_lines();
}

TEST(LoadOffice, NamesFileLineAndMistake) {
  const std::vector<std::array<std::string, 4>> cases{
      {"workflow/label.toml", "initial = \"allocated\"", "initial = \"alocated\"", "workflow/label.toml:7: initial: \"alocated\" is not defined"},
      {"workflow/label.toml", "to = \"active\"", "too = \"active\"", "\"too\" is not a known key here"},
      {"workflow/label.toml", "roles = [\"issuer\"]", "roles = [\"issuers\"]", "did you mean \"issuer\""},
      {"workflow/label.toml", "guards = [\"statement_published\"]", "guards = [\"published\"]", "must be one of"},
      {"workflow/label.toml", "name = \"label\"", "name = \"appeal\"", "differs from the file's name"},
      {"workflow.toml", "levels = [3]", "levels = [4]", "the scheme has no level 4"},
      {"workflow.toml", "default_profile = \"strict\"", "default_profile = \"lax\"", "workflow.toml:6: default_profile"},
      {"workflow.toml", "events = [\"recommend\"]", "events = [\"recommends\"]", "is not defined as event"},
      {"office.toml", "refundable = true", "", "refundable: must be given"},
      {"office.toml", "years = 3", "years = 0", "must be from 1 to 20"},
      {"office.toml", "scheme = \"hoshi-test\"", "scheme = \"jc-star\"", "office.toml:4: scheme"},
      {"notices.toml", "to = \"applicant\"", "to = \"everybody\"", "notices.toml:8: notice[1].to"}};
  for (const auto& [path, from, to, expected] : cases) {
    EXPECT_NE(problems_after(path, from, to).find(expected), std::string::npos) << expected << "\n" << problems_after(path, from, to);
  }
  EXPECT_NE(problems_after("office.toml", "TA{fiscal_year}", "ta{fiscal_year}").find("number.application_number: C16"), std::string::npos);
}

TEST(LoadOffice, WantsEveryFileOnceThereIsOne) {
  auto all = files();
  std::erase_if(all.files, [](const schemes::SchemeFile& one) { return one.path == "office.toml"; });
  EXPECT_NE(schemes::read_office(all, test_scheme().scheme).problems.to_lines().find("office.toml: must be given"), std::string::npos);
  std::erase_if(all.files, [](const schemes::SchemeFile& one) { return schemes::is_office_file(one.path); });
  const auto none = schemes::read_office(all, test_scheme().scheme);
  EXPECT_TRUE(none.problems.empty());
  EXPECT_FALSE(none.is_there);
}

TEST(LoadOffice, HashesApartFromTheCriteria) {
  auto all = files();
  const std::string office = all.office_sha256();
  const std::string criteria = all.sha256();
  all.files.front().text += "#";  // notices.toml
  ASSERT_EQ(all.files.front().path, "notices.toml");
  EXPECT_NE(all.office_sha256(), office);
  EXPECT_EQ(all.sha256(), criteria);
}

TEST(LoadOffice, SurvivesACutAtEveryByte) {
  for (const char* path : {"workflow/misuse.toml", "workflow.toml", "office.toml"}) {
    const auto all = files();
    const std::string whole = all.find(path)->text;
    for (std::size_t size = 0; size < whole.size(); size += 1 + whole.size() / 4000) {
      const schemes::SchemeFiles cut{{{path, path, whole.substr(0, size)}}};
      ASSERT_FALSE(schemes::read_office(cut, test_scheme().scheme).problems.empty()) << path << " " << size;
    }
  }
}

TEST(LoadCalendar, RefusesWhatIsNoCalendar) {
  EXPECT_FALSE(schemes::load_calendar("/nowhere").calendar);
  EXPECT_FALSE(schemes::read_calendar("", "c.toml").calendar);
  const std::string head = "format = \"hoshi-calendar/1\"\nfirst_year = 2026\nlast_year = 2026\nsource = \"x\"\n";
  EXPECT_TRUE(schemes::read_calendar(head, "c.toml").calendar);
  const auto wrong = schemes::read_calendar(head + "[[holiday]]\nday = 2027-01-01\nname = { ja = \"元日\", en = \"New Year\" }\n", "c.toml");
  EXPECT_FALSE(wrong.calendar);
  EXPECT_NE(wrong.problems.to_lines().find("outside of the calendar's years"), std::string::npos);
  EXPECT_FALSE(schemes::read_calendar(head + "extra = 1\n", "c.toml").calendar);
}

}  // namespace
}  // namespace hoshi::workflow
