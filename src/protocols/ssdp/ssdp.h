// SSDP over multicast UDP: the search, its answers, and what they say (UPnP Device Architecture 2.0, chapter 1).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace hoshi::protocols::ssdp {

constexpr std::uint16_t port = 1900;
constexpr std::string_view everything = "ssdp:all";
constexpr std::string_view root_devices = "upnp:rootdevice";

// M-SEARCH for a search target; devices spread their answers over `seconds` (1 to 5).
Bytes encode_search(std::string_view search_target, int seconds);

// Texts are hostile and as sent.
struct Answer {
  std::string search_target;  // ST
  std::string name;           // USN
  std::string location;       // LOCATION
  std::string server;         // SERVER
};

// A whole datagram; corrupt when it is no HTTP response of status 200 with ST and USN (1.3.3).
[[nodiscard]] Result<Answer> parse_answer(ByteView bytes);

// To a search for everything any target belongs, else only the same one.
bool answers_search(const Answer& answer, std::string_view search_target);

struct Software {
  std::string product;
  std::string version;
};
// The product token of SERVER, the one behind "UPnP/1.x" (1.3.3); empty when there is none.
Software software_of(std::string_view server);

}  // namespace hoshi::protocols::ssdp
