// Credentials in the binary packets of MQTT and SNMP.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/capture/secrets.h"
#include "protocols/mqtt/packets.h"
#include "protocols/snmp/message.h"

namespace hoshi::protocols::capture {

namespace {

Result<std::size_t> variable_length(ByteReader& reader) {
  std::size_t value = 0;
  for (unsigned digit = 0; digit < 4; ++digit) {
    const std::uint8_t byte = HOSHI_TRY(reader.u8("length"));
    value |= static_cast<std::size_t>(byte & 0x7F) << (7 * digit);
    if (byte < 0x80) return value;
  }
  return fail(ErrorCode::corrupt, "a length of more than four bytes");
}

Result<void> skip_properties(ByteReader& reader) {
  (void)HOSHI_TRY(reader.take(HOSHI_TRY(variable_length(reader)), "properties"));
  return {};
}

Result<SecretSeen> read_connect(ByteView from_client) {
  constexpr std::uint8_t version_5 = 5;
  ByteReader reader(from_client);
  (void)HOSHI_TRY(reader.u8("packet type"));
  (void)HOSHI_TRY(variable_length(reader));
  (void)HOSHI_TRY(reader.vector16("protocol name"));
  const std::uint8_t level = HOSHI_TRY(reader.u8("level"));
  const std::uint8_t flags = HOSHI_TRY(reader.u8("flags"));
  (void)HOSHI_TRY(reader.u16("keep alive"));
  if (level == version_5) HOSHI_CHECK(skip_properties(reader));
  (void)HOSHI_TRY(reader.vector16("client"));
  if ((flags & 0x04) != 0) {  // a will
    if (level == version_5) HOSHI_CHECK(skip_properties(reader));
    (void)HOSHI_TRY(reader.vector16("topic of the will"));
    (void)HOSHI_TRY(reader.vector16("will"));
  }
  SecretSeen seen{"mqtt", "", ""};
  if ((flags & 0x80) != 0) seen.account = to_text(HOSHI_TRY(reader.vector16("user")));
  if ((flags & 0x40) != 0) seen.value = to_text(HOSHI_TRY(reader.vector16("password")));
  return seen;
}

}  // namespace

std::optional<SecretSeen> mqtt_secret(ByteView from_client) {
  constexpr std::uint8_t connect = static_cast<std::uint8_t>(mqtt::PacketType::connect) << 4;
  if (from_client.empty() || from_client[0] != connect) return std::nullopt;
  const auto seen = read_connect(from_client);
  return seen && !seen->value.empty() ? std::optional(*seen) : std::nullopt;
}

std::optional<SecretSeen> snmp_secret(ByteView datagram) {
  const auto version = snmp::read_version(datagram);
  if (!version || *version == snmp::Version::v3) return std::nullopt;
  ByteReader reader(datagram);
  const auto whole = snmp::read_tagged(reader, snmp::tag::sequence, "message");
  if (!whole) return std::nullopt;
  ByteReader message(*whole);
  if (!snmp::read_integer(message, "version")) return std::nullopt;
  const auto community = snmp::read_tagged(message, snmp::tag::octets, "community");
  if (!community || community->empty() || message.at_end()) return std::nullopt;
  constexpr std::uint8_t response = static_cast<std::uint8_t>(snmp::PduType::response);
  if (message.rest().front() == response) return std::nullopt;  // said by whoever was asked
  return SecretSeen{"snmp", "", to_text(*community)};
}

}  // namespace hoshi::protocols::capture
