// Finds the checksums an image of unknown make carries about itself, and makes them right after an edit.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace hoshi::protocols::images {

// A checksum without a key protects from nobody; an image whose checksum was made right again is what an attacker sends.
struct Checksum {
  enum class Kind { crc32_little, crc32_big, md5, sha256 } kind = Kind::crc32_little;
  std::size_t at = 0;    // where it stands
  std::size_t from = 0;  // what it is taken of: [from, to), its own place as zeros where that lies within
  std::size_t to = 0;
};

bool is_digest(const Checksum& checksum);  // MD5, SHA-256
std::string_view name_of(Checksum::Kind kind);
std::uint32_t crc32(ByteView bytes);  // of Ethernet, ZIP and gzip (RFC 1952, 8)

enum class Digest { md5, sha1, sha256, sha512 };
std::string digest_hex(Digest digest, ByteView bytes);  // lower case

// Those of U-Boot's image header, and any CRC-32, MD5 or SHA-256 in the first 256 octets or at the very end that fits
// what follows or what stands before. In the order they have to be made right.
std::vector<Checksum> find_checksums(ByteView image);
void make_right(Bytes& image, const Checksum& checksum);

}  // namespace hoshi::protocols::images
