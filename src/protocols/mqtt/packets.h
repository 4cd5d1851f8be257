// MQTT 3.1.1 and 5.0 packets a client needs: connect, subscribe, publish, ping, disconnect, and their answers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace hoshi::protocols::mqtt {

enum class Version : std::uint8_t { v3_1_1 = 4, v5 = 5 };  // the protocol level of CONNECT

enum class PacketType : std::uint8_t {
  connect = 1,
  connect_answer = 2,
  publish = 3,
  subscribe = 8,
  subscribe_answer = 9,
  ping = 12,
  ping_answer = 13,
  disconnect = 14,
};

struct Connect {
  Version version = Version::v3_1_1;
  std::string client_id;  // empty: the server chooses (a clean session is always asked for)
  std::optional<std::string> user;
  std::optional<std::string> password;
  std::uint16_t keep_alive_seconds = 30;
};

// Texts longer than 65,535 bytes are cut: the field has no room for more.
Bytes encode(const Connect& connect);
// Quality 0 for each topic.
Bytes encode_subscribe(Version version, std::uint16_t packet_id, const std::vector<std::string>& topics);
// Quality 0, never retained.
Bytes encode_publish(Version version, std::string_view topic, ByteView payload);
Bytes encode_ping();
Bytes encode_disconnect(Version version);

// One packet as it came: type and flags of the first byte, and what follows the remaining length.
struct Packet {
  std::uint8_t type = 0;  // 0 to 15; see PacketType
  std::uint8_t flags = 0;
  Bytes body;
  bool is(PacketType wanted) const { return type == static_cast<std::uint8_t>(wanted); }
};

constexpr std::size_t packet_limit_bytes = 256 * 1024;  // a device's messages are far smaller

// Cuts a byte stream into packets. Input is hostile: holds at most one packet of the limit.
class PacketReader {
 public:
  explicit PacketReader(std::size_t limit_bytes = packet_limit_bytes) : limit_bytes_(limit_bytes) {}
  // Appends; corrupt (for ever) when a remaining length is malformed or announces more than the limit.
  [[nodiscard]] Result<void> feed(ByteView bytes);
  // The next whole packet, or nothing yet; corrupt as above.
  [[nodiscard]] Result<std::optional<Packet>> next();

 private:
  struct Head {
    std::size_t length_bytes = 0;  // of the head itself
    std::size_t remaining = 0;
  };
  [[nodiscard]] Result<std::optional<Head>> head() const;

  std::size_t limit_bytes_;
  Bytes buffer_;
};

// MQTT 3.1.1, 3.2 and MQTT 5.0, 3.2.
struct ConnectAnswer {
  bool session_present = false;
  std::uint8_t code = 0;  // 0: accepted
  std::string reason;     // 5.0 only: reason string; hostile
};
[[nodiscard]] Result<ConnectAnswer> parse_connect_answer(Version version, const Packet& packet);

// MQTT 3.1.1, 3.9. A code of 0x80 or more is a refusal of that topic.
struct SubscribeAnswer {
  std::uint16_t packet_id = 0;
  std::vector<std::uint8_t> codes;
};
[[nodiscard]] Result<SubscribeAnswer> parse_subscribe_answer(Version version, const Packet& packet);

struct Publish {
  std::string topic;  // hostile
  Bytes payload;      // hostile
  std::uint8_t quality = 0;
  bool retained = false;
};
[[nodiscard]] Result<Publish> parse_publish(Version version, const Packet& packet);

// What a connect code says about a login. 3.1.1 table 3.1, 5.0 section 3.2.2.2.
enum class ConnectMeaning { accepted, not_authorised, locked, busy, other_version_needed, other };
ConnectMeaning meaning_of(Version version, std::uint8_t code);

}  // namespace hoshi::protocols::mqtt
