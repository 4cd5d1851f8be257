// Tells from the first bytes of a service which protocol it speaks.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"

namespace hoshi::protocols::services {

// How much of an answer is ever looked at.
constexpr std::size_t looked_at_bytes = 8192;

struct Recognised {
  std::string protocol;  // "ssh", "http", "telnet", "mqtt", "rtsp", "ftp", "smtp", "shell" …
  std::string banner;    // for people and fingerprints: printable, 200 bytes at most, no clock times of HTTP
  std::string detail;    // what fingerprints may match besides: the Server header, Telnet's options in hexadecimal
  bool whole = false;    // more bytes would not tell more
  std::string product{};  // where the protocol itself names them; fingerprints come first
  std::string version{};
};

// By behaviour alone; nothing when the bytes fit no protocol (yet).
std::optional<Recognised> recognise(ByteView received);

// Hellos of ordinary clients, to make a silent service speak.
Bytes http_hello();
Bytes rtsp_hello();
Bytes mqtt_hello();  // CONNECT of MQTT 3.1.1 without a user, for a clean session

}  // namespace hoshi::protocols::services
