// Writes WS-Discovery probes and reads their answers with pugixml: no document types, no entities, bounded lists.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/ws_discovery/ws_discovery.h"

#include <fmt/format.h>
#include <pugixml.hpp>

#include "base/encoding.h"
#include "base/text.h"

namespace hoshi::protocols::ws_discovery {
namespace {

constexpr std::string_view soap = "http://www.w3.org/2003/05/soap-envelope";
constexpr std::string_view addressing = "http://schemas.xmlsoap.org/ws/2004/08/addressing";
constexpr std::string_view discovery = "http://schemas.xmlsoap.org/ws/2005/04/discovery";
constexpr std::string_view onvif_network = "http://www.onvif.org/ver10/network/wsdl";
constexpr int ancestors_limit = 32;
constexpr std::size_t blank_limit = 4096;  // children looked through for one name

std::string_view local_name(std::string_view name) {
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// Namespaces in XML 1.0, 6: the nearest declaration of the prefix.
std::string_view namespace_of(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  const auto colon = name.find(':');
  const std::string declaration =
      colon == std::string_view::npos ? "xmlns" : "xmlns:" + std::string(name.substr(0, colon));
  pugi::xml_node place = node;
  for (int i = 0; i < ancestors_limit && place; ++i, place = place.parent()) {
    const auto attribute = place.attribute(declaration.c_str());
    if (attribute) return attribute.value();
  }
  return {};
}

bool is(const pugi::xml_node& node, std::string_view space, std::string_view name) {
  return local_name(node.name()) == name && namespace_of(node) == space;
}

pugi::xml_node child(const pugi::xml_node& parent, std::string_view space, std::string_view name) {
  std::size_t looked_at = 0;
  for (const auto& node : parent.children()) {
    if (++looked_at > blank_limit) break;
    if (is(node, space, name)) return node;
  }
  return {};
}

std::string text_of(const pugi::xml_node& node) { return std::string(trimmed(node.text().as_string())); }

// Lists of XML Schema are separated by blanks and line ends.
std::vector<std::string> words_of(const pugi::xml_node& node) {
  constexpr std::string_view blanks = " \t\r\n";
  std::vector<std::string> words;
  std::string_view rest = node.text().as_string();
  while (words.size() < word_limit) {
    const auto begin = rest.find_first_not_of(blanks);
    if (begin == std::string_view::npos) break;
    rest.remove_prefix(begin);
    const auto word = rest.substr(0, rest.find_first_of(blanks));
    words.emplace_back(word);
    rest.remove_prefix(word.size());
  }
  return words;
}

Match read_match(const pugi::xml_node& node) {
  Match match;
  match.endpoint = text_of(child(child(node, addressing, "EndpointReference"), addressing, "Address"));
  for (const auto& type : words_of(child(node, discovery, "Types"))) match.types.emplace_back(local_name(type));
  match.scopes = words_of(child(node, discovery, "Scopes"));
  match.addresses = words_of(child(node, discovery, "XAddrs"));
  return match;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size();
    const int high = escape ? hex_digit(text[i + 1]) : -1;
    const int low = escape ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      decoded += text[i];
      continue;
    }
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

std::string types_element(Wanted wanted) {
  constexpr std::string_view device_profile = "http://schemas.xmlsoap.org/ws/2006/02/devprof";
  switch (wanted) {
    case Wanted::everything: return "";
    case Wanted::onvif_cameras:
      return fmt::format("<d:Types xmlns:n=\"{}\">n:NetworkVideoTransmitter</d:Types>", onvif_network);
    case Wanted::devices: return fmt::format("<d:Types xmlns:wsdp=\"{}\">wsdp:Device</d:Types>", device_profile);
  }
  return "";
}

}  // namespace

std::string message_name(ByteView random) {
  HOSHI_ASSERT(random.size() >= 16);
  Bytes bytes(random.begin(), random.begin() + 16);
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | 0x40);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);
  const std::string hex = to_hex(bytes);
  return fmt::format("urn:uuid:{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4),
                     hex.substr(16, 4), hex.substr(20));
}

Bytes encode_probe(std::string_view message_name, Wanted wanted) {
  const std::string types = types_element(wanted);
  return to_bytes(fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><s:Envelope xmlns:s=\"{0}\" xmlns:a=\"{1}\" xmlns:d=\"{2}\">"
      "<s:Header><a:Action>{2}/Probe</a:Action><a:MessageID>{3}</a:MessageID>"
      "<a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To></s:Header>"
      "<s:Body><d:Probe>{4}</d:Probe></s:Body></s:Envelope>",
      soap, addressing, discovery, message_name, types));
}

Result<Matches> parse_matches(ByteView bytes) {
  if (bytes.size() > message_limit_bytes) return fail(ErrorCode::corrupt, "larger than a datagram");
  const std::string text = to_text(bytes);
  // SOAP 1.2 part 1, 5: a message has no document type. Nothing but the five entities of XML is ever expanded.
  if (text.find("<!DOCTYPE") != std::string::npos) return fail(ErrorCode::corrupt, "a document type in a SOAP message");
  pugi::xml_document document;
  const auto parsed = document.load_buffer(text.data(), text.size());
  if (!parsed) return fail(ErrorCode::corrupt, std::string("not XML: ") + parsed.description());
  const auto envelope = child(document, soap, "Envelope");
  const auto list = child(child(envelope, soap, "Body"), discovery, "ProbeMatches");
  if (!list) return fail(ErrorCode::corrupt, "no SOAP message with ProbeMatches");
  Matches matches;
  matches.relates_to = text_of(child(child(envelope, soap, "Header"), addressing, "RelatesTo"));
  for (const auto& node : list.children()) {
    if (matches.matches.size() >= match_limit) break;
    if (is(node, discovery, "ProbeMatch")) matches.matches.push_back(read_match(node));
  }
  return matches;
}

std::string onvif_scope(const Match& match, std::string_view category) {
  const std::string prefix = fmt::format("onvif://www.onvif.org/{}/", category);
  for (const auto& scope : match.scopes) {
    if (starts_with_ignoring_case(scope, prefix)) return percent_decoded(std::string_view(scope).substr(prefix.size()));
  }
  return {};
}

}  // namespace hoshi::protocols::ws_discovery
