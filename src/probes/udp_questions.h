// Which UDP questions a target is asked, and what its answers say of each port. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/product.h"
#include "protocols/datagrams/datagrams.h"
#include "transport/network.h"

namespace hoshi::probes {

struct UdpQuestion {
  const protocols::datagrams::Entry* entry = nullptr;
  std::uint16_t port = 0;
  transport::Reach reach = transport::Reach::port;
};

// Every entry of the table on its ports, and the entries of each enabled UDP route's protocol on the route's port.
std::vector<UdpQuestion> udp_questions(const Product& product, std::string_view target);

// What is known of a port that is open; an answer that no entry recognises shows an open port of unknown protocol.
struct UdpService {
  std::optional<protocols::datagrams::Recognised> recognised;
  bool over_group_only = false;  // silent when asked directly
  std::string said;              // unrecognised: its first bytes in hexadecimal
};

struct UdpFindings {
  std::map<std::uint16_t, UdpService> open;
  std::uint32_t asked = 0;   // ports
  std::uint32_t closed = 0;  // the target says that nobody listens
};

// `payloads` and `answers` in the order of the questions.
UdpFindings judge_answers(const std::vector<UdpQuestion>& questions, const std::vector<Bytes>& payloads,
                          const std::vector<transport::DatagramAnswer>& answers);

}  // namespace hoshi::probes
