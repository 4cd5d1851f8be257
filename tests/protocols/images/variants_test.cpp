// What is made of good images: which part is changed, what is made right again, and what is left alone.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/images/variants.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "base/encoding.h"
#include "protocols/images/archive.h"
#include "protocols/images/checksums.h"
#include "protocols/images/variant_makers.h"

namespace hoshi::protocols::images {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const OtherKey& other_key() {
  static const OtherKey key = [] {
    Bytes seed(OtherKey::seed_bytes);
    for (std::size_t i = 0; i < seed.size(); ++i) seed[i] = static_cast<std::uint8_t>(i * 7 + 3);
    return OtherKey::create(seed).value();
  }();
  return key;
}

const Hints hints{"2.0", "HC-100"};

void add_cpio(Bytes& out, std::string_view name, const Bytes& content) {
  std::uint32_t sum = 0;
  for (const auto octet : content) sum += octet;
  const auto header = fmt::format("070702{:08x}{:08X}{:08x}{:08x}{:08x}{:08x}{:08x}{:08x}{:08x}{:08x}{:08x}{:08x}{:08x}", 1,
                                  0x81A4, 0, 0, 1, 0, content.size(), 0, 0, 0, 0, name.size() + 1, sum);
  out.insert(out.end(), header.begin(), header.end());
  out.insert(out.end(), name.begin(), name.end());
  out.push_back(0);
  out.resize((out.size() + 3) / 4 * 4);
  out.insert(out.end(), content.begin(), content.end());
  out.resize((out.size() + 3) / 4 * 4);
}

Bytes make_swu() {
  const Bytes payload(1000, 0x5A);
  const Bytes description = to_bytes("software = { version = \"2.0\"; sha256 = \"" + sha256_hex(payload) + "\"; };\n");
  Bytes out;
  add_cpio(out, "sw-description", description);
  add_cpio(out, "sw-description.sig", other_key().sign_cms(description, OtherKey::Content::detached).value());
  add_cpio(out, "root.img", payload);
  add_cpio(out, "TRAILER!!!", {});
  out.resize(out.size() + 512);
  return out;
}

void add_tar(Bytes& out, std::string_view name, std::string_view content) {
  Bytes header(512);
  const auto put = [&](std::size_t at, std::string_view text) { std::copy(text.begin(), text.end(), header.begin() + static_cast<std::ptrdiff_t>(at)); };
  put(0, name);
  put(100, "0000644");
  put(124, fmt::format("{:011o}", content.size()));
  put(148, "        ");
  put(156, "0");
  put(257, "ustar");
  std::uint32_t sum = 0;
  for (const auto octet : header) sum += octet;
  put(148, fmt::format("{:06o}", sum));
  header[154] = 0;
  out.insert(out.end(), header.begin(), header.end());
  out.insert(out.end(), content.begin(), content.end());
  out.resize((out.size() + 511) / 512 * 512);
}

Bytes make_tar() {
  const std::string payload(700, 'p');
  const std::string manifest = "model HC-100 version 2.0\n" + sha256_hex(payload) + "  rootfs\n";
  Bytes out;
  add_tar(out, "manifest.txt", manifest);
  add_tar(out, "manifest.txt.sig", to_text(other_key().sign_raw(to_bytes("something else")).value()));
  add_tar(out, "rootfs", payload);
  out.resize(out.size() + 1024);
  return out;
}

Bytes make_rauc(OtherKey::Content kept) {
  Bytes payload(4096, 0x33);
  const auto magic = to_bytes("hsqs");
  std::copy(magic.begin(), magic.end(), payload.begin());
  std::fill_n(payload.begin() + 40, 8, std::uint8_t{0});
  payload[41] = 0x0E;  // 0x0E00 octets of file system, then a hash tree
  const Bytes manifest = to_bytes("[update]\ncompatible=HC-100\nversion=2.0\n");
  const bool is_plain = kept == OtherKey::Content::detached;
  const Bytes signature = other_key().sign_cms(is_plain ? payload : manifest, kept).value();
  ByteWriter out;
  out.append(payload);
  out.append(signature);
  out.u32(0);
  out.u32(static_cast<std::uint32_t>(signature.size()));
  return out.bytes();
}

// "HCFW", CRC-32 of what follows the header, version, and a payload.
Bytes make_raw() {
  ByteWriter body;
  for (std::uint32_t i = 0; i < 500; ++i) body.u32(i * 2654435761U);
  ByteWriter out;
  out.append(std::string_view("HCFW"));
  out.u32(crc32(body.bytes()));
  out.append(std::string_view("2.0\0HC-100\0\0", 12));
  out.u32(static_cast<std::uint32_t>(body.bytes().size()));
  out.append(body.bytes());
  return out.bytes();
}

Bytes with_digest(Bytes image) {
  const Bytes digest = sha256(image);
  image.insert(image.end(), digest.begin(), digest.end());
  return image;
}

std::optional<Variant> made(const Bytes& image, std::string_view name) { return make_variant(image, name, hints, other_key()); }

std::vector<std::string> names_of(const Bytes& image) {
  const auto archive = read_archive(image);
  std::vector<std::string> names;
  for (const auto& member : archive.value_or(Archive{}).members) names.push_back(member.name);
  return names;
}

std::string member_of(const Bytes& image, std::string_view name) {
  const auto archive = read_archive(image);
  for (const auto& member : archive.value_or(Archive{}).members) {
    if (member.name == name) return to_text(member.content);
  }
  return {};
}

TEST(ImageVariants, KnowTheFormatOfAnImage) {
  EXPECT_EQ(format_of(make_swu()), "swu");
  EXPECT_EQ(format_of(make_tar()), "tar");
  EXPECT_EQ(format_of(make_rauc(OtherKey::Content::detached)), "rauc");
  EXPECT_EQ(format_of(make_rauc(OtherKey::Content::enclosed)), "rauc");
  EXPECT_EQ(format_of(make_raw()), "raw");
}

TEST(ImageVariants, FlipOneBitOfTheLargestMemberAndKeepTheChecksumOfCpioRight) {
  const auto variant = made(make_swu(), "payload_flipped");
  ASSERT_TRUE(variant);
  std::string expected(1000, '\x5A');
  expected[500] = '\x5B';
  // A member whose checksum did not fit would not be read back bit by bit.
  EXPECT_EQ(member_of(variant->bytes, "root.img"), expected);
  EXPECT_EQ(variant->change, "member root.img, offset 500: one bit");
  EXPECT_EQ(member_of(variant->bytes, "sw-description"), member_of(make_swu(), "sw-description"));
}

TEST(ImageVariants, MakeTheDigestInTheDescriptionRightWhenTheHeaderIsEdited) {
  const auto variant = made(make_swu(), "header_edited");
  ASSERT_TRUE(variant);
  EXPECT_THAT(member_of(variant->bytes, "sw-description"), HasSubstr(sha256_hex(member_of(variant->bytes, "root.img"))));
  EXPECT_EQ(member_of(variant->bytes, "sw-description.sig"), member_of(make_swu(), "sw-description.sig"));
}

TEST(ImageVariants, EditTheVersionOfTheDescription) {
  const auto variant = made(make_swu(), "version_edited");
  ASSERT_TRUE(variant);
  EXPECT_THAT(member_of(variant->bytes, "sw-description"), HasSubstr("version = \"2.1\""));
}

TEST(ImageVariants, RemoveTheSignatureAndNothingElse) {
  const auto variant = made(make_swu(), "unsigned");
  ASSERT_TRUE(variant);
  EXPECT_THAT(names_of(variant->bytes), ElementsAre("sw-description", "root.img"));
}

TEST(ImageVariants, SignWithAnotherKeyInTheFormTheSignatureHad) {
  Bytes seed(OtherKey::seed_bytes, 0x11);
  seed[0] = 0x77;
  const OtherKey stranger = OtherKey::create(seed).value();
  const auto variant = make_variant(make_swu(), "other_key", hints, stranger);
  ASSERT_TRUE(variant);
  const std::string signature = member_of(variant->bytes, "sw-description.sig");
  EXPECT_TRUE(is_cms(to_bytes(signature)));
  EXPECT_NE(signature, member_of(make_swu(), "sw-description.sig"));
  const auto of_tar = make_variant(make_tar(), "other_key", hints, stranger);
  ASSERT_TRUE(of_tar);
  EXPECT_EQ(member_of(of_tar->bytes, "manifest.txt.sig").size(), 256U);
  EXPECT_NE(member_of(of_tar->bytes, "manifest.txt.sig"), member_of(make_tar(), "manifest.txt.sig"));
}

TEST(ImageVariants, EditTheManifestOfATarFile) {
  const auto variant = made(make_tar(), "header_edited");
  ASSERT_TRUE(variant);
  EXPECT_THAT(member_of(variant->bytes, "manifest.txt"), HasSubstr(sha256_hex(member_of(variant->bytes, "rootfs"))));
  const auto model = made(make_tar(), "wrong_model");
  ASSERT_TRUE(model);
  EXPECT_THAT(member_of(model->bytes, "manifest.txt"), HasSubstr("model HC-10X "));
}

TEST(ImageVariants, CutARaucBundleFromItsSignature) {
  const Bytes bundle = make_rauc(OtherKey::Content::detached);
  const auto variant = made(bundle, "unsigned");
  ASSERT_TRUE(variant);
  EXPECT_EQ(variant->bytes, Bytes(bundle.begin(), bundle.begin() + 4096));
}

TEST(ImageVariants, FlipInsideTheFileSystemOfARaucBundle) {
  const Bytes bundle = make_rauc(OtherKey::Content::enclosed);
  const auto variant = made(bundle, "payload_flipped");
  ASSERT_TRUE(variant);
  const std::size_t middle = 96 + (0x0E00 - 96) / 2;
  Bytes expected = bundle;
  expected[middle] ^= 1;
  EXPECT_EQ(variant->bytes, expected);
}

TEST(ImageVariants, SignTheManifestOfAVerityBundleByAnotherKey) {
  Bytes seed(OtherKey::seed_bytes, 0x22);
  seed[0] = 0x99;
  const auto variant = make_variant(make_rauc(OtherKey::Content::enclosed), "other_key", hints, OtherKey::create(seed).value());
  ASSERT_TRUE(variant);
  const auto bundle = read_rauc(variant->bytes);
  ASSERT_TRUE(bundle);
  EXPECT_EQ(to_text(enclosed_content(bundle->signature).value()), "[update]\ncompatible=HC-100\nversion=2.0\n");
}

TEST(ImageVariants, EditTheVersionInAVerityManifestOnly) {
  EXPECT_TRUE(made(make_rauc(OtherKey::Content::enclosed), "version_edited"));
  EXPECT_FALSE(made(make_rauc(OtherKey::Content::detached), "version_edited"));
}

TEST(ImageVariants, MakeTheCrcOfAnUnknownImageRight) {
  const auto variant = made(make_raw(), "payload_flipped");
  ASSERT_TRUE(variant);
  ByteReader reader(variant->bytes);
  EXPECT_TRUE(reader.take(4, "magic"));
  EXPECT_EQ(reader.u32("crc").value(), crc32(ByteView(variant->bytes).subspan(24)));
  EXPECT_NE(variant->bytes, make_raw());
  EXPECT_THAT(variant->change, HasSubstr("CRC-32 at 4 made right"));
}

TEST(ImageVariants, LeaveADigestWrongWhenThePayloadIsFlippedAndForgeItWhenTheHeaderIs) {
  const Bytes image = with_digest(make_raw());
  const auto flipped = made(image, "payload_flipped");
  const auto forged = made(image, "header_edited");
  ASSERT_TRUE(flipped && forged);
  const auto ends_right = [](const Bytes& bytes) {
    const ByteView all(bytes);
    const Bytes digest = sha256(all.first(all.size() - 32));
    return std::equal(digest.begin(), digest.end(), all.last(32).begin());
  };
  EXPECT_FALSE(ends_right(flipped->bytes));
  EXPECT_TRUE(ends_right(forged->bytes));
}

TEST(ImageVariants, FindTheVersionOnlyWhereItStandsByItself) {
  EXPECT_EQ(find_whole(to_bytes("12.0 2.0.1 v2.0 a 2.0"), "2.0"), 18U);
  EXPECT_EQ(find_whole(to_bytes("up to 2.0."), "2.0"), 6U);
  EXPECT_FALSE(find_whole(to_bytes("12.05"), "2.0"));
  EXPECT_FALSE(find_whole(to_bytes("anything"), ""));
}

TEST(ImageVariants, AreNotMadeWhereTheImageHasNoSuchPart) {
  EXPECT_FALSE(made(make_raw(), "unsigned"));
  EXPECT_FALSE(made(make_raw(), "other_key"));
  EXPECT_FALSE(made(make_raw(), "header_edited"));
  EXPECT_FALSE(make_variant(make_raw(), "version_edited", {}, other_key()));
  EXPECT_FALSE(made(Bytes(8, 1), "truncated"));
  EXPECT_FALSE(made(make_swu(), "no_such_variant"));
}

TEST(ImageVariants, ComeOutTheSameWithTheSameSeed) {
  Bytes seed(OtherKey::seed_bytes, 0x44);
  seed[3] = 1;
  const auto first = make_variant(make_swu(), "other_key", hints, OtherKey::create(seed).value());
  const auto second = make_variant(make_swu(), "other_key", hints, OtherKey::create(seed).value());
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->bytes, second->bytes);
}

