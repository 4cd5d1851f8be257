// The wire of one task, live: sockets from a connector, everything recorded, nothing after the deadline.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "transport/connector.h"
#include "transport/network.h"
#include "transport/recorder.h"
#include "transport/socket_io.h"
#include "transport/tls_context.h"

namespace hoshi::transport {

struct LiveOptions {
  TimePoint began = std::chrono::steady_clock::now();  // of the task
  milliseconds budget{60'000};                         // every call after began + budget is timed_out
  RecordLimits limits;                                 // of each lane
};

// The main lane, whose transcript is called "". Connector, context and sink must outlive it, all its lanes
// and all its streams. Call prepare_libraries() once before.
std::unique_ptr<Network> live_network(Connector& connector, const TlsContext& context, TranscriptSink& sink,
                                      const LiveOptions& options);

}  // namespace hoshi::transport
