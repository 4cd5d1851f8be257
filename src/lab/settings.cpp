// Checking and writing a lab's settings.
// SPDX-License-Identifier: Apache-2.0
#include "lab/settings.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"

namespace hoshi::lab {
namespace {

constexpr std::size_t longest_name = 15;  // linux/if.h: IFNAMSIZ less the zero
constexpr std::string_view tap_prefix = "hoshi-";
constexpr unsigned widest_prefix = 16;
constexpr unsigned narrowest_prefix = 29;  // six hosts
constexpr std::string_view prefix6 = "/64";
constexpr std::size_t most_dns = 4;
constexpr std::size_t short_hash = 8;

tl::unexpected<Error> wrong(std::string_view text) { return fail(ErrorCode::invalid_input, printable(text, 80)); }

Result<in6_addr> parse_address6(const std::string& text) {
  in6_addr address{};
  if (::inet_pton(AF_INET6, text.c_str(), &address) != 1) return wrong(text);
  return address;
}

std::string to_text(const in6_addr& address) {
  char text[INET6_ADDRSTRLEN] = {};
  ::inet_ntop(AF_INET6, &address, text, sizeof text);
  return text;
}

}  // namespace

bool is_interface_name(std::string_view name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
  };
  return !name.empty() && name.size() <= longest_name && name[0] != '-' && name[0] != '.' && std::all_of(name.begin(), name.end(), plain);
}

std::string Settings::inside() const {
  if (!link) return interface;
  if (tap_prefix.size() + interface.size() <= longest_name) return std::string(tap_prefix) + interface;
  return std::string(tap_prefix) + sha256_hex(std::string_view(interface)).substr(0, short_hash);
}

std::string Settings::table() const {
  std::string name = "hoshi_lab_" + interface;
  std::replace_if(name.begin(), name.end(), [](char c) { return c == '-' || c == '.'; }, '_');
  return name;
}

std::string to_text(std::uint32_t address4) {
  return std::to_string(address4 >> 24) + "." + std::to_string((address4 >> 16) & 255) + "." + std::to_string((address4 >> 8) & 255) +
         "." + std::to_string(address4 & 255);
}

std::string to_text(const Network4& network) { return to_text(network.address) + "/" + std::to_string(network.prefix); }

Result<std::uint32_t> parse_address4(std::string_view text) {
  in_addr address{};
  if (::inet_pton(AF_INET, std::string(text).c_str(), &address) != 1) return wrong(text);
  return ntohl(address.s_addr);
}

Result<Network4> parse_network(std::string_view text) {
  const auto slash = text.find('/');
  const auto prefix = slash == std::string_view::npos ? std::nullopt : parse_number(text.substr(slash + 1), narrowest_prefix);
  if (!prefix || *prefix < widest_prefix) return wrong(text);
  const Network4 network{HOSHI_TRY(parse_address4(text.substr(0, slash))), static_cast<unsigned>(*prefix)};
  const unsigned top = network.address >> 24;
  constexpr unsigned loopback = 127;
  constexpr unsigned multicast = 224;
  const bool is_host = network.address != network.first() && network.address != network.last();
  if (!is_host || top == 0 || top == loopback || top >= multicast) return wrong(text);
  return network;
}

Result<std::string> parse_network6(std::string_view text) {
  if (!text.ends_with(prefix6)) return wrong(text);
  const in6_addr address = HOSHI_TRY(parse_address6(std::string(text.substr(0, text.size() - prefix6.size()))));
  const bool is_unique_local = (address.s6_addr[0] & 0xFE) == 0xFC;  // RFC 4193, 3.1
  const bool is_documentation = to_text(address).starts_with("2001:db8:");
  const bool is_host = std::any_of(address.s6_addr + 8, address.s6_addr + 16, [](unsigned char c) { return c != 0; });
  if (!is_host || (!is_unique_local && !is_documentation)) return wrong(text);
  return to_text(address);
}

std::string network6_of(const std::string& address6) {
  auto address = parse_address6(address6);
  if (!address) return "";
  std::fill(address->s6_addr + 8, address->s6_addr + 16, static_cast<unsigned char>(0));
  return to_text(*address);
}

Value to_value(const Settings& settings) {
  Value value = object({{"interface", settings.interface},
                        {"address", to_text(settings.address)},
                        {"address6", settings.address6.empty() ? "" : settings.address6 + std::string(prefix6)},
                        {"upstream", settings.upstream},
                        {"dns", ValueList(settings.dns.begin(), settings.dns.end())},
                        {"capture", settings.has_capture}});
  value.set("link", settings.link ? to_value(*settings.link) : Value());
  if (settings.updates) value.set("updates", to_value(*settings.updates));
  return value;
}

Result<Settings> settings_from(const Value& value) {
  Settings settings;
  settings.interface = value["interface"].as_text();
  settings.upstream = value["upstream"].as_text();
  if (!is_interface_name(settings.interface)) return wrong(settings.interface);
  if (!settings.upstream.empty() && !is_interface_name(settings.upstream)) return wrong(settings.upstream);
  settings.address = HOSHI_TRY(parse_network(value["address"].as_text()));
  if (!value["address6"].as_text().empty()) settings.address6 = HOSHI_TRY(parse_network6(value["address6"].as_text()));
  for (const auto& server : value["dns"].as_list()) settings.dns.push_back(to_text(HOSHI_TRY(parse_address4(server.as_text()))));
  if (settings.dns.size() > most_dns) return wrong(settings.dns.back());
  if (!value["link"].is_null()) settings.link = HOSHI_TRY(parse_link(value["link"]["text"].as_text()));
  settings.has_capture = value["capture"].as_bool();
  if (value.has("updates")) settings.updates = HOSHI_TRY(update_server_from(value["updates"]));
  return settings;
}

}  // namespace hoshi::lab
