// Blobs come back as they were put, or not at all; whatever dies in between.
// SPDX-License-Identifier: Apache-2.0
#include "store/blobs.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <thread>

#include "base/encoding.h"

namespace hoshi::store {
namespace {

namespace fs = std::filesystem;

class BlobsTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = fs::temp_directory_path() / "hoshi-blobs-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder = name;
  }
  void TearDown() override { fs::remove_all(folder); }
  fs::path path_of(const std::string& hash) const { return folder / "blobs" / hash.substr(0, 2) / hash.substr(2); }
  fs::path folder;
};

TEST_F(BlobsTest, GivesBackWhatWasPut) {
  const Blobs blobs = Blobs::open(folder).value();
  for (const std::string& content : {std::string(), std::string("a\0b", 3), std::string(3 << 20, '\xFF')}) {
    const std::string hash = blobs.put(view_of(content)).value();
    EXPECT_EQ(hash, sha256_hex(content));
    EXPECT_EQ(blobs.put(view_of(content)).value(), hash);
    EXPECT_EQ(blobs.read(hash).value(), content);
    EXPECT_TRUE(blobs.has(hash));
  }
}

TEST_F(BlobsTest, AreForTheirOwnerAlone) {
  const std::string hash = Blobs::open(folder).value().put(view_of("x")).value();
  struct stat status {};
  ASSERT_EQ(::stat(path_of(hash).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  ASSERT_EQ(::stat((folder / "blobs").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700u);
}

TEST_F(BlobsTest, RefuseNamesThatAreNoHashes) {
  const Blobs blobs = Blobs::open(folder).value();
  for (const std::string& name : {std::string(), std::string("../../etc/passwd"), std::string(64, 'A'), std::string(64, '/'), std::string(63, 'a'),
                                  std::string(65, 'a')}) {
    EXPECT_EQ(blobs.read(name).error().code, ErrorCode::invalid_input) << name;
    EXPECT_EQ(blobs.remove(name).error().code, ErrorCode::invalid_input) << name;
    EXPECT_FALSE(blobs.has(name));
  }
  EXPECT_EQ(blobs.read(std::string(64, 'a')).error().code, ErrorCode::not_found);
  EXPECT_TRUE(blobs.remove(std::string(64, 'a')));
}

TEST_F(BlobsTest, TellBytesThatWereSpoiltAndAreMadeGoodByPuttingAgain) {
  const Blobs blobs = Blobs::open(folder).value();
  const std::string hash = blobs.put(view_of("evidence")).value();
  for (const char* spoilt : {"Evidence", "evidenc", "", "evidence "}) {
    std::ofstream(path_of(hash)) << spoilt;
    EXPECT_EQ(blobs.read(hash).error().code, ErrorCode::corrupt) << spoilt;
  }
  ASSERT_TRUE(blobs.put(view_of("evidence")));
  EXPECT_EQ(blobs.read(hash).value(), "evidence");
}

TEST_F(BlobsTest, KeepToTheirLimit) {
  const Blobs blobs = Blobs::open(folder, 10).value();
  EXPECT_TRUE(blobs.put(view_of("0123456789")));
  EXPECT_EQ(blobs.put(view_of("0123456789a")).error().code, ErrorCode::invalid_input);
}

TEST_F(BlobsTest, AreWalkedAndRemoved) {
  const Blobs blobs = Blobs::open(folder).value();
  std::set<std::string> put;
  for (int i = 0; i < 20; ++i) put.insert(blobs.put(view_of(std::to_string(i))).value());
  ASSERT_TRUE(blobs.remove(*put.begin()));
  put.erase(put.begin());
  std::set<std::string> seen;
  ASSERT_TRUE(blobs.each([&](const std::string& hash) -> Result<void> {
    seen.insert(hash);
    return {};
  }));
  EXPECT_EQ(seen, put);
  fs::create_directories(folder / "blobs" / "zz");
  std::ofstream(folder / "blobs" / "zz" / "file") << "x";
  EXPECT_EQ(blobs.each([](const std::string&) -> Result<void> { return {}; }).error().code, ErrorCode::corrupt);
}

TEST_F(BlobsTest, AreWholeOrAbsentAfterTheWriterWasKilled) {
  for (int round = 0; round < 10; ++round) {
    const pid_t writer = ::fork();
    ASSERT_GE(writer, 0);
    if (writer == 0) {
      const auto blobs = Blobs::open(folder);
      for (int i = 0; blobs; ++i) (void)blobs->put(view_of(std::string(200'000, static_cast<char>('a' + i % 26)) + std::to_string(round * 1000 + i)));
      ::_exit(1);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5 + 7 * round));
    ::kill(writer, SIGKILL);
    ::waitpid(writer, nullptr, 0);
  }
  const Blobs blobs = Blobs::open(folder).value();
  ASSERT_TRUE(blobs.clean());
  EXPECT_TRUE(fs::is_empty(folder / "blobs" / "incoming"));
  std::size_t whole = 0;
  const auto walked = blobs.each([&](const std::string& hash) -> Result<void> {
    HOSHI_TRY(blobs.read(hash));
    ++whole;
    return {};
  });
  EXPECT_TRUE(walked) << walked.error().message;
  EXPECT_GT(whole, 0u);
}

}  // namespace
}  // namespace hoshi::store
