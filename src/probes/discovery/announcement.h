// What a device says of itself to a group, made into one bounded, printable shape without addresses.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"
#include "protocols/coap/links.h"
#include "protocols/dns/service_discovery.h"
#include "protocols/ssdp/ssdp.h"
#include "protocols/ws_discovery/ws_discovery.h"

namespace hoshi::probes {

// Texts are still hostile here; value_of() and printable_text() make them fit for facts.
struct Announcement {
  std::string protocol;                // "ssdp"
  std::vector<std::string> names;
  std::vector<std::string> services;
  std::string model;                   // only from a field that is meant for it
  std::string version;                 // of the device, likewise
  std::string software;                // of the answering service, for people
  std::vector<std::string> locations;  // "tcp/8200 /rootDesc.xml": where the device says it can be read
  bool location_elsewhere = false;     // a location that is certainly not the device
};

Announcement announcement_of(const std::vector<protocols::ssdp::Answer>& answers);
Announcement announcement_of(const protocols::dns::Services& services);
Announcement announcement_of(const std::vector<protocols::ws_discovery::Match>& matches);
Announcement announcement_of(const std::vector<protocols::coap::Link>& links);

// Printable, at most 100 bytes, IP and MAC addresses as "[address]".
std::string printable_text(std::string_view text);
// The members of discovery.announced: lists sorted, without repetitions, at most 48 entries each.
Value value_of(const Announcement& announcement);

// Reads an URL a device announced. Probes know no addresses, so a location counts as elsewhere only when it
// cannot be the device: a name outside .local, the machine that reads it, a group.
void add_location(std::string_view url, Announcement& announcement);

}  // namespace hoshi::probes
