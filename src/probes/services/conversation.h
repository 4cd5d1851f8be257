// Short conversations, each on a connection of its own, that make a service show what it is.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"
#include "protocols/services/recognise.h"
#include "transport/network.h"

namespace hoshi::probes {

enum class Opening { greeting, patient_greeting, tls, http, rtsp, mqtt };

// What a fact says of how it was found: "greeting", "tls hello" …
std::string_view name_of(Opening opening);

// In which order to try, informed by the port number (knowledge/services.toml), each opening once.
std::vector<Opening> openings_for(const Value& knowledge, std::uint16_t port);
// The same for what runs inside TLS.
std::vector<Opening> openings_inside(const Value& knowledge, std::uint16_t port);

struct Reaction {
  enum class Outcome {
    recognised,
    speaks_tls,      // a TLS record came back
    unknown,         // it took the connection and said nothing we know
    not_answering,   // no connection
  };
  Outcome outcome = Outcome::unknown;
  protocols::services::Recognised service;  // when recognised
  std::string said;                         // when unknown: what it said, printable, 200 bytes at most
};

struct Place {
  std::string_view target;
  std::uint16_t port = 0;
  bool inside_tls = false;
};

// An error is our own failure or the deadline; whatever the device does is an outcome.
[[nodiscard]] Result<Reaction> converse(transport::Network& network, const Place& place, Opening opening);

}  // namespace hoshi::probes
