// What is missing before a run starts.
// SPDX-License-Identifier: Apache-2.0
#include "operations/preflight.h"

#include <unistd.h>

#include <algorithm>

namespace hoshi::operations {
namespace {

constexpr transport::milliseconds patience{1500};
constexpr std::size_t tries_limit = 3;
constexpr std::uint32_t all_ports = 65'535;

bool answers(const std::string& target, const Product& product, transport::Connector& connector) {
  std::size_t tries = 0;
  for (const auto& route : product.routes) {
    if (route.target != target || route.transport != "tcp" || route.status != "enabled" || tries == tries_limit) continue;
    ++tries;
    const auto connection = connector.connect(target, route.port, patience);
    if (!connection) continue;
    ::close(*connection);
    return true;
  }
  return tries == 0;  // nothing declared to ask for: the scan will tell
}

}  // namespace

void preflight(const Home& home, const AssessOptions& options, const CaseInput& input,
               const ReachableTargets& reachable, transport::Connector& connector, const Conversation& talk) {
  if (input.credentials.empty()) talk.say(home.text("assess.no_credentials"));
  if (options.paths.answers.empty()) talk.say(home.text("assess.no_answers"));
  for (const auto& target : input.product.targets) {
    const bool named = std::find(reachable.names.begin(), reachable.names.end(), target.name) != reachable.names.end();
    if (!named) {
      talk.say(home.text("assess.target_not_named", {{"target", target.name}}));
    } else if (!answers(target.name, input.product, connector)) {
      talk.say(home.text("assess.target_silent", {{"target", target.name}}));
    }
  }
  const auto ports = options.ports.empty() ? all_ports : static_cast<std::uint32_t>(options.ports.size());
  const auto seconds = ports / options.rate_per_second * static_cast<std::uint32_t>(std::max<std::size_t>(1, reachable.names.size()));
  if (seconds >= 2) talk.say(home.text("assess.scan_time", {{"ports", std::to_string(ports)}, {"seconds", std::to_string(seconds)}}));
}

}  // namespace hoshi::operations
