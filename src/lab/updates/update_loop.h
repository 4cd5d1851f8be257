// The false update server at work: its sockets, its visitors side by side, and the case it shows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "lab/updates/conversation.h"

namespace hoshi::lab {

constexpr std::size_t most_visitors = 32;  // side by side; further ones wait in the kernel's queue

struct Listener {
  transport::Descriptor socket;
  std::uint16_t port = 0;
};
// A socket that listens at this address of the machine alone, "192.168.77.1" or "fd4c:6162:7373::1"; port 0: any free one.
// conflict: somebody else listens there.
[[nodiscard]] Result<Listener> listen_at(const std::string& address, std::uint16_t port);

// Until `stop_wanted`; every connection has ended when this returns. `session` says which case is on, asked at each visit.
void run_updates(const std::vector<Listener>& listeners, const UpdateService& service, const std::function<ChannelSession()>& session,
                 const std::function<bool()>& stop_wanted);

// What the file says now; closed when it cannot be read.
ChannelSession session_in(const transport::Descriptor& file);

}  // namespace hoshi::lab