TEST(ImageVariants, AreMadeOfUBootImagesWithBothChecksumsRight) {
  ByteWriter body;
  for (std::uint32_t i = 0; i < 100; ++i) body.u32(i);
  ByteWriter writer;
  for (const std::uint32_t word : {0x27051956U, 0U, 1U, 400U, 0U, 0U, crc32(body.bytes()), 0U}) writer.u32(word);
  writer.append(to_bytes(std::string("HC-100 2.0") + std::string(22, '\0')));
  writer.append(body.bytes());
  Bytes image = writer.bytes();
  ByteWriter sum;
  sum.u32(crc32(ByteView(image).first(64)));
  std::copy(sum.bytes().begin(), sum.bytes().end(), image.begin() + 4);
  const auto variant = made(image, "payload_flipped");
  ASSERT_TRUE(variant);
  EXPECT_THAT(variant->change, HasSubstr("CRC-32 at 24 made right; CRC-32 at 4 made right"));
  EXPECT_EQ(find_checksums(variant->bytes).size(), 2U);
}

TEST(ImageVariants, SurviveTruncationAtEveryOctet) {
  for (const Bytes& image : {make_swu(), make_tar(), make_rauc(OtherKey::Content::enclosed)}) {
    for (std::size_t size = 0; size < image.size(); size += 1) {
      const ByteView part = ByteView(image).first(size);
      EXPECT_FALSE(read_rauc(part));
      const auto archive = read_archive(part);
      EXPECT_EQ(archive ? write_archive(*archive).size() : size, size);
    }
  }
}

}  // namespace
}  // namespace hoshi::protocols::images
