// Messages with an optional descriptor over a local socket pair (SOCK_SEQPACKET); between command and agent.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/value.h"
#include "transport/socket_io.h"

namespace hoshi::agent {

using transport::Descriptor;

struct ChannelPair {
  Descriptor command;
  Descriptor agent;
};

struct Received {
  Value message;
  Descriptor descriptor;  // open when one came along
};

[[nodiscard]] Result<ChannelPair> make_channel();
// `descriptor` < 0: none goes along. Messages are at most 64 KiB.
[[nodiscard]] Result<void> send_message(int channel, const Value& message, int descriptor = -1);
// Blocks. not_found when the other side has closed; corrupt when it sent something that is no message.
[[nodiscard]] Result<Received> receive_message(int channel);

}  // namespace hoshi::agent
