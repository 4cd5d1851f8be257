// WS-Discovery: a Probe for every type, as ONVIF cameras, printers and computers answer it.
// SPDX-License-Identifier: Apache-2.0
#include <pugixml.hpp>

#include "base/encoding.h"
#include "base/text.h"
#include "protocols/datagrams/datagrams.h"

namespace hoshi::protocols::datagrams {
namespace {

// RFC 4122, 4.4: version 4.
std::string message_id(ByteView random) {
  Bytes bytes(random.begin(), random.begin() + 16);
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0FU) | 0x40U);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3FU) | 0x80U);
  const std::string hex = to_hex(bytes);
  return "urn:uuid:" + hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) +
         "-" + hex.substr(20);
}

// The draft of April 2005 that devices speak (ONVIF Core, 7.3).
Bytes ws_discovery_question(ByteView random) {
  return to_bytes(
      R"(<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope")"
      R"( xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing")"
      R"( xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><s:Header>)"
      "<a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action><a:MessageID>" +
      message_id(random) +
      "</a:MessageID><a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To></s:Header>"
      "<s:Body><d:Probe/></s:Body></s:Envelope>");
}

bool is_named(const pugi::xml_node& node, std::string_view name) {
  const std::string_view whole = node.name();
  const auto colon = whole.find(':');
  return (colon == std::string_view::npos ? whole : whole.substr(colon + 1)) == name;
}

std::string text_of(const pugi::xml_document& document, std::string_view name) {
  const auto node = document.find_node([&](const pugi::xml_node& each) { return is_named(each, name); });
  return std::string(trimmed(node.child_value()));
}

bool has(const pugi::xml_document& document, std::string_view name) {
  return !document.find_node([&](const pugi::xml_node& each) { return is_named(each, name); }).empty();
}

// ONVIF Core, 7.3.2.2: a scope names the hardware.
std::string hardware_of(const std::string& scopes) {
  constexpr std::string_view prefix = "onvif://www.onvif.org/hardware/";
  const auto begin = scopes.find(prefix);
  if (begin == std::string::npos) return {};
  const auto value = scopes.substr(begin + prefix.size());
  return value.substr(0, value.find_first_of(" \t\r\n"));
}

// WS-Discovery 1.1, 5.3.1: ProbeMatches relate to the message they answer.
std::optional<Recognised> recognise_ws_discovery(ByteView question, ByteView answer) {
  pugi::xml_document asked;
  pugi::xml_document got;
  if (!asked.load_buffer(question.data(), question.size()) || !got.load_buffer(answer.data(), answer.size()))
    return std::nullopt;
  if (!has(got, "ProbeMatches") || text_of(got, "RelatesTo") != text_of(asked, "MessageID")) return std::nullopt;
  return Recognised{"ws_discovery", hardware_of(text_of(got, "Scopes")), "", text_of(got, "Types")};
}

}  // namespace

std::vector<Entry> ws_discovery_entries() {
  return {{"ws_discovery", "ws_discovery", {3702}, Ask::both, Answers::from_any_port, ws_discovery_question,
           recognise_ws_discovery}};
}

}  // namespace hoshi::protocols::datagrams
