// The signer's journal: remembers, survives being cut at every byte, and notices every alteration.
// SPDX-License-Identifier: Apache-2.0
#include "signer/journal.h"

#include <sys/stat.h>

#include "base/file.h"
#include "signer/signer_samples.h"

namespace hoshi::signer {
namespace {

constexpr std::size_t head_bytes = 16;
constexpr std::size_t record_bytes = 97;

class JournalFile : public InFolder {
 protected:
  Result<void> add(Journal& opened, int number) {
    return opened.append("JCS-" + std::to_string(number), digest_of(Bytes{static_cast<std::uint8_t>(number)}), Bytes(8, 1),
                         noon({2026, 4, 1}) + std::chrono::seconds(number), Relation::first);
  }
  std::string three_records() {
    {
      auto opened = Journal::open(journal());
      for (int i = 1; i <= 3; ++i) EXPECT_TRUE(add(*opened, i).has_value());
    }
    return *read_file(journal());
  }
};

TEST_F(JournalFile, RemembersAcrossStarts) {
  EXPECT_EQ(three_records().size(), head_bytes + 3 * record_bytes);
  auto opened = Journal::open(journal());
  ASSERT_TRUE(opened.has_value()) << opened.error().message;
  EXPECT_EQ(opened->size(), 3u);
  EXPECT_EQ(opened->latest("JCS-2"), digest_of(Bytes{2}));
  EXPECT_EQ(opened->latest("JCS-4"), std::nullopt);
  EXPECT_EQ(opened->last_at(), noon({2026, 4, 1}) + std::chrono::seconds(3));
  ASSERT_TRUE(opened->append("JCS-2", digest_of(Bytes{9}), Bytes(8, 1), noon({2026, 5, 1}), Relation::amendment).has_value());
  EXPECT_EQ(opened->latest("JCS-2"), digest_of(Bytes{9}));
  struct stat status{};
  ASSERT_EQ(::stat(journal().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(JournalFile, CutAtEveryByteKeepsTheWholeRecordsAndGoesOn) {
  const std::string whole = three_records();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    ASSERT_TRUE(write_file_for_now(journal(), whole.substr(0, size)).has_value());
    auto opened = Journal::open(journal());
    ASSERT_TRUE(opened.has_value()) << size << " " << opened.error().message;
    const std::size_t records = size < head_bytes ? 0 : (size - head_bytes) / record_bytes;
    EXPECT_EQ(opened->size(), records) << size;
    ASSERT_TRUE(add(*opened, 7).has_value());
    EXPECT_EQ(std::filesystem::file_size(journal()), head_bytes + (records + 1) * record_bytes);
  }
}

TEST_F(JournalFile, ARecordWhoseContentDidNotReachTheDiskIsCutOff) {
  std::string whole = three_records();
  std::fill(whole.end() - record_bytes, whole.end(), '\0');
  ASSERT_TRUE(write_file_for_now(journal(), whole).has_value());
  EXPECT_EQ(Journal::open(journal())->size(), 2u);
}

TEST_F(JournalFile, EveryAlterationBeforeTheLastRecordIsNoticed) {
  const std::string whole = three_records();
  for (std::size_t at = 0; at < head_bytes + 2 * record_bytes; ++at) {
    std::string altered = whole;
    altered[at] = static_cast<char>(altered[at] ^ 1);
    ASSERT_TRUE(write_file_for_now(journal(), altered).has_value());
    EXPECT_EQ(Journal::open(journal()).error().code, ErrorCode::corrupt) << at;
  }
  const std::string without_second = whole.substr(0, head_bytes + record_bytes) + whole.substr(head_bytes + 2 * record_bytes) +
                                     whole.substr(head_bytes + 2 * record_bytes);
  ASSERT_TRUE(write_file_for_now(journal(), without_second).has_value());
  EXPECT_EQ(Journal::open(journal()).error().code, ErrorCode::corrupt);
}

TEST_F(JournalFile, IsOfOneSignerAtATime) {
  const auto first = Journal::open(journal());
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(Journal::open(journal()).error().code, ErrorCode::conflict);
}

TEST_F(JournalFile, ThatCannotBeOpenedIsUnavailable) {
  EXPECT_EQ(Journal::open(folder_ / "none" / "journal").error().code, ErrorCode::unavailable);
  std::filesystem::create_symlink("/dev/null", folder_ / "link");
  EXPECT_EQ(Journal::open(folder_ / "link").error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace hoshi::signer
