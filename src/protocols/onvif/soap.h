// ONVIF's SOAP 1.2 messages: envelopes with and without a WS-UsernameToken, and what the answers say.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "protocols/xml/element.h"

namespace hoshi::protocols::onvif {

// OASIS Web Services Security UsernameToken Profile 1.1, 3.1.
struct UsernameToken {
  std::string user;
  std::string password;
  Bytes nonce;          // fresh for each request
  std::string created;  // "2026-11-23T05:00:00Z", in the device's own time
};
// base64 of SHA-1 over nonce, created and password. internal: OpenSSL lacks SHA-1.
[[nodiscard]] Result<std::string> password_digest(const UsernameToken& token);

enum class Service { device, media };

// The whole envelope; `operation` is the name of the request ("GetUsers"), `content` the XML inside it. invalid_input:
// the operation is no name.
[[nodiscard]] Result<std::string> write_envelope(Service service, std::string_view operation, std::string_view content,
                                                 const UsernameToken* token);

struct Answer {
  std::string response;    // local name of what stands in the body: "GetUsersResponse", "Fault"
  std::string fault_code;  // the innermost code of a fault without prefix: "NotAuthorized", "Sender"
  std::string reason;      // of a fault; hostile
  xml::Element body;

  bool is_fault() const { return response == "Fault"; }
  // The fault says that the request lacks the right to be made.
  bool is_refusal() const;
};
// corrupt: not SOAP.
[[nodiscard]] Result<Answer> read_answer(std::string_view text);

// The UTC time in a GetSystemDateAndTimeResponse as a WS-Security timestamp; nothing when there is none.
std::optional<std::string> device_time(const Answer& answer);

struct DeviceInformation {
  std::string manufacturer;
  std::string model;
  std::string firmware;
};
DeviceInformation device_information(const Answer& answer);
// The path and port of the media service in a GetCapabilitiesResponse: what it calls its host does not count.
struct ServicePlace {
  std::uint16_t port = 0;
  std::string path;
};
std::optional<ServicePlace> media_service(const Answer& answer);

}  // namespace hoshi::protocols::onvif
