// Bounds-checked reading and writing of wire bytes; the only way the house reads what a device sent.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace hoshi {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

// Both copy nothing but the content; text is not checked for UTF-8.
std::string to_text(ByteView bytes);
// The text's own bytes, not copied.
inline ByteView view_of(std::string_view text) {
  return {static_cast<const std::uint8_t*>(static_cast<const void*>(text.data())), text.size()};
}
Bytes to_bytes(std::string_view text);

// Reads big-endian (network order) integers and slices from a borrowed buffer. Every read past the end
// is Error{corrupt} that names `what`, and leaves the position unchanged. Buffers are hostile.
class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : bytes_(bytes) {}

  [[nodiscard]] Result<std::uint8_t> u8(std::string_view what);
  [[nodiscard]] Result<std::uint16_t> u16(std::string_view what);
  [[nodiscard]] Result<std::uint32_t> u24(std::string_view what);
  [[nodiscard]] Result<std::uint32_t> u32(std::string_view what);
  [[nodiscard]] Result<ByteView> take(std::size_t count, std::string_view what);
  // Vectors with a length in front, as TLS and SSH write them; the length counts bytes.
  [[nodiscard]] Result<ByteView> vector8(std::string_view what);
  [[nodiscard]] Result<ByteView> vector16(std::string_view what);
  [[nodiscard]] Result<ByteView> vector24(std::string_view what);
  [[nodiscard]] Result<ByteView> vector32(std::string_view what);

  std::size_t remaining() const { return bytes_.size() - position_; }
  std::size_t position() const { return position_; }
  bool at_end() const { return remaining() == 0; }
  ByteView rest() const { return bytes_.subspan(position_); }

 private:
  ByteView bytes_;
  std::size_t position_ = 0;
};

// Builds wire bytes in network order. Lengths that do not fit their field are a broken invariant.
class ByteWriter {
 public:
  void u8(std::uint8_t value) { bytes_.push_back(value); }
  void u16(std::uint16_t value);
  void u24(std::uint32_t value);
  void u32(std::uint32_t value);
  void append(ByteView bytes);
  void append(std::string_view text);
  void vector8(ByteView bytes);
  void vector16(ByteView bytes);
  void vector24(ByteView bytes);
  void vector32(ByteView bytes);

  const Bytes& bytes() const& { return bytes_; }
  Bytes bytes() && { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

}  // namespace hoshi
