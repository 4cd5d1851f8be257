// Finds out by elimination everything a TLS server accepts.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <vector>

#include "probes/tls/dialogue.h"

namespace hoshi::probes {

struct AcceptedSuite {
  protocols::tls::Version version{};
  std::uint16_t code = 0;
};

struct TlsSurvey {
  std::map<protocols::tls::Version, bool> versions;  // a version about which nothing was learnt is missing
  std::vector<AcceptedSuite> suites;                 // in the order the server chose them
  std::vector<std::string> groups;                   // "x25519", "dh_2048"; in the order they were seen
  std::vector<Bytes> certificates_der;               // leaves, each once, four at most
  int connections = 0;
  // Everything was asked to its end; false when the device went silent or broke off.
  bool complete = true;
  bool speaks_tls = false;
};

// An error is our own failure or the deadline. Uses one connection at a time.
[[nodiscard]] Result<TlsSurvey> survey_tls(transport::Network& network, const std::string& target, std::uint16_t port,
                                           StartTls start = StartTls::none);

}  // namespace hoshi::probes
