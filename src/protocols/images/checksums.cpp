// Looks for checksums by computing them over what they may be of.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/images/checksums.h"

#include <algorithm>
#include <array>
#include <openssl/evp.h>
#include <optional>

#include "base/encoding.h"

namespace hoshi::protocols::images {
namespace {

using Kind = Checksum::Kind;
constexpr std::size_t head_size = 256;  // where headers hold their checksums
constexpr std::array kinds{Kind::crc32_little, Kind::crc32_big, Kind::md5, Kind::sha256};
// Sizes that headers have, where what is checked may begin.
constexpr std::array<std::size_t, 17> header_sizes{4,  8,  12, 16, 20, 24,  28,  32, 36,
                                                   40, 48, 56, 64, 96, 128, 256, 512};

// U-Boot's legacy image: include/image.h of U-Boot names these fields.
constexpr std::uint32_t uboot_magic = 0x27051956;
constexpr std::size_t uboot_header = 64;
constexpr std::size_t uboot_header_sum_at = 4;
constexpr std::size_t uboot_size_at = 12;
constexpr std::size_t uboot_data_sum_at = 24;

constexpr std::array<std::uint32_t, 256> crc_table = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t octet = 0; octet < 256; ++octet) {
    std::uint32_t value = octet;
    for (int bit = 0; bit < 8; ++bit) value = (value & 1) != 0 ? 0xEDB88320U ^ (value >> 1) : value >> 1;
    table[octet] = value;
  }
  return table;
}();

const EVP_MD* algorithm(Digest digest) {
  switch (digest) {
    case Digest::md5: return EVP_md5();
    case Digest::sha1: return EVP_sha1();
    case Digest::sha256: return EVP_sha256();
    case Digest::sha512: return EVP_sha512();
  }
  return nullptr;
}

Bytes digest_of(Digest digest, ByteView bytes) {
  Bytes made(EVP_MAX_MD_SIZE);
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), made.data(), &size, algorithm(digest), nullptr);
  made.resize(size);
  return made;
}

Bytes sum_of(Kind kind, ByteView bytes) {
  if (kind == Kind::md5) return digest_of(Digest::md5, bytes);
  if (kind == Kind::sha256) return digest_of(Digest::sha256, bytes);
  ByteWriter writer;
  writer.u32(crc32(bytes));
  Bytes sum = std::move(writer).bytes();
  if (kind == Kind::crc32_little) std::reverse(sum.begin(), sum.end());
  return sum;
}

std::size_t size_of(Kind kind) {
  switch (kind) {
    case Kind::crc32_little: return 4;
    case Kind::crc32_big: return 4;
    case Kind::md5: return 16;
    case Kind::sha256: return 32;
  }
  return 0;
}

Bytes right_sum(ByteView image, const Checksum& checksum) {
  const ByteView of = image.subspan(checksum.from, checksum.to - checksum.from);
  const bool is_within = checksum.at >= checksum.from && checksum.at < checksum.to;
  if (!is_within) return sum_of(checksum.kind, of);
  Bytes blanked(of.begin(), of.end());
  std::fill_n(blanked.begin() + static_cast<std::ptrdiff_t>(checksum.at - checksum.from), size_of(checksum.kind), 0);
  return sum_of(checksum.kind, blanked);
}

bool fits(ByteView image, const Checksum& checksum) {
  const Bytes sum = right_sum(image, checksum);
  return std::equal(sum.begin(), sum.end(), image.begin() + static_cast<std::ptrdiff_t>(checksum.at));
}

void find_uboot(ByteView image, std::vector<Checksum>& found) {
  ByteReader reader(image);
  if (reader.u32("magic").value_or(0) != uboot_magic || image.size() < uboot_header) return;
  ByteReader size_reader(image.subspan(uboot_size_at));
  const std::size_t size = size_reader.u32("size").value_or(0);
  const Checksum data{Kind::crc32_big, uboot_data_sum_at, uboot_header, uboot_header + size};
  if (data.to <= image.size() && fits(image, data)) found.push_back(data);
  const Checksum header{Kind::crc32_big, uboot_header_sum_at, 0, uboot_header};
  if (fits(image, header)) found.push_back(header);
}

// The place in the head, before `end`, where the sum stands; sums of zeros are no evidence.
std::optional<std::size_t> place_of(ByteView image, const Bytes& sum, std::size_t end) {
  if (std::all_of(sum.begin(), sum.end(), [&](std::uint8_t octet) { return octet == sum.front(); })) return {};
  const auto head = image.first(std::min(end, head_size));
  const auto found = std::search(head.begin(), head.end(), sum.begin(), sum.end());
  if (found == head.end()) return {};
  return static_cast<std::size_t>(found - head.begin());
}

void find_in_head(ByteView image, std::vector<Checksum>& found) {
  for (const std::size_t from : header_sizes) {
    if (from >= image.size()) return;
    for (const Kind kind : {Kind::crc32_big, Kind::md5, Kind::sha256}) {
      Bytes sum = sum_of(kind, image.subspan(from));
      if (const auto at = place_of(image, sum, from)) found.push_back({kind, *at, from, image.size()});
      std::reverse(sum.begin(), sum.end());
      const auto turned = kind == Kind::crc32_big ? place_of(image, sum, from) : std::nullopt;
      if (turned) found.push_back({Kind::crc32_little, *turned, from, image.size()});
    }
  }
}

void find_at_end(ByteView image, std::vector<Checksum>& found) {
  for (const Kind kind : kinds) {
    if (image.size() <= size_of(kind)) continue;
    const std::size_t at = image.size() - size_of(kind);
    const Checksum last{kind, at, 0, at};
    if (fits(image, last)) found.push_back(last);
  }
}

}  // namespace

bool is_digest(const Checksum& checksum) { return checksum.kind == Kind::md5 || checksum.kind == Kind::sha256; }

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::crc32_little: return "CRC-32";
    case Kind::crc32_big: return "CRC-32";
    case Kind::md5: return "MD5";
    case Kind::sha256: return "SHA-256";
  }
  return "";
}

std::string digest_hex(Digest digest, ByteView bytes) { return to_hex(digest_of(digest, bytes)); }

std::uint32_t crc32(ByteView bytes) {
  std::uint32_t value = 0xFFFFFFFFU;
  for (const std::uint8_t octet : bytes) value = crc_table[(value ^ octet) & 0xFF] ^ (value >> 8);
  return ~value;
}

std::vector<Checksum> find_checksums(ByteView image) {
  std::vector<Checksum> found;
  if (image.size() < 16) return found;
  find_uboot(image, found);
  if (found.empty()) find_in_head(image, found);
  find_at_end(image, found);
  return found;
}

void make_right(Bytes& image, const Checksum& checksum) {
  const Bytes sum = right_sum(image, checksum);
  std::copy(sum.begin(), sum.end(), image.begin() + static_cast<std::ptrdiff_t>(checksum.at));
}

}  // namespace hoshi::protocols::images
