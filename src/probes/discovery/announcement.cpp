// Turns answers of the discovery protocols into announcements.
// SPDX-License-Identifier: Apache-2.0
#include "probes/discovery/announcement.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "probes/endpoint.h"
#include "protocols/http/url.h"

namespace hoshi::probes {
namespace {

constexpr std::size_t list_limit = 48;
constexpr std::size_t text_limit_bytes = 100;
constexpr std::size_t path_limit_bytes = 200;

bool belongs_to_an_address(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
}

bool is_ipv4(std::string_view word) {
  const auto parts = split(word, '.');
  return parts.size() == 4 && std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
           return parse_number(part, 255).has_value();
         });
}

// MAC addresses have six parts; an IPv6 address has at least three, or a pair of colons.
bool has_colons_of_an_address(std::string_view word) {
  const auto colons = std::count(word.begin(), word.end(), ':');
  return colons >= 3 || word.find("::") != std::string_view::npos;
}

// "/1.2.0.4" and "v1.2.0.4" are versions, "//10.0.0.1" is an address.
bool follows_version_mark(std::string_view text, std::size_t at) {
  if (at == 0) return false;
  const char before = text[at - 1];
  return before == 'v' || before == 'V' || (before == '/' && (at < 2 || text[at - 2] != '/'));
}

std::string without_addresses(std::string_view text) {
  std::string clean;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && belongs_to_an_address(text[end])) ++end;
    const auto word = text.substr(at, end - at);
    const bool is_address = (is_ipv4(word) && !follows_version_mark(text, at)) || has_colons_of_an_address(word);
    clean += is_address ? "[address]" : std::string(word);
    if (end < text.size()) clean += text[end++];
    at = end;
  }
  return clean;
}

Value list_of(const std::vector<std::string>& texts, std::size_t limit_bytes) {
  std::set<std::string> words;
  for (const auto& text : texts) {
    const auto word = printable(without_addresses(trimmed(text)), limit_bytes);
    if (!word.empty()) words.insert(word);
    if (words.size() >= list_limit) break;
  }
  ValueList list;
  for (const auto& word : words) list.emplace_back(word);
  return list;
}

// RFC 1122, 3.2.1.3 and RFC 1112, 4: this host or network itself, groups, and everybody.
bool is_no_device(std::string_view ipv4) {
  constexpr std::uint64_t loopback = 127;
  constexpr std::uint64_t first_group = 224;
  const auto first = parse_number(ipv4.substr(0, ipv4.find('.')), 255).value_or(0);
  return first == 0 || first == loopback || first >= first_group;
}

bool is_certainly_elsewhere(const protocols::http::Url& url) {
  if (!url.is_address()) return !url.host.ends_with(".local");
  if (is_ipv4(url.host)) return is_no_device(url.host);
  return url.host == "::1" || url.host == "::" || url.host.starts_with("ff");
}

void take_first(const std::string& found, std::string& member) {
  if (member.empty()) member = found;
}

// Keys that HomeKit and Matter (md), printers (ty), Google Cast (md) and many vendors use for model and firmware.
void take_text(const protocols::dns::Instance& instance, Announcement& announcement) {
  const bool is_icon = instance.name.labels.size() > 1 && lower(instance.name.labels[1]) == "_device-info";
  for (const auto* key : {"md", "ty", "model", "modelname", "model_name"}) {
    const auto found = instance.text.find(key);
    // The model of _device-info chooses an icon of the file browser and is often somebody else's.
    if (found != instance.text.end() && !is_icon) take_first(found->second, announcement.model);
  }
  for (const auto* key : {"fv", "firmware", "fw_version", "fwversion", "sw_version"}) {
    const auto found = instance.text.find(key);
    if (found != instance.text.end()) take_first(found->second, announcement.version);
  }
}

}  // namespace

void add_location(std::string_view url, Announcement& announcement) {
  const auto parsed = protocols::http::parse_url(trimmed(url));
  if (!parsed) return;
  if (is_certainly_elsewhere(*parsed)) {
    announcement.location_elsewhere = true;
    return;
  }
  announcement.locations.push_back(fmt::format("{} {}", tcp_endpoint(parsed->port), parsed->origin_form()));
}

Announcement announcement_of(const std::vector<protocols::ssdp::Answer>& answers) {
  Announcement announcement;
  announcement.protocol = "ssdp";
  for (const auto& answer : answers) {
    const bool is_unit = starts_with_ignoring_case(answer.search_target, "uuid:");  // names the single device
    if (!is_unit) announcement.services.push_back(answer.search_target);
    add_location(answer.location, announcement);
    take_first(answer.server, announcement.software);
  }
  return announcement;
}

Announcement announcement_of(const protocols::dns::Services& services) {
  Announcement announcement;
  announcement.protocol = "mdns";
  const auto plain = [](const protocols::dns::Name& name) { return join(name.labels, "."); };
  for (const auto& host : services.hosts()) announcement.names.push_back(plain(host));
  for (const auto& type : services.types()) announcement.services.push_back(plain(type));
  for (const auto& instance : services.instances()) {
    announcement.names.push_back(instance.label());
    take_text(instance, announcement);
  }
  return announcement;
}

Announcement announcement_of(const std::vector<protocols::ws_discovery::Match>& matches) {
  using protocols::ws_discovery::onvif_scope;
  Announcement announcement;
  announcement.protocol = "ws_discovery";
  for (const auto& match : matches) {
    for (const auto& type : match.types) announcement.services.push_back(type);
    for (const auto& address : match.addresses) add_location(address, announcement);
    const std::string name = onvif_scope(match, "name");
    if (!name.empty()) announcement.names.push_back(name);
    take_first(onvif_scope(match, "hardware"), announcement.model);
  }
  return announcement;
}

Announcement announcement_of(const std::vector<protocols::coap::Link>& links) {
  Announcement announcement;
  announcement.protocol = "coap";
  for (const auto& link : links) {
    announcement.services.push_back(link.target);
    const auto type = link.parameter("rt");
    if (!type.empty()) announcement.services.emplace_back(type);
  }
  return announcement;
}

std::string printable_text(std::string_view text) {
  return printable(without_addresses(trimmed(text)), text_limit_bytes);
}

Value value_of(const Announcement& announcement) {
  return object({{"names", list_of(announcement.names, text_limit_bytes)},
                 {"services", list_of(announcement.services, text_limit_bytes)},
                 {"model", printable_text(announcement.model)},
                 {"version", printable(trimmed(announcement.version), text_limit_bytes)},
                 {"locations", list_of(announcement.locations, path_limit_bytes)},
                 {"location_elsewhere", announcement.location_elsewhere}});
}

}  // namespace hoshi::probes
