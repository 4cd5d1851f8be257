// The wire of one task replayed from its transcripts: the same results, errors and times, without any device.
// device. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "transport/network.h"
#include "transport/transcript.h"

namespace hoshi::transport {

// `transcripts`: lane → JSON lines; "" is the main lane. They may come from strangers: corrupt when they do
// not parse. A call the transcript does not answer is corrupt, and so is every later one of that lane. What
// is written is compared with the record, except where the recorded task knew secrets.
[[nodiscard]] Result<std::unique_ptr<Network>> replay_network(
    const std::map<std::string, std::string, std::less<>>& transcripts, TranscriptLimits limits = {});

}  // namespace hoshi::transport
