// The CRC-32 of flash file systems: the common polynomial, without the last inversion.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <zlib.h>

#include "base/bytes.h"

namespace hoshi::artifacts {

inline std::uint32_t flash_checksum(std::uint32_t start, ByteView bytes) {
  return ~static_cast<std::uint32_t>(crc32(~start, bytes.data(), static_cast<uInt>(bytes.size())));
}

}  // namespace hoshi::artifacts
