// UPnP device descriptions and the SOAP 1.1 control messages of their services (UPnP Device Architecture 1.1, 2 and 3).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocols/xml/element.h"

namespace hoshi::protocols::upnp {

constexpr std::size_t service_limit = 32;

struct Service {
  std::string type;         // "urn:schemas-upnp-org:service:WANIPConnection:1"
  std::string control_url;  // as written: relative, absolute, hostile
  std::string name() const; // "WANIPConnection"; "" when the type is no such name
};

struct Description {
  std::string device_type;
  std::string friendly_name;
  std::string manufacturer;
  std::string model_name;
  std::string model_number;
  std::string model_description;
  std::string url_base;  // of UPnP 1.0, or ""
  std::vector<Service> services;  // of the root device and those inside it
};
// corrupt: not XML, or not a description.
[[nodiscard]] Result<Description> parse_description(std::string_view text);

using Arguments = std::vector<std::pair<std::string, std::string>>;
// invalid_input: type, action or a name that could break the message.
[[nodiscard]] Result<std::string> write_action(std::string_view type, std::string_view action, const Arguments& arguments);

struct ActionAnswer {
  bool is_fault = false;
  int error_code = 0;  // of a UPnP fault: 401 invalid action, 606 not authorized, 713 no such entry …
  xml::Element body;   // the response element; its children are the values
};
// corrupt: not SOAP.
[[nodiscard]] Result<ActionAnswer> read_action_answer(std::string_view text);

}  // namespace hoshi::protocols::upnp
