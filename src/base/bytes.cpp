// Implementation of the bounds-checked reader and the writer.
// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.h"

namespace hoshi {

std::string to_text(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

Bytes to_bytes(std::string_view text) { return {text.begin(), text.end()}; }

Result<ByteView> ByteReader::take(std::size_t count, std::string_view what) {
  if (count > remaining()) {
    return fail(ErrorCode::corrupt, std::string(what) + " needs " + std::to_string(count) +
                                        " bytes at offset " + std::to_string(position_) +
                                        ", only " + std::to_string(remaining()) + " are left");
  }
  auto slice = bytes_.subspan(position_, count);
  position_ += count;
  return slice;
}

Result<std::uint8_t> ByteReader::u8(std::string_view what) {
  auto slice = HOSHI_TRY(take(1, what));
  return slice[0];
}

Result<std::uint16_t> ByteReader::u16(std::string_view what) {
  auto slice = HOSHI_TRY(take(2, what));
  return static_cast<std::uint16_t>(slice[0] << 8 | slice[1]);
}

Result<std::uint32_t> ByteReader::u24(std::string_view what) {
  auto slice = HOSHI_TRY(take(3, what));
  return static_cast<std::uint32_t>(slice[0]) << 16 | static_cast<std::uint32_t>(slice[1]) << 8 |
         slice[2];
}

Result<std::uint32_t> ByteReader::u32(std::string_view what) {
  auto slice = HOSHI_TRY(take(4, what));
  return static_cast<std::uint32_t>(slice[0]) << 24 | static_cast<std::uint32_t>(slice[1]) << 16 |
         static_cast<std::uint32_t>(slice[2]) << 8 | slice[3];
}

namespace {

// Restores the reader when the announced length does not fit, so that a failed read moves nothing.
Result<ByteView> sized(ByteReader& reader, Result<std::uint32_t> length, std::string_view what,
                       const ByteReader& before) {
  if (!length) {
    reader = before;
    return tl::unexpected<Error>(length.error());
  }
  auto slice = reader.take(*length, what);
  if (!slice) reader = before;
  return slice;
}

}  // namespace

Result<ByteView> ByteReader::vector8(std::string_view what) {
  const ByteReader before = *this;
  auto length = u8(what).map([](std::uint8_t n) { return std::uint32_t{n}; });
  return sized(*this, std::move(length), what, before);
}

Result<ByteView> ByteReader::vector16(std::string_view what) {
  const ByteReader before = *this;
  auto length = u16(what).map([](std::uint16_t n) { return std::uint32_t{n}; });
  return sized(*this, std::move(length), what, before);
}

Result<ByteView> ByteReader::vector24(std::string_view what) {
  const ByteReader before = *this;
  return sized(*this, u24(what), what, before);
}

Result<ByteView> ByteReader::vector32(std::string_view what) {
  const ByteReader before = *this;
  return sized(*this, u32(what), what, before);
}

// Not in the header: g++ 12 sees overflows that are not there when it inlines them (GCC bug 105329).
void ByteWriter::append(ByteView bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }

void ByteWriter::append(std::string_view text) { bytes_.insert(bytes_.end(), text.begin(), text.end()); }

void ByteWriter::u16(std::uint16_t value) {
  u8(static_cast<std::uint8_t>(value >> 8));
  u8(static_cast<std::uint8_t>(value));
}

void ByteWriter::u24(std::uint32_t value) {
  HOSHI_ASSERT(value <= 0xFFFFFF);
  u8(static_cast<std::uint8_t>(value >> 16));
  u16(static_cast<std::uint16_t>(value));
}

void ByteWriter::u32(std::uint32_t value) {
  u16(static_cast<std::uint16_t>(value >> 16));
  u16(static_cast<std::uint16_t>(value));
}

void ByteWriter::vector8(ByteView bytes) {
  HOSHI_ASSERT(bytes.size() <= 0xFF);
  u8(static_cast<std::uint8_t>(bytes.size()));
  append(bytes);
}

void ByteWriter::vector16(ByteView bytes) {
  HOSHI_ASSERT(bytes.size() <= 0xFFFF);
  u16(static_cast<std::uint16_t>(bytes.size()));
  append(bytes);
}

void ByteWriter::vector24(ByteView bytes) {
  HOSHI_ASSERT(bytes.size() <= 0xFFFFFF);
  u24(static_cast<std::uint32_t>(bytes.size()));
  append(bytes);
}

void ByteWriter::vector32(ByteView bytes) {
  HOSHI_ASSERT(bytes.size() <= 0xFFFFFFFF);
  u32(static_cast<std::uint32_t>(bytes.size()));
  append(bytes);
}

}  // namespace hoshi
