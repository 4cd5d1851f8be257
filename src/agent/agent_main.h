// What the agent process does from fork to exit.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/schedule.h"
#include "transport/tls_context.h"

namespace hoshi::agent {

constexpr int journal_full_status = 74;
constexpr int no_sandbox_status = 76;
constexpr int no_command_status = 75;

// Descriptors the agent is left with.
struct AgentDescriptors {
  int journal = -1;
  int broker = -1;
  int progress = -1;
};

// Enters the sandbox (and ends with its parent), runs the schedule over connections of the broker, and exits. Never returns.
[[noreturn]] void agent_main(const Supplies& supplies, JournalState state, const ScheduleOptions& options,
                             const transport::TlsContext& tls, AgentDescriptors descriptors);

}  // namespace hoshi::agent
