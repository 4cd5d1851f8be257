// WS-Discovery of April 2005, as cameras (ONVIF), printers and Windows speak it: Probe and ProbeMatches.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace hoshi::protocols::ws_discovery {

constexpr std::uint16_t port = 3702;
constexpr std::size_t message_limit_bytes = 65'507;
constexpr std::size_t match_limit = 16;
constexpr std::size_t word_limit = 64;  // types, scopes and addresses of one match

enum class Wanted {
  everything,
  onvif_cameras,
  devices,  // "wsdp:Device", with this very prefix: wsdd answers nothing else
};

// "urn:uuid:…" made of sixteen random bytes (RFC 4122, 4.4).
std::string message_name(ByteView random);
// A SOAP 1.2 Probe under that name.
Bytes encode_probe(std::string_view message_name, Wanted wanted);

// Texts are hostile and as sent.
struct Match {
  std::string endpoint;                // the endpoint reference's address
  std::vector<std::string> types;      // local names: "NetworkVideoTransmitter", "Device"
  std::vector<std::string> scopes;     // URIs
  std::vector<std::string> addresses;  // URLs where the device can be talked to
};
struct Matches {
  std::string relates_to;  // the name of the message that was answered
  std::vector<Match> matches;
};

// A whole datagram; corrupt when it is no SOAP message with ProbeMatches, has a document type, or is too large.
[[nodiscard]] Result<Matches> parse_matches(ByteView bytes);

// The word behind onvif://www.onvif.org/<category>/ (ONVIF Core, 7.3.2.2), percent-decoded; "" without one.
std::string onvif_scope(const Match& match, std::string_view category);

}  // namespace hoshi::protocols::ws_discovery
