// Lengths and padding around a payload.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/ssh/packet.h"

#include <fmt/format.h>

namespace hoshi::protocols::ssh {

namespace {
constexpr std::size_t packet_limit_bytes = 35000;  // RFC 4253, 6.1
constexpr std::size_t padding_bytes = 16;
}  // namespace

Result<std::optional<ByteView>> read_packet(ByteReader& reader) {
  ByteReader ahead(reader.rest());
  if (ahead.remaining() < 5) {
    return std::optional<ByteView>();
  }
  const std::uint32_t length = HOSHI_TRY(ahead.u32("packet length"));
  if (length < 2 || length > packet_limit_bytes) {
    return fail(ErrorCode::corrupt, fmt::format("an SSH packet of {} bytes", length));
  }
  if (ahead.remaining() < length) {
    return std::optional<ByteView>();
  }
  const std::uint8_t padding = HOSHI_TRY(ahead.u8("padding length"));
  if (padding + 1u >= length) {
    return fail(ErrorCode::corrupt, "an SSH packet of nothing but padding");
  }
  const ByteView payload = HOSHI_TRY(ahead.take(length - 1 - padding, "payload"));
  HOSHI_TRY(reader.take(4 + length, "packet"));
  return std::optional<ByteView>(payload);
}

Bytes write_packet(ByteView payload, ByteView padding) {
  HOSHI_ASSERT(padding.size() >= padding_bytes);
  // RFC 4253, 6: lengths, payload and padding together are a multiple of eight, with at least four of padding.
  const std::size_t unpadded = 4 + 1 + payload.size();
  const std::size_t missing = 8 - unpadded % 8;
  const std::size_t used = missing < 4 ? missing + 8 : missing;
  ByteWriter packet;
  packet.u32(static_cast<std::uint32_t>(1 + payload.size() + used));
  packet.u8(static_cast<std::uint8_t>(used));
  packet.append(payload);
  packet.append(padding.first(used));
  return std::move(packet).bytes();
}

}  // namespace hoshi::protocols::ssh
