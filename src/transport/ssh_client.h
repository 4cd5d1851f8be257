// One SSH connection on a socket that is already connected: one password try, and what is done once inside.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "transport/network.h"
#include "transport/socket_io.h"

namespace hoshi::transport {

// Who wants in, with what, and what for; borrowed for the call.
struct SshDoor {
  std::string_view user;
  std::optional<std::string> password;   // nothing: only the `none` request
  const SshCommand* command = nullptr;   // null: the login is all
};

// How the try ended. `asked` and `answered` stand around the decisive request, the others are as in SshLogin and SshRun;
// with a command `answered` is when it was over.
struct SshTry {
  SshLogin::Outcome outcome = SshLogin::Outcome::timed_out;
  std::vector<std::string> methods;
  bool none_accepted = false;
  std::string detail;  // as the server or libssh wrote it: hostile, may hold secrets
  std::string output;  // as the server wrote it: may hold secrets
  bool ended = false;
  int exit_status = -1;
  TimePoint asked;
  TimePoint answered;
};

// Reads no configuration, known hosts, keys or agent; any host key will do. Ends by `until`.
SshTry try_ssh(Descriptor socket, const SshDoor& door, TimePoint until);

}  // namespace hoshi::transport
