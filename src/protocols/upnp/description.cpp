// Reads descriptions and action answers, writes actions.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/upnp/description.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace hoshi::protocols::upnp {
namespace {

constexpr std::size_t shown_bytes = 200;
constexpr std::size_t url_bytes = 2048;

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= 200 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == ':' ||
           c == '.';
  });
}

}  // namespace

std::string Service::name() const {
  // UPnP Device Architecture 1.1, 2.3: "urn:domain:service:name:version"
  const auto parts = split(type, ':');
  return parts.size() == 5 && parts[2] == "service" && is_word(parts[3]) ? parts[3] : "";
}

Result<Description> parse_description(std::string_view text) {
  const auto root = HOSHI_TRY(xml::parse(text));
  const auto* device = root.name == "root" ? root.child("device") : nullptr;
  if (device == nullptr) return fail(ErrorCode::corrupt, "no description of a device");
  Description description;
  description.device_type = printable(device->child_text("deviceType"), shown_bytes);
  description.friendly_name = printable(device->child_text("friendlyName"), shown_bytes);
  description.manufacturer = printable(device->child_text("manufacturer"), shown_bytes);
  description.model_name = printable(device->child_text("modelName"), shown_bytes);
  description.model_number = printable(device->child_text("modelNumber"), shown_bytes);
  description.model_description = printable(device->child_text("modelDescription"), shown_bytes);
  description.url_base = root.child_text("URLBase").substr(0, url_bytes);
  for (const auto* service : device->all("service")) {
    const std::string& type = service->child_text("serviceType");
    const std::string& control = service->child_text("controlURL");
    const bool is_usable = is_word(type) && !control.empty() && control.size() <= url_bytes;
    if (is_usable && description.services.size() < service_limit) description.services.push_back({type, control});
  }
  return description;
}

Result<std::string> write_action(std::string_view type, std::string_view action, const Arguments& arguments) {
  if (!is_word(type) || !is_word(action)) return fail(ErrorCode::invalid_input, "no name of a service or action");
  std::string values;
  for (const auto& [name, value] : arguments) {
    if (!is_word(name)) return fail(ErrorCode::invalid_input, "no name of an argument");
    values += fmt::format("<{}>{}</{}>", name, xml::escaped(value), name);
  }
  return fmt::format(
      "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" "
      "s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body><u:{} xmlns:u=\"{}\">{}</u:{}></s:Body>"
      "</s:Envelope>",
      action, type, values, action);
}

Result<ActionAnswer> read_action_answer(std::string_view text) {
  const auto root = HOSHI_TRY(xml::parse(text));
  const auto* body = root.name == "Envelope" ? root.child("Body") : nullptr;
  if (body == nullptr || body->children.empty()) return fail(ErrorCode::corrupt, "not SOAP");
  ActionAnswer answer{body->children.front().name == "Fault", 0, body->children.front()};
  const auto* code = answer.is_fault ? answer.body.find("errorCode") : nullptr;
  if (code != nullptr) answer.error_code = static_cast<int>(parse_number(code->text, 999).value_or(0));
  return answer;
}

}  // namespace hoshi::protocols::upnp
