// The bench of one task: checks what a probe says, and hands it to a sink (journal live, memory in replay).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "probes/probe.h"

namespace hoshi::agent {

// What all tasks of a run share; immutable while tasks run.
struct Supplies {
  Product product;
  std::vector<std::string> targets;
  std::vector<probes::Credential> credentials;
  std::map<std::string, probes::DocumentContent, std::less<>> documents;  // files of the description, by document id
  std::map<std::string, Value, std::less<>> knowledge;                    // by file name without ending
  std::vector<probes::Effect> allowed_effects{};  // on the device
  std::vector<probes::Artifact> artifacts{};
  std::vector<probes::Canary> canaries{};
  std::vector<probes::InitialPassword> initial_passwords{};
  int sources = 1;

  // What of a probe's effects was not allowed.
  std::vector<probes::Effect> refused_of(const probes::Probe& probe) const;
};

// Where a task's findings go. Called by one thread.
struct TaskSink {
  std::function<void(const Observation&)> observe;
  std::function<void(std::string_view name, std::string_view content)> keep;
};

class TaskBench : public probes::Bench {
 public:
  // Borrows everything; the task must outlive it.
  TaskBench(const Supplies& supplies, const Observations& seen, const probes::Probe& probe, const probes::Task& task,
            transport::Network& network, TaskSink sink);

  const Product& product() const override { return supplies_.product; }
  const Observations& seen() const override { return seen_; }
  transport::Network& network() override { return network_; }
  const std::vector<probes::Credential>& credentials() const override { return supplies_.credentials; }
  const probes::DocumentContent* document(std::string_view id) const override;
  EvidenceReference keep(std::string_view name, std::string_view content) override;
  const Value& knowledge(std::string_view name) const override;
  bool disruption_allowed() const override;
  bool is_allowed(probes::Effect effect) const override { return probes::has_effect(supplies_.allowed_effects, effect); }
  const std::vector<probes::Artifact>& artifacts() const override { return supplies_.artifacts; }
  const std::vector<probes::Canary>& canaries() const override { return supplies_.canaries; }
  const std::vector<probes::InitialPassword>& initial_passwords() const override { return supplies_.initial_passwords; }
  int sources() const override { return supplies_.sources; }
  void observe(std::string_view fact, Subject subject, Value value,
               std::vector<EvidenceReference> further_evidence) override;

  // The first fact that the probe did not declare, or text it did not redact; empty when it kept its word.
  const std::string& broken_promise() const { return broken_promise_; }

 private:
  const Supplies& supplies_;
  const Observations& seen_;
  const probes::Probe& probe_;
  const probes::Task& task_;
  transport::Network& network_;
  TaskSink sink_;
  std::size_t observed_ = 0;
  std::string broken_promise_;
};

// How a finished probe run is recorded.
struct TaskEnd {
  bool done = false;
  std::string kind;
  std::string why;
};

// Runs the probe, catching whatever it throws. `deadline_passed` tells a time budget from another failure.
TaskEnd run_probe(const probes::Probe& probe, const probes::Task& task, TaskBench& bench,
                  const std::function<bool()>& deadline_passed);

}  // namespace hoshi::agent
