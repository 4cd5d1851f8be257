// The interface of a probe: one question to a device, its plan, its intrusion, its budget.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "domain/observation.h"
#include "domain/product.h"
#include "probes/bench.h"

namespace hoshi::probes {

enum class Intrusion {
  passive,     // sends nothing to the device (reads what is there, compares)
  active,      // sends what an ordinary client sends
  disruptive,  // may lock an account, write a setting, reboot: needs --allow-disruptive
};

// Phases run one after the other; tasks of one phase run side by side and see what all former phases saw.
// From `change` on, a phase's tasks run one after the other: each needs the device for itself.
enum class Phase {
  discovery, identification, detail, documents, comparison, access, login, throttling, change, outage, update, erasure
};

std::string_view name_of(Intrusion intrusion);
std::string_view name_of(Phase phase);

// One run of a probe against one subject.
struct Task {
  std::string probe;
  std::string target;     // "main", or "" when no target is meant
  std::string endpoint;   // "tcp/443" or ""
  std::string reference;  // id of a route, login, document … or ""
  // "tls_versions-main-tcp-443": unique within an assessment, and the name of its transcript.
  std::string id() const;
};

struct PlanInput {
  const Product& product;
  const Observations& seen;          // of all former phases
  const std::vector<std::string>& targets;  // names that have an address in this run
};

struct Probe {
  std::string_view name;             // = the file's name
  Phase phase;
  Intrusion intrusion;
  std::chrono::seconds budget;       // for one task; after it every network call is timed_out
  // Facts the probe may emit (docs/facts.md). Emitting another is a failure of the probe.
  std::vector<std::string_view> (*facts)();
  // Which tasks there are. Pure and fast; an empty list means there is nothing to look at.
  std::vector<Task> (*plan)(const PlanInput& input);
  // Looks and calls bench.observe(). An Error is our own failure (or the deadline) and becomes a
  // `probe.failed` observation; a device that refuses is an observation, not an error. `conflict` means that nobody was
  // there for a step that needs hands: the task waits for --resume.
  Result<void> (*run)(const Task& task, Bench& bench);
  // Whether other units ("unit_B") are among the targets it is planned for.
  bool on_units = false;
  // Whether it looks for canaries: without them (a recorded folder), and where it looks on the wire (transcripts show
  // none), replay takes what was seen as it was written down.
  bool uses_canaries = false;
  // What it may do to the device; how it recovers stands in its page ("**Recovers.**"). A disruptive probe declares one at
  // least and runs only when all are allowed; an active one declares what a part of it (a declared write) may do.
  std::vector<Effect> effects{};
};

// All probes, in the order of their names. Made from the list of files in src/probes/.
const std::vector<const Probe*>& catalog();
const Probe* find_probe(std::string_view name);

}  // namespace hoshi::probes
