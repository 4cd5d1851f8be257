// Which names the machines of a lab asked for, as dnsmasq wrote them down.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "lab/settings.h"

namespace hoshi::lab {

constexpr std::string_view questions_file = "dnsmasq.log";  // in the lab's folder; stays
constexpr std::size_t names_limit = 1'000;                  // of one text
constexpr std::size_t name_limit_bytes = 253;               // RFC 1035, 2.3.4, as text

// Whole lines of dnsmasq's log ("… query[A] example.com from 192.168.77.97"). Small letters, printable. Left out: what this
// computer asked itself, reverse look-ups (they hold addresses), and what is no name.
std::set<std::string> names_asked(std::string_view log, const Settings& settings);

// 4 or 16 bytes each.
std::vector<Bytes> own_addresses(const Settings& settings);

}  // namespace hoshi::lab
