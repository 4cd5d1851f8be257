// SNMP messages: v1 and v2c with a community (RFC 1157, RFC 1901), v3 with the user-based security model (RFC 3412, 3414).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "protocols/snmp/ber.h"

namespace hoshi::protocols::snmp {

constexpr std::size_t bindings_max = 64;  // of one message that is read

enum class Version : std::uint8_t { v1 = 0, v2c = 1, v3 = 3 };

// RFC 3416, 3: the tags of the PDUs. A v1 trap has another form and is not read.
enum class PduType : std::uint8_t { get = 0xA0, get_next = 0xA1, response = 0xA2, set = 0xA3, report = 0xA8 };

// RFC 3416, 3.
constexpr std::int64_t no_error = 0;
constexpr std::int64_t no_access = 6;
constexpr std::int64_t authorization_error = 16;

struct Binding {
  Oid name;
  std::uint8_t tag = tag::null;
  Bytes content;  // hostile; as BER writes that tag
  // False for null, noSuchObject, noSuchInstance and endOfMibView.
  bool has_value() const { return tag != tag::null && (tag & 0xF0) != 0x80; }
};

struct Pdu {
  PduType type = PduType::get;
  std::int32_t request_id = 0;
  std::int64_t error_status = no_error;
  std::int64_t error_index = 0;
  std::vector<Binding> bindings;
  // The first binding of an answer without error, when it carries a value.
  const Binding* value() const;
};

// A question about one object.
Pdu question(PduType type, std::int32_t request_id, Oid name);

struct CommunityMessage {
  Version version = Version::v2c;
  std::string community;
  Pdu pdu;
};
Bytes write_message(const CommunityMessage& message);

// RFC 3412, 6.4.
constexpr std::uint8_t flag_authenticated = 1;
constexpr std::uint8_t flag_encrypted = 2;
constexpr std::uint8_t flag_reportable = 4;

// RFC 3414, 2.4.
struct UsmParameters {
  Bytes engine_id;
  std::uint32_t boots = 0;
  std::uint32_t time = 0;
  std::string user;
  Bytes mac;
  Bytes salt;
};

// RFC 3412, 6.8.
struct ScopedPdu {
  Bytes context_engine;
  std::string context_name;
  Pdu pdu;
};
Bytes write_scoped(const ScopedPdu& scoped);
// What stands behind it (the filling of DES) is let pass.
[[nodiscard]] Result<ScopedPdu> read_scoped(ByteView bytes);

struct UsmMessage {
  std::int32_t message_id = 0;
  std::uint8_t flags = 0;
  UsmParameters usm;
  Bytes data;             // a scoped PDU, or its cipher text with flag_encrypted
  std::size_t mac_at = 0; // where the MAC's bytes stand in the whole message; set by reading
};
Bytes write_message(const UsmMessage& message);

// Which version a datagram claims to be of.
[[nodiscard]] Result<Version> read_version(ByteView datagram);
[[nodiscard]] Result<CommunityMessage> read_community_message(ByteView datagram);
[[nodiscard]] Result<UsmMessage> read_usm_message(ByteView datagram);

// RFC 3414, 5: why a message was not let in, by the counter that a report names.
enum class UsmReport { unsupported_level, not_in_time_window, unknown_user, unknown_engine, wrong_digest, decryption_error };
std::string_view name_of(UsmReport report);
// Nothing when it is no report or one of another counter.
std::optional<UsmReport> report_of(const Pdu& pdu);

}  // namespace hoshi::protocols::snmp
