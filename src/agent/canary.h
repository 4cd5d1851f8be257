// Looks at the device every few seconds while tasks run, and tells the pace what it bears.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <thread>

#include "agent/health.h"
#include "agent/pace.h"
#include "agent/schedule.h"

namespace hoshi::agent {

// The open TCP ports of a target that may be looked at, those first whose service a connection costs least, declared before
// others. Services that count who leaves without logging in are not among them.
std::vector<std::uint16_t> cheapest_ports(const Product& product, const Observations& seen, const std::string& target);

// One thread of its own. A look opens a TCP connection and closes it; where no TCP port is open there are none.
class Canary {
 public:
  using Tell = std::function<void(const Progress&)>;
  // Borrows everything.
  Canary(const Supplies& supplies, const NetworkFactory& make_network, JournalWriter& journal, Pace& pace, Tell tell);
  ~Canary();  // the last look; the facts go to the journal
  Canary(const Canary&) = delete;
  Canary& operator=(const Canary&) = delete;
  // Between phases, when nothing runs: which ports there are now. The first time it also looks how the device is at rest.
  void learn(const Observations& seen);

 private:
  struct Watched {
    probes::Task task;
    TaskNetwork wire;
    std::unique_ptr<transport::Network> guessing;
    std::vector<std::uint16_t> ports;
    std::size_t turned = 0;  // to the next port after one that did not answer
    Health health;
  };

  void watch();
  void look(Watched& one, const Pace::Now& now);
  void tell(const Watched& one, Step before, transport::TaskTime took);
  std::uint16_t port_for(const Watched& one, const Pace::Now& now) const;
  void begin(Watched& one);

  const Supplies& supplies_;
  const NetworkFactory& make_network_;
  JournalWriter& journal_;
  Pace& pace_;
  Tell tell_;
  std::mutex mutex_;
  std::condition_variable changed_{};
  std::map<std::string, Watched> watched_{};  // by target
  bool over_ = false;
  std::thread thread_;
};

}  // namespace hoshi::agent
