// What is done over an SSH session that is open: a command, or lines typed in a shell. Inside this room only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <libssh/libssh.h>
#include <poll.h>

#include <algorithm>
#include <optional>
#include <string>

#include "transport/network.h"
#include "transport/socket_io.h"

namespace hoshi::transport {

constexpr auto ssh_poll_step = milliseconds(100);  // libssh may have work without the socket being ready

// Waits until the socket may have something, not past `until`.
inline void await_ssh(ssh_session session, TimePoint until) {
  const auto left = std::max(milliseconds(0), std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now()));
  const bool writes = (ssh_get_poll_flags(session) & SSH_WRITE_PENDING) != 0;
  pollfd entry{ssh_get_fd(session), static_cast<short>(writes ? POLLIN | POLLOUT : POLLIN), 0};
  ::poll(&entry, 1, static_cast<int>(std::min(left, ssh_poll_step).count()));
}

// Calls `step` until it does not ask to be called again, or until the time is over (then nothing).
template <class Step>
std::optional<int> drive_ssh(ssh_session session, TimePoint until, int again, Step step) {
  for (;;) {
    const int result = step();
    if (result != again) return result;
    if (std::chrono::steady_clock::now() >= until) return std::nullopt;
    await_ssh(session, until);
  }
}

struct SshOutput {
  std::string text;      // hostile, may hold secrets; at most 64 KiB
  bool ended = false;
  int exit_status = -1;
  std::string trouble;   // "" when the channel opened and took what it was given
};

// The session does not block and is logged in.
SshOutput run_inside(ssh_session session, const SshCommand& command, TimePoint until);

}  // namespace hoshi::transport
