// Starts the sandboxed agent, serves it connections, follows its progress, and starts it again when a device crashed it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "agent/broker.h"
#include "agent/schedule.h"
#include "transport/connector.h"

namespace hoshi::agent {

struct RunRequest {
  const Supplies& supplies;
  ScheduleOptions schedule;
  std::filesystem::path journal;     // appended to; what it holds already is not run again
  std::vector<std::uint16_t> ports;  // what a scan of "all" means; empty: 1 to 65,535
  BenchActor act;                    // hands, commands and the lab; none: nobody is there
  SinglePorts single_ports;          // targets of which only one port may be reached, and no scan: documents' hosts
};

struct RunOutcome {
  JournalState state;
  std::vector<std::string> sandbox;  // layers that were in force
  bool interrupted = false;          // somebody asked to stop; what was collected is in the journal
};

struct RunObserver {
  std::function<void(const Progress&)> progress;
  std::function<bool()> stop_wanted;  // looked at several times a second
};

// The calling process must have one thread only (the agent is forked from it). Errors are our own: no sandbox,
// no space for the journal (`unavailable`, what was collected is kept), an unreadable journal.
[[nodiscard]] Result<RunOutcome> run(const RunRequest& request, transport::Connector& connector,
                                     const RunObserver& observer);

}  // namespace hoshi::agent
