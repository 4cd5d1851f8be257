// Files handed in: how much may wait, how long it waits, and that nothing which is needed goes with it.
// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"
#include "office/fixture.h"
#include "office/retention.h"

namespace hoshi::office {
namespace {

constexpr auto day = std::chrono::hours(24);

class UploadsTest : public OfficeTest {
 protected:
  void SetUp() override {
    OfficeTest::SetUp();
    limit({1000, 10, 90});
  }
  void limit(UploadLimits limits) {
    Parts parts = office->parts();
    parts.uploads = limits;
    office = std::make_unique<Office>(parts);
  }
  Result<Upload> hand_in(const workflow::Actor& actor, const std::string& content) {
    return office->take_upload(actor, {"evidence", "", "file", "text/plain"}, content);
  }
  Command opening(std::vector<Upload> files) {
    auto open = command("application", "open", object({{"scheme", "jc-star"}, {"form", form(maker)}}));
    open.uploads = std::move(files);
    return open;
  }
  int erased_files() {
    const auto erased = apply_retention(*office);
    EXPECT_TRUE(erased) << erased.error().message;
    return erased ? erased->files : -1;
  }
};

TEST_F(UploadsTest, NobodyFillsTheDiskWithFilesThatNoStepTakesUp) {
  ASSERT_TRUE(hand_in(applicant, std::string(600, 'a')));
  EXPECT_EQ(hand_in(applicant, std::string(401, 'b')).error().code, ErrorCode::conflict);
  EXPECT_FALSE(blobs->has(sha256_hex(std::string(401, 'b')))) << "refused before it is on the disk";
  EXPECT_TRUE(hand_in(applicant, std::string(600, 'a'))) << "the same file needs no more room";
  EXPECT_TRUE(hand_in(applicant, std::string(400, 'b')));
  auto colleague = applicant;
  colleague.account = "a-colleague";
  EXPECT_FALSE(hand_in(colleague, "c")) << "an organisation counts as one";
  EXPECT_TRUE(hand_in(person("a-other", {"applicant"}), "c"));
}

TEST_F(UploadsTest, NobodyFillsTheStoreWithTinyFiles) {
  for (int number = 0; number < 10; ++number) ASSERT_TRUE(hand_in(applicant, std::to_string(number)));
  EXPECT_EQ(hand_in(applicant, "one more").error().code, ErrorCode::conflict);
  EXPECT_EQ(count("SELECT count(*) FROM evidence"), 10);
}

TEST_F(UploadsTest, WhatNoStepTakesUpExpiresWithItsBytes) {
  const auto left = hand_in(applicant, std::string(1000, 'a'));
  ASSERT_TRUE(left);
  clock += 90 * day;
  EXPECT_EQ(erased_files(), 0);
  clock += day;
  EXPECT_EQ(erased_files(), 1);
  EXPECT_FALSE(blobs->has(left->sha256));
  EXPECT_TRUE(hand_in(applicant, std::string(1000, 'b'))) << "there is room again";
}

TEST_F(UploadsTest, AFileThatSomebodyElseStillHasStays) {
  ASSERT_TRUE(hand_in(applicant, "the same bytes"));
  clock += 60 * day;
  const auto others = hand_in(person("a-other", {"applicant"}), "the same bytes");
  clock += 60 * day;
  EXPECT_EQ(erased_files(), 0);
  EXPECT_TRUE(blobs->has(others->sha256));
  EXPECT_EQ(count("SELECT count(*) FROM evidence WHERE erased_at IS NOT NULL"), 1);
}

TEST_F(UploadsTest, WhatWasErasedAndIsHandedInAgainIsThereAgain) {
  ASSERT_TRUE(hand_in(applicant, "again"));
  clock += 91 * day;
  ASSERT_EQ(erased_files(), 1);
  EXPECT_EQ(count("SELECT count(*) FROM blobs WHERE erased_at IS NULL"), 0);
  const auto again = hand_in(applicant, "again");
  ASSERT_TRUE(again);
  EXPECT_TRUE(blobs->has(again->sha256));
  EXPECT_EQ(count("SELECT count(*) FROM blobs WHERE erased_at IS NULL"), 1) << "or no backup would have it";
}

TEST_F(UploadsTest, ADraftKeepsItsFilesAsLongAsItIsSavedAndASubmissionForGood) {
  adopt_edition();
  limit({1 << 20, 10, 90});
  const auto list = upload(applicant, "checklist", checklist({"HC-100", "HC-110"}));
  const auto dropped = upload(applicant, "evidence", "left out of the second draft");
  const std::string aggregate = must(applicant, opening({list, dropped})).aggregate;
  clock += 60 * day;
  auto save = command(aggregate, "save_draft", object({{"form", form(maker)}}));
  save.uploads = {list};
  must(applicant, save);
  clock += 60 * day;
  EXPECT_EQ(erased_files(), 1);
  EXPECT_FALSE(blobs->has(dropped.sha256));
  EXPECT_TRUE(blobs->has(list.sha256));
  must(applicant, command(aggregate, "submit"));
  EXPECT_EQ(count("SELECT count(*) FROM evidence WHERE retain_until IS NOT NULL AND erased_at IS NULL"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM evidence WHERE application = '" + aggregate.substr(12) + "' AND erased_at IS NULL"), 1);
  clock += 400 * day;
  EXPECT_EQ(erased_files(), 0);
}

TEST_F(UploadsTest, ArchivesOfApplicationsLongEndedAreErasedByTheirRule) {
  adopt_edition();
  const auto archive = upload(applicant, "evidence", "an archive, handed in by the API");
  auto named = archive;
  named.role = "archive";
  const std::string aggregate = must(applicant, opening({named})).aggregate;
  // As if it had been submitted and had come to its end.
  sql("UPDATE evidence SET retain_until = NULL");
  sql("UPDATE states SET turn = '' WHERE aggregate = '" + aggregate + "'");
  clock += 1826 * day;
  EXPECT_EQ(erased_files(), 1);
  EXPECT_FALSE(blobs->has(archive.sha256));
  EXPECT_EQ(count("SELECT count(*) FROM erasures WHERE rule = 'retention/evidence'"), 1);
}

TEST_F(UploadsTest, NobodyHasTheArchivesOfOthersOpened) {
  const auto secret = upload(applicant, "archive", "somebody's evidence");
  auto stranger = person("a-stranger", {"applicant"}, "another");
  auto open = opening({Upload{"archive", secret.sha256, "a.zip", "application/zip"}});
  EXPECT_EQ(refused(stranger, open).code, refused(stranger, opening({Upload{"archive", sha256_hex(std::string_view("no file")), "a.zip", ""}})).code);
}

}  // namespace
}  // namespace hoshi::office
