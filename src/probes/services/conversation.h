// Short conversations, each on a connection of its own, that make a service show what it is.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"
#include "protocols/services/hellos.h"
#include "protocols/services/recognise.h"
#include "transport/network.h"

namespace hoshi::probes {

struct Opening {
  enum class Kind { greeting, patient_greeting, tls, hello };
  Kind kind = Kind::greeting;
  const protocols::services::Hello* hello = nullptr;  // of a hello
  friend bool operator==(const Opening&, const Opening&) = default;
};

// What a fact says of how it was found: "greeting", "tls hello", "http request" …
std::string_view name_of(const Opening& opening);

// Openings of one round go side by side; the rounds one after the other, until one is understood.
using Rounds = std::vector<std::vector<Opening>>;

// In which order to try, informed by the port number (knowledge/services.toml), each opening once.
Rounds openings_for(const Value& knowledge, std::uint16_t port);
// The same for what runs inside TLS.
Rounds openings_inside(const Value& knowledge, std::uint16_t port);

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

enum class Company { alone, side_by_side };

// An error is our own failure or the deadline; whatever the device does is an outcome.
[[nodiscard]] Result<Reaction> converse(transport::Network& network, const Place& place, const Opening& opening,
                                        Company company);

struct Finding {
  Reaction reaction;
  Opening opening;
};

// The first opening, in the order of the rounds, that makes the service show itself; else what the first ones told.
[[nodiscard]] Result<Finding> try_openings(transport::Network& network, const Place& place, const Rounds& rounds);

}  // namespace hoshi::probes
