// Packets of the Android Debug Bridge.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/adb/packet.h"

#include <array>
#include <numeric>

#include "base/text.h"
#include "protocols/bytes/little_endian.h"

namespace hoshi::protocols::adb {
namespace {

constexpr std::uint32_t version = 0x01000000;
constexpr std::uint32_t payload_bytes_max = 1u << 20;  // adb's own limit of version 0x01000001
constexpr std::size_t head_bytes = 24;
constexpr std::size_t shown_bytes = 80;
constexpr std::array<std::string_view, 3> first_answers{"CNXN", "AUTH", "STLS"};

}  // namespace

Bytes connect_packet() {
  const std::string_view identity("host::\0", 7);
  ByteWriter writer;
  ByteWriter command;
  command.append("CNXN");
  writer.append(command.bytes());
  put_little32(writer, version);
  put_little32(writer, 4096);
  put_little32(writer, static_cast<std::uint32_t>(identity.size()));
  const Bytes payload = to_bytes(identity);
  put_little32(writer, std::accumulate(payload.begin(), payload.end(), std::uint32_t{0}));
  for (const auto byte : command.bytes()) writer.u8(static_cast<std::uint8_t>(~byte));
  writer.append(payload);
  return std::move(writer).bytes();
}

Result<std::optional<Packet>> read_packet(ByteView received) {
  ByteReader reader(received);
  const std::string beginning = to_text(received.first(std::min<std::size_t>(4, received.size())));
  bool is_possible = false;
  for (const auto command : first_answers) is_possible = is_possible || command.starts_with(beginning);
  if (!is_possible) return fail(ErrorCode::corrupt, "no packet of ADB");
  if (received.size() < head_bytes) return std::optional<Packet>{};
  Packet packet;
  const auto command = HOSHI_TRY(reader.take(4, "command"));
  packet.command = to_text(command);
  packet.first = HOSHI_TRY(little32(reader, "first argument"));
  packet.second = HOSHI_TRY(little32(reader, "second argument"));
  const auto length = HOSHI_TRY(little32(reader, "length"));
  HOSHI_CHECK(reader.u32("sum"));
  const auto magic = HOSHI_TRY(reader.take(4, "magic"));
  for (std::size_t i = 0; i < 4; ++i) {
    if (magic[i] != static_cast<std::uint8_t>(~command[i])) return fail(ErrorCode::corrupt, "wrong magic");
  }
  if (length > payload_bytes_max) return fail(ErrorCode::corrupt, "payload too long");
  if (reader.remaining() < length) return std::optional<Packet>{};
  const auto payload = HOSHI_TRY(reader.take(length, "payload"));
  packet.payload.assign(payload.begin(), payload.end());
  packet.size = reader.position();
  return std::optional(std::move(packet));
}

Banner banner_in(const Packet& packet) {
  std::string text = to_text(packet.payload);
  while (text.ends_with('\0')) text.pop_back();
  Banner banner;
  banner.state = printable(text.substr(0, text.find(':')), shown_bytes);
  constexpr std::string_view model = "ro.product.model=";
  const auto at = text.find(model);
  if (at == std::string::npos) return banner;
  const auto begin = at + model.size();
  banner.model = printable(text.substr(begin, text.find(';', begin) - begin), shown_bytes);
  return banner;
}

}  // namespace hoshi::protocols::adb
