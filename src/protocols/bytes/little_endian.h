// Little-endian integers over ByteReader and ByteWriter, for protocols that are not in network order.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"

namespace hoshi::protocols {

[[nodiscard]] inline Result<std::uint16_t> little16(ByteReader& reader, std::string_view what) {
  const auto value = HOSHI_TRY(reader.u16(what));
  return static_cast<std::uint16_t>((value >> 8) | (value << 8));
}

[[nodiscard]] inline Result<std::uint32_t> little32(ByteReader& reader, std::string_view what) {
  const auto value = HOSHI_TRY(reader.u32(what));
  return (value >> 24) | ((value >> 8) & 0xff00u) | ((value << 8) & 0xff0000u) | (value << 24);
}

[[nodiscard]] inline Result<std::uint64_t> little64(ByteReader& reader, std::string_view what) {
  if (reader.remaining() < 8) return fail(ErrorCode::corrupt, std::string(what) + ": cut off");
  const auto low = HOSHI_TRY(little32(reader, what));
  const auto high = HOSHI_TRY(little32(reader, what));
  return (std::uint64_t{high} << 32) | low;
}

inline void put_little16(ByteWriter& writer, std::uint16_t value) {
  writer.u8(static_cast<std::uint8_t>(value));
  writer.u8(static_cast<std::uint8_t>(value >> 8));
}

inline void put_little32(ByteWriter& writer, std::uint32_t value) {
  put_little16(writer, static_cast<std::uint16_t>(value));
  put_little16(writer, static_cast<std::uint16_t>(value >> 16));
}

inline void put_little64(ByteWriter& writer, std::uint64_t value) {
  put_little32(writer, static_cast<std::uint32_t>(value));
  put_little32(writer, static_cast<std::uint32_t>(value >> 32));
}

}  // namespace hoshi::protocols
