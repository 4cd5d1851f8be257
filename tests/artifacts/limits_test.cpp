// Tests of what hostile artifacts cannot do: bombs, nests, loops, tricks with names, endless work.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <zlib.h>

#include "artifacts/tree.h"

namespace hoshi::artifacts {
namespace {

using testing::fixture;
using testing::walked;

Bytes gzipped(ByteView content) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 31, 9, Z_DEFAULT_STRATEGY), Z_OK);
  Bytes packed(deflateBound(&stream, content.size()));
  stream.next_in = const_cast<Bytef*>(content.data());
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = packed.data();
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

// One member of a tar; links have a type and a target.
Bytes tar_entry(const std::string& name, char type, const std::string& target, const std::string& content) {
  Bytes block(512, 0);
  const auto put = [&](std::size_t at, const std::string& text) { std::copy(text.begin(), text.end(), block.begin() + static_cast<std::ptrdiff_t>(at)); };
  char size[12];
  std::snprintf(size, sizeof size, "%011zo", content.size());
  put(0, name), put(100, "0000644"), put(108, "0000000"), put(116, "0000000"), put(124, size), put(136, "00000000000");
  put(148, "        "), put(156, std::string(1, type)), put(157, target), put(257, std::string("ustar\00000", 8));
  unsigned sum = 0;
  for (const auto byte : block) sum += byte;
  char digits[8];
  std::snprintf(digits, sizeof digits, "%06o", sum);
  put(148, digits);
  block.insert(block.end(), content.begin(), content.end());
  block.resize((block.size() + 511) / 512 * 512);
  return block;
}

TEST(Limits, ABombEndsAtTheLimitOfWhatMayBeUnpacked) {
  const Bytes bomb = gzipped(Bytes(64u << 20, 0));
  ASSERT_LT(bomb.size(), 100'000u);
  WalkLimits limits;
  limits.unpacked_bytes = 8u << 20;
  const auto all = walked(bomb, limits);
  EXPECT_FALSE(all.report.complete);
  EXPECT_EQ(all.report.unreadable.at(0), "more to unpack than the limit allows");
}

TEST(Limits, ANestEndsAtTheLimitOfDepth) {
  Bytes nest = to_bytes("the innermost");
  for (int i = 0; i < 60; ++i) nest = tar_entry("next.tar", '0', "", to_text(nest));
  const auto all = walked(nest);
  EXPECT_FALSE(all.report.complete);
  EXPECT_LE(all.members.size(), WalkLimits{}.depth + 1);
}

TEST(Limits, PackedInItselfManyTimesIsBoundedToo) {
  Bytes nest = to_bytes("the innermost");
  for (int i = 0; i < 100; ++i) nest = gzipped(nest);
  EXPECT_LE(walked(nest).members.size(), 10u);
}

TEST(Limits, ManyMembersEndAtTheirLimit) {
  Bytes tar;
  for (int i = 0; i < 200; ++i) {
    const Bytes entry = tar_entry("f" + std::to_string(i), '0', "", "x");
    tar.insert(tar.end(), entry.begin(), entry.end());
  }
  WalkLimits limits;
  limits.members = 50;
  const auto all = walked(tar, limits);
  EXPECT_EQ(all.members.size(), 50u);
  EXPECT_EQ(all.report.unreadable.at(0), "too many members");
}

TEST(Limits, NamesAndLinksAreOnlyTold) {
  Bytes tar = tar_entry("../../../../tmp/hoshi-escaped", '0', "", "inside");
  for (const Bytes& entry : {tar_entry("link", '2', "/etc/passwd", ""), tar_entry("link", '0', "", "through it"),
                             tar_entry("/tmp/hoshi-absolute", '0', "", "inside")}) {
    tar.insert(tar.end(), entry.begin(), entry.end());
  }
  const auto all = walked(tar);
  EXPECT_EQ(all.members.size(), 3u);
  EXPECT_FALSE(std::filesystem::exists("/tmp/hoshi-escaped"));
  EXPECT_FALSE(std::filesystem::exists("/tmp/hoshi-absolute"));
}

TEST(Limits, TheTimeEndsIt) {
  WalkLimits limits;
  limits.is_over = [] { return true; };
  Bytes many;
  for (int i = 0; i < 100; ++i) {
    const Bytes entry = tar_entry("f" + std::to_string(i), '0', "", "x");
    many.insert(many.end(), entry.begin(), entry.end());
  }
  const auto all = walked(many, limits);
  EXPECT_LT(all.members.size(), 50u);
  EXPECT_FALSE(all.report.complete);
}

TEST(Limits, LargeMembersComeInPartsThatOverlap) {
  std::string text(5u << 20, '.');
  const std::string word = "across the border";
  constexpr std::size_t border = 1u << 20;
  text.replace(border - 8, word.size(), word);
  WalkLimits limits;
  limits.memory_bytes = 1u << 20;
  const auto all = walked(gzipped(to_bytes(text)), limits);
  EXPECT_GT(all.members.size(), 1u);
  EXPECT_TRUE(std::any_of(all.members.begin(), all.members.end(), [&](const auto& one) { return one.content.find(word) != std::string::npos; }));
}

// The reference of a folder's listing leads back to itself.
TEST(Limits, ALoopOfFoldersEnds) {
  Bytes image = fixture("gzip.squashfs");
  for (std::size_t at = 32; at < 40; ++at) {
    for (const int value : {0, 1, 32, 64, 96, 128, 255}) {
      Bytes changed = image;
      changed[at] = static_cast<std::uint8_t>(value);
      ASSERT_LE(walked(changed).members.size(), 100u);
    }
  }
}

}  // namespace
}  // namespace hoshi::artifacts
