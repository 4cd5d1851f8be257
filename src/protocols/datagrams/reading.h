// What several UDP recognisers share: little-endian numbers, fixed texts, and a Result that becomes a yes or no.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "protocols/datagrams/datagrams.h"

namespace hoshi::protocols::datagrams {

[[nodiscard]] inline Result<std::uint16_t> little16(ByteReader& reader, std::string_view what) {
  const std::uint16_t value = HOSHI_TRY(reader.u16(what));
  return static_cast<std::uint16_t>(value >> 8 | value << 8);
}

[[nodiscard]] inline Result<std::uint32_t> little32(ByteReader& reader, std::string_view what) {
  const std::uint32_t low = HOSHI_TRY(little16(reader, what));
  const std::uint32_t high = HOSHI_TRY(little16(reader, what));
  return high << 16 | low;
}

inline void put_little16(ByteWriter& writer, std::uint16_t value) {
  writer.u8(static_cast<std::uint8_t>(value & 0xFF));
  writer.u8(static_cast<std::uint8_t>(value >> 8));
}

inline void put_little32(ByteWriter& writer, std::uint32_t value) {
  put_little16(writer, static_cast<std::uint16_t>(value & 0xFFFF));
  put_little16(writer, static_cast<std::uint16_t>(value >> 16));
}

// A field of fixed size that ends at its first zero byte.
inline std::string text_until_zero(ByteView bytes) {
  const std::string text = to_text(bytes);
  return text.substr(0, text.find('\0'));
}

inline bool is_same(ByteView left, ByteView right) {
  return left.size() == right.size() && std::equal(left.begin(), left.end(), right.begin());
}

[[nodiscard]] inline Result<void> require(bool holds, std::string_view what) {
  if (holds) return {};
  return fail(ErrorCode::corrupt, std::string(what));
}

inline std::optional<Recognised> yes_or_no(Result<Recognised> read) {
  return read ? std::optional(std::move(*read)) : std::nullopt;
}

}  // namespace hoshi::protocols::datagrams
