// One SSH connection and one password try on a socket that is already connected.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "transport/network.h"
#include "transport/socket_io.h"

namespace hoshi::transport {

// How the try ended. `asked` and `answered` stand around the decisive request, the others are as in SshLogin.
struct SshTry {
  SshLogin::Outcome outcome = SshLogin::Outcome::timed_out;
  std::vector<std::string> methods;
  bool none_accepted = false;
  std::string detail;  // as the server or libssh wrote it: hostile, may hold secrets
  TimePoint asked;
  TimePoint answered;
};

// Reads no configuration, known hosts, keys or agent; any host key will do. Ends by `until`.
SshTry try_ssh(Descriptor socket, std::string_view user, const std::optional<std::string>& password,
               TimePoint until);

}  // namespace hoshi::transport
