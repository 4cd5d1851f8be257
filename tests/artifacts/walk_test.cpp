// Tests of the walk through containers, over images made by Debian's tools (make_images.py).
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "artifacts/unpack.h"
#include "artifacts/tree.h"

namespace hoshi::artifacts {
namespace {

using testing::fixture;
using testing::walked;

Bytes unpacked(const std::string& name) { return unpack(Codec::xz, fixture(name), 64u << 20).value().bytes; }

std::string long_text() {
  std::string text;
  for (int i = 0; i < 400; ++i) text += "line " + std::to_string(i) + " of a text that compresses well, for the most part\n";
  return text;
}

// Every image holds the same tree.
void expect_the_tree(ByteView image, const std::string& container) {
  const auto all = walked(image);
  EXPECT_TRUE(all.report.complete) << (all.report.unreadable.empty() ? "" : all.report.unreadable[0]);
  EXPECT_TRUE(all.report.containers.contains(container));
  const auto* wifi = all.ending("etc/wifi.conf");
  ASSERT_NE(wifi, nullptr);
  EXPECT_EQ(wifi->content, "ssid=HoshiTest\nwpa_passphrase=canary-in-the-image\n");
  const auto* text = all.ending("usr/share/text");
  ASSERT_NE(text, nullptr);
  EXPECT_EQ(text->content, long_text());
  const auto* shadow = all.ending("etc/shadow");
  ASSERT_NE(shadow, nullptr);
  if (shadow->mode && container != "7z") {
    EXPECT_EQ(*shadow->mode & 0777, 0640u) << shadow->path;
  }
}

class Images : public ::testing::TestWithParam<std::pair<std::string, std::string>> {};

TEST_P(Images, GiveTheWholeTree) {
  const auto& [name, container] = GetParam();
  const Bytes image = name.ends_with(".xz") && name != "tree.tar.xz" ? unpacked(name) : fixture(name);
  expect_the_tree(image, container);
}

TEST_P(Images, AreFoundAtAnyOffsetOfADump) {
  const auto& [name, container] = GetParam();
  const Bytes image = name.ends_with(".xz") && name != "tree.tar.xz" ? unpacked(name) : fixture(name);
  Bytes dump(0x10000, 0xff);
  dump.insert(dump.end(), image.begin(), image.end());
  dump.insert(dump.end(), 0x8000, 0xff);
  expect_the_tree(dump, container);
}

INSTANTIATE_TEST_SUITE_P(
    OfEveryFormat, Images,
    ::testing::Values(std::pair("gzip.squashfs", "squashfs"), std::pair("xz.squashfs", "squashfs"),
                      std::pair("zstd.squashfs", "squashfs"), std::pair("lzo.squashfs", "squashfs"),
                      std::pair("lzma.squashfs", "squashfs"), std::pair("ubifs_zlib.ubi.xz", "ubifs"),
                      std::pair("ubifs_lzo.ubi.xz", "ubifs"), std::pair("ubifs_zstd.ubi.xz", "ubifs"),
                      std::pair("ubifs_none.ubi.xz", "ubi"), std::pair("little.jffs2", "jffs2"), std::pair("big.jffs2", "jffs2"),
                      std::pair("rtime.jffs2", "jffs2"), std::pair("ext2.xz", "ext"), std::pair("ext4.xz", "ext"),
                      std::pair("tree.tar.gz", "gzip"), std::pair("tree.tar.bz2", "bzip2"), std::pair("tree.tar.xz", "xz"),
                      std::pair("tree.tar.zst", "zstd"), std::pair("tree.cpio", "cpio"), std::pair("tree.zip", "zip"),
                      std::pair("tree.7z", "7z")),
    [](const auto& one) {
      std::string name = one.param.first;
      std::replace_if(name.begin(), name.end(), [](char c) { return c == '.'; }, '_');
      return name;
    });

TEST(Walk, NamesTheWayThroughTheContainers) {
  Bytes dump(0x200, 0);
  const Bytes image = fixture("gzip.squashfs");
  dump.insert(dump.end(), image.begin(), image.end());
  EXPECT_NE(walked(dump).ending("squashfs@0x200:/etc/shadow"), nullptr);
}

TEST(Walk, ReadsABareZlibStreamAndAnArchiveOfAr) {
  Bytes dump = to_bytes("header of a backup..");
  const Bytes stream = fixture("text.zlib");
  dump.insert(dump.end(), stream.begin(), stream.end());
  const auto all = walked(dump);
  ASSERT_EQ(all.members.size(), 1u);
  EXPECT_EQ(all.members[0].content, long_text());
  EXPECT_NE(walked(fixture("tree.ar")).ending("wifi.conf"), nullptr);
}

TEST(Walk, FindsNoContainerInPlainBytes) {
  Bytes noise(1u << 20);
  std::uint32_t state = 1;
  for (auto& byte : noise) byte = static_cast<std::uint8_t>((state = state * 1664525u + 1013904223u) >> 24);
  const auto all = walked(noise);
  EXPECT_TRUE(all.members.empty());
  EXPECT_TRUE(walked({}).members.empty());
}

TEST(Walk, SurvivesEveryTruncation) {
  for (const char* name : {"gzip.squashfs", "little.jffs2", "big.jffs2", "tree.tar.gz", "tree.zip", "tree.7z", "tree.ar", "text.zlib"}) {
    const Bytes image = fixture(name);
    for (std::size_t size = 0; size < image.size(); ++size) {
      const auto all = walked(ByteView(image).first(size));
      for (const auto& member : all.members) ASSERT_LE(member.content.size(), 100'000u) << name;
    }
  }
}

TEST(Walk, SurvivesTruncatedFileSystems) {
  for (const char* name : {"ext4.xz", "ext2.xz", "ubifs_zlib.ubi.xz", "ubifs_lzo.ubi.xz"}) {
    const Bytes image = unpacked(name);
    for (std::size_t size = 0; size < image.size(); size += image.size() / 97 + 1) {
      const auto all = walked(ByteView(image).first(size));
      for (const auto& member : all.members) ASSERT_LE(member.content.size(), image.size()) << name;
    }
  }
}

TEST(Walk, SurvivesEveryDamagedByteOfASquashfs) {
  const Bytes image = fixture("gzip.squashfs");
  for (std::size_t at = 0; at < image.size(); ++at) {
    Bytes damaged = image;
    damaged[at] ^= 0xff;
    const auto all = walked(damaged);
    ASSERT_LE(all.report.members, 300'000u);
  }
}

}  // namespace
}  // namespace hoshi::artifacts
