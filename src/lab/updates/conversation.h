// One connection to a false update server, from its first byte to its end.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lab/updates/certificates.h"
#include "lab/updates/channel_log.h"
#include "lab/updates/server_settings.h"

namespace hoshi::lab {

// Shared by all connections; threads only read it, but for the log.
struct UpdateService {
  const UpdateServer& server;
  const ServerIdentities& identities;
  ChannelLog& log;
  int handed = -1;  // the file of served_files.h, borrowed; -1: none
};

struct Visitor {
  int socket = -1;  // not blocking; borrowed
  std::string peer;
  std::uint16_t port = 0;  // that it came to
  std::uint64_t number = 0;
  ChannelSession session;  // when it came
};

// TLS or HTTP in the clear is told by the first byte, on every port. What the session's case does not allow is written down
// and closed without an answer. Ends within ten minutes, and at once when the socket is shut down. The peer is hostile.
void serve_visitor(const Visitor& visitor, const UpdateService& service);

}  // namespace hoshi::lab
