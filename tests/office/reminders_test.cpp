// Before an edition of the criteria is no longer taken, those who have yet to hand in under it are told, once for each day laid down.
// SPDX-License-Identifier: Apache-2.0
#include "office/clock.h"
#include "office/fixture.h"

namespace hoshi::office {
namespace {

class RemindersTest : public OfficeTest {
 protected:
  void SetUp() override {
    OfficeTest::SetUp();
    adopt_edition();
  }
  void end_edition(const std::string& until) {
    const Value data = object({{"sha256", test_schemes().at("jc-star").scheme.sha256}, {"accepts_until", until}});
    auto first = command("office/jc-star", "end_edition", data);
    first.reason = "A new edition is in force.";
    must(decider, first);
    auto second = command("office/jc-star", "end_edition", data);
    second.reason = "Agreed.";
    EXPECT_TRUE(must(registrar, second).took_effect);
  }
  std::int64_t told_on(const std::string& instant) {
    clock = parse_instant(instant).value();
    for (int i = 0; i < 2; ++i) {
      const auto round = tick(*office);
      EXPECT_TRUE(round) << round.error().message;
      EXPECT_EQ(round ? round->problems : std::vector<std::string>(), std::vector<std::string>());
    }
    return count("SELECT count(*) FROM outbox WHERE name LIKE '%/edition_ends_soon/%'");
  }
};

TEST_F(RemindersTest, OfAnEditionGoToThoseWhoHaveYetToHandIn) {
  submitted();  // this one waits for the office
  auto open = command("application", "open", object({{"scheme", "jc-star"}, {"form", form(maker)}}));
  open.uploads = {upload(applicant, "checklist", checklist({"HC-100", "HC-110"}))};
  must(applicant, open);
  EXPECT_EQ(told_on("2026-02-01T01:00:00.000Z"), 0);  // no end is set
  end_edition("2026-06-30");
  EXPECT_EQ(told_on("2026-03-31T01:00:00.000Z"), 0);
  EXPECT_EQ(told_on("2026-04-01T01:00:00.000Z"), 1);
  EXPECT_EQ(told_on("2026-05-01T01:00:00.000Z"), 1);
  EXPECT_EQ(told_on("2026-05-31T01:00:00.000Z"), 2);
  EXPECT_EQ(told_on("2026-07-01T01:00:00.000Z"), 2);
  EXPECT_EQ(count("SELECT count(*) FROM outbox WHERE name LIKE '%/edition_ends_soon/%' AND body LIKE '%2026-06-30%'"), 2);
}

}  // namespace
}  // namespace hoshi::office
