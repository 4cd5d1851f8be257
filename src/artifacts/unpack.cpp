// Unpacks single blocks with zlib, liblzma and libzstd, and JFFS2's rtime by itself.
// SPDX-License-Identifier: Apache-2.0
#include "artifacts/unpack.h"

#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <memory>

namespace hoshi::artifacts {
namespace {

constexpr std::size_t step_bytes = 64u << 10;
constexpr std::uint64_t lzma_memory_bytes = 128u << 20;

std::optional<Unpacked> finished(Unpacked unpacked) {
  if (unpacked.bytes.empty() && !unpacked.whole) return std::nullopt;
  return unpacked;
}

// Grows the output by steps, so that a size that a header only claims costs nothing. Gives where to write next, and how much.
std::size_t room_for_more(Bytes& bytes, std::size_t used, std::size_t limit) {
  if (used == bytes.size()) {
    const std::size_t wanted = std::max(step_bytes, used);
    bytes.resize(used + std::min(wanted, limit - used));
  }
  return bytes.size() - used;
}

std::optional<Unpacked> unpack_zlib(ByteView packed, std::size_t limit, int window_bits) {
  z_stream stream{};
  if (inflateInit2(&stream, window_bits) != Z_OK) return std::nullopt;
  const std::unique_ptr<z_stream, int (*)(z_stream*)> ends(&stream, inflateEnd);
  constexpr std::size_t most = 1u << 30;  // zlib counts in unsigned int
  packed = packed.first(std::min(packed.size(), most));
  stream.next_in = const_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  Unpacked unpacked;
  std::size_t used = 0;
  int state = Z_OK;
  while (state == Z_OK && used < limit) {
    const std::size_t room = room_for_more(unpacked.bytes, used, limit);
    stream.next_out = unpacked.bytes.data() + used;
    stream.avail_out = static_cast<uInt>(room);
    state = inflate(&stream, Z_NO_FLUSH);
    const std::size_t made = room - stream.avail_out;
    used += made;
    if (made == 0 && stream.avail_in == 0) break;
  }
  unpacked.bytes.resize(used);
  unpacked.used = packed.size() - stream.avail_in;
  unpacked.whole = state == Z_STREAM_END;
  return finished(std::move(unpacked));
}

std::optional<Unpacked> unpack_lzma(ByteView packed, std::size_t limit, bool alone) {
  lzma_stream stream = LZMA_STREAM_INIT;
  const auto begun = alone ? lzma_alone_decoder(&stream, lzma_memory_bytes)
                           : lzma_stream_decoder(&stream, lzma_memory_bytes, 0);
  if (begun != LZMA_OK) return std::nullopt;
  const std::unique_ptr<lzma_stream, void (*)(lzma_stream*)> ends(&stream, lzma_end);
  stream.next_in = packed.data();
  stream.avail_in = packed.size();
  Unpacked unpacked;
  std::size_t used = 0;
  lzma_ret state = LZMA_OK;
  while (state == LZMA_OK && used < limit) {
    const std::size_t room = room_for_more(unpacked.bytes, used, limit);
    stream.next_out = unpacked.bytes.data() + used;
    stream.avail_out = room;
    state = lzma_code(&stream, LZMA_RUN);
    const std::size_t made = room - stream.avail_out;
    used += made;
    if (made == 0 && stream.avail_in == 0) break;
  }
  unpacked.bytes.resize(used);
  unpacked.used = packed.size() - stream.avail_in;
  unpacked.whole = state == LZMA_STREAM_END;
  return finished(std::move(unpacked));
}

std::optional<Unpacked> unpack_zstd(ByteView packed, std::size_t limit) {
  const std::unique_ptr<ZSTD_DStream, std::size_t (*)(ZSTD_DStream*)> stream(ZSTD_createDStream(), ZSTD_freeDStream);
  if (!stream) return std::nullopt;
  ZSTD_inBuffer input{packed.data(), packed.size(), 0};
  Unpacked unpacked;
  std::size_t used = 0;
  std::size_t state = 1;
  while (state != 0 && ZSTD_isError(state) == 0 && used < limit) {
    const std::size_t room = room_for_more(unpacked.bytes, used, limit);
    ZSTD_outBuffer output{unpacked.bytes.data() + used, room, 0};
    const std::size_t before = input.pos;
    state = ZSTD_decompressStream(stream.get(), &output, &input);
    used += output.pos;
    if (output.pos == 0 && input.pos == before) break;
  }
  unpacked.bytes.resize(used);
  unpacked.used = input.pos;
  unpacked.whole = state == 0;
  return finished(std::move(unpacked));
}

// JFFS2's run-length code: each byte is followed by how many bytes to repeat from where the same byte was last.
std::optional<Unpacked> unpack_rtime(ByteView packed, std::size_t limit) {
  std::array<std::size_t, 256> last{};
  Unpacked unpacked;
  std::size_t at = 0;
  while (at + 1 < packed.size() && unpacked.bytes.size() < limit) {
    const std::uint8_t value = packed[at];
    std::size_t repeat = packed[at + 1];
    at += 2;
    unpacked.bytes.push_back(value);
    std::size_t source = last[value];
    last[value] = unpacked.bytes.size();
    while (repeat-- > 0 && unpacked.bytes.size() < limit) {
      const std::uint8_t copied = unpacked.bytes[source++];
      unpacked.bytes.push_back(copied);
    }
  }
  unpacked.used = at;
  unpacked.whole = true;
  return finished(std::move(unpacked));
}

}  // namespace

std::optional<Unpacked> unpack(Codec codec, ByteView packed, std::size_t limit) {
  switch (codec) {
    case Codec::none: {
      const ByteView kept = packed.first(std::min(packed.size(), limit));
      return Unpacked{Bytes(kept.begin(), kept.end()), kept.size(), true};
    }
    case Codec::zlib: return unpack_zlib(packed, limit, 15);
    case Codec::deflate: return unpack_zlib(packed, limit, -15);
    case Codec::xz: return unpack_lzma(packed, limit, false);
    case Codec::lzma: return unpack_lzma(packed, limit, true);
    case Codec::lzo: return unpack_lzo(packed, limit);
    case Codec::zstd: return unpack_zstd(packed, limit);
    case Codec::rtime: return unpack_rtime(packed, limit);
  }
  return std::nullopt;
}

}  // namespace hoshi::artifacts
