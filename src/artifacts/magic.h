// Recognises containers at any offset of a dump, by their first bytes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace hoshi::artifacts {

enum class Format {
  gzip, xz, lzma, zstd, bzip2, compress, zlib, tar, zip, cpio, ar, seven_zip, iso9660, squashfs, ext, ubi, ubifs, jffs2
};

std::string_view name_of(Format format);

struct Find {
  Format format = Format::gzip;
  std::uint64_t begin = 0;  // of the container
  std::uint64_t magic = 0;  // where it was recognised: behind `begin` for tar, ext and ISO 9660
};

// The first place at or after `from` where a container may begin and be recognised; a reader then sees whether there is one.
std::optional<Find> next_container(ByteView bytes, std::uint64_t from);

}  // namespace hoshi::artifacts
