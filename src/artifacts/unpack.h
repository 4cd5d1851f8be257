// Unpacks single compressed blocks whose unpacked size is bounded by the caller.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "base/bytes.h"

namespace hoshi::artifacts {

enum class Codec { none, zlib, deflate, xz, lzma, lzo, zstd, rtime };

struct Unpacked {
  Bytes bytes;
  std::size_t used = 0;   // bytes of the input that belong to the block
  bool whole = false;     // the block came to its end; false: `bytes` is what could be had
};

// Never gives more than `limit` bytes. Nothing when not even a first byte could be had and the block is not whole.
std::optional<Unpacked> unpack(Codec codec, ByteView packed, std::size_t limit);

// LZO1X, as the kernel's documentation describes the stream (Documentation/staging/lzo.rst).
std::optional<Unpacked> unpack_lzo(ByteView packed, std::size_t limit);

}  // namespace hoshi::artifacts
