// The task's side of a DatagramRelay: frames over the local pair.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "transport/socket_io.h"

namespace hoshi::transport {

struct Frame {
  bool refused = false;
  std::uint16_t port = 0;
  Bytes bytes;
};

// `port` 0: the one the relay was opened for. invalid_input above 65,507 bytes.
[[nodiscard]] Result<void> send_frame(int pair, std::uint16_t port, ByteView bytes, TimePoint until);
// timed_out: nothing came; unavailable: the relay is gone.
[[nodiscard]] Result<Frame> receive_frame(int pair, TimePoint until);

// The error of Datagrams::receive for a refusal.
Error nobody_listens();

}  // namespace hoshi::transport
