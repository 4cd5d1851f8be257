// Runs the tasks of all phases in the agent: side by side, each with its deadline, into the journal.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "agent/journal.h"
#include "agent/task_bench.h"
#include "transport/transcript.h"

namespace hoshi::agent {

// Targets that are other units of the product begin so.
constexpr std::string_view other_unit_prefix = "unit_";

// Which tasks are wanted, and how they share time.
struct ScheduleOptions {
  std::vector<std::string> only;  // names of probes; empty: all. Discovery and identification always run
  std::vector<std::string> skip;
  // When set, these tasks alone are planned, and run again if they had their run: others leave no trace. Nobody looks at the
  // device's health meanwhile.
  std::function<bool(const probes::Task&)> just;
  unsigned side_by_side = 6;      // tasks at a time; a small device serves few connections
  // The same for logins and throttling, one at an endpoint: most of their time is waiting for locks and slow answers.
  unsigned guessers_side_by_side = 12;
  std::chrono::seconds total{30 * 60};  // after it, what has not begun is recorded as skipped
  // What the tasks of all phases before the logins may take together at one endpoint. The last one gets what is left, the
  // others are recorded as skipped. Logins and throttling wait on purpose and have their own budgets only.
  std::chrono::seconds endpoint{4 * 60};
};

// By --only and --skip.
bool is_wanted(const probes::Probe& probe, const ScheduleOptions& options);

struct Progress {
  enum class Kind { begin, end, health } kind = Kind::begin;
  probes::Task task;
  bool done = false;
  std::string why;  // of health: slowed_2, slowed_1, stopped, recovered, gave_up
  std::chrono::milliseconds took{0};      // of health: the look that decided …
  std::chrono::milliseconds baseline{0};  // … and what was usual at rest
};

std::string_view name_of(Progress::Kind kind);

using Clock = std::chrono::steady_clock;
// The wire of one task and where its transcript goes; the network ends first and hands over its last lines.
struct TaskNetwork {
  std::unique_ptr<transport::TranscriptSink> sink;
  std::unique_ptr<transport::Network> network;
};
// Lines of the task's transcripts go to the journal under the task's id.
using NetworkFactory = std::function<TaskNetwork(const probes::Task& task, std::chrono::seconds budget)>;

// One planned task and whether it may run; `refusal` is the kind of failure recorded when it may not.
struct Planned {
  const probes::Probe* probe = nullptr;
  probes::Task task;
  std::string refusal;
  std::string why;
};

// The tasks of one phase, in a fixed order. Pure. At most 400 run; the rest is refused as "skipped", first of all what is
// at endpoints nobody declared: a device with every port open must not push aside what it is said to have.
std::vector<Planned> plan_phase(probes::Phase phase, const Supplies& supplies, const Observations& seen,
                                const ScheduleOptions& options);

struct PhaseRules;
// How the tasks of a phase share the device.
PhaseRules rules_of(probes::Phase phase, const ScheduleOptions& options);

// How long the tasks at each endpoint have run. Threads may share it.
class EndpointBudget {
 public:
  explicit EndpointBudget(std::chrono::seconds each) : each_(each) {}
  // Of the probe's own budget, what the endpoint has left; 0 or less: nothing.
  std::chrono::seconds left(const probes::Probe& probe, const probes::Task& task) const;
  void spend(const probes::Probe& probe, const probes::Task& task, Clock::duration took);

 private:
  std::chrono::seconds each_;
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, Clock::duration> spent_;  // by target and endpoint
};

// What is left to run after `state`; journals everything. Returns when all phases are over or the journal is full.
// A task that does not come back within its budget and a margin ends the process with exit status `stuck_status`.
constexpr int stuck_status = 75;
void run_schedule(const Supplies& supplies, JournalState state, const ScheduleOptions& options,
                  const NetworkFactory& make_network, JournalWriter& journal,
                  const std::function<void(const Progress&)>& progress);

// All observations a journal holds, with references to the transcripts of their tasks.
Observations observations_of(const JournalState& state);
// "transcripts/<task>.jsonl", or with ".<lane>" for a lane.
std::string transcript_path(const std::string& task_id, const std::string& lane);

}  // namespace hoshi::agent
