// Probes on recorded bytes.
// SPDX-License-Identifier: Apache-2.0
#include "agent/replay.h"

#include "agent/health.h"
#include "transport/replay_network.h"

namespace hoshi::agent {
namespace {

class ReplayRun {
 public:
  ReplayRun(const Supplies& supplies, const JournalState& recorded, const Supplies* with_secrets)
      : supplies_(supplies), with_secrets_(with_secrets), recorded_(recorded) {}

  ReplayOutcome run() {
    JournalState replayed;
    for (int phase = 0; phase <= static_cast<int>(probes::Phase::erasure); ++phase) {
      const Observations seen = observations_of(replayed);
      for (const auto& [id, record] : recorded_.ended) {
        const probes::Probe* probe = probes::find_probe(record.task.probe);
        const bool this_phase = probe != nullptr && static_cast<int>(probe->phase) == phase;
        if (this_phase) replayed.ended.emplace(id, replay_task(*probe, id, record, seen));
        if (record.task.probe == health_task && phase == 0) replayed.ended.emplace(id, replay_health(id, record));
        if (probe == nullptr && record.task.probe != health_task && phase == 0) differ(id, "this version has no such probe");
      }
    }
    outcome_.observations = observations_of(replayed);
    outcome_.state = std::move(replayed);
    return std::move(outcome_);
  }

 private:
  void differ(const std::string& id, const std::string& why) { outcome_.differences.push_back(id + ": " + why); }

  TaskRecord replay_task(const probes::Probe& probe, const std::string& id, const TaskRecord& record,
                         const Observations& seen) {
    TaskRecord replayed = record;
    replayed.observations.clear();
    replayed.kept.clear();
    // Canaries are secrets: a recorded folder has none to look for, and transcripts do not show them.
    const bool looks_on_the_wire = probe.intrusion != probes::Intrusion::passive;
    const bool has_secrets = with_secrets_ != nullptr && !looks_on_the_wire;
    // What was cut short was cut short by the clock: it would see more now.
    if (probe.uses_canaries && (!has_secrets || record.status != TaskStatus::done)) return record;
    const Supplies& supplies = probe.uses_canaries ? *with_secrets_ : supplies_;
    if (record.kind == "not_allowed" || record.kind == "skipped") return replayed;  // nothing was ever sent
    const std::map<std::string, std::string, std::less<>> lanes(record.transcripts.begin(), record.transcripts.end());
    auto network = transport::replay_network(lanes);
    if (!network) {
      differ(id, network.error().message);
      return written_off(std::move(replayed), network.error().message);
    }
    if (probe.phase >= probes::Phase::detail) {
      for (const auto& one : supplies.credentials) (*network)->keep_secret(one.password);
    }
    const TaskSink sink{[&](const Observation& one) { replayed.observations.push_back(one); },
                        [&](std::string_view name, std::string_view content) { replayed.kept.insert_or_assign(std::string(name), std::string(content)); }};
    TaskBench bench(supplies, seen, probe, record.task, **network, sink);
    const TaskEnd end = run_probe(probe, record.task, bench, [] { return false; });
    // A probe that ran out of time or died has left what it saw so far, and ends here as it ended then.
    if (record.status == TaskStatus::done && !end.done) {
      differ(id, end.why);
      return written_off(std::move(replayed), end.why);
    }
    return replayed;
  }

  TaskRecord replay_health(const std::string& id, const TaskRecord& record) {
    TaskRecord replayed = record;
    replayed.observations.clear();
    const auto looks = looks_in(record.transcripts);
    if (!looks) {
      differ(id, looks.error().message);
      return written_off(std::move(replayed), looks.error().message);
    }
    Health health;
    for (const auto& look : *looks) health.take(look);
    if (const Value value = health.value(); !value.is_null()) replayed.observations.push_back(health_observation(record.task.target, value));
    return replayed;
  }

  static TaskRecord written_off(TaskRecord record, const std::string& why) {
    record.status = TaskStatus::failed;
    record.kind = "internal";
    record.why = "not reproducible: " + why;
    return record;
  }

  const Supplies& supplies_;
  const Supplies* with_secrets_;  // or null
  const JournalState& recorded_;
  ReplayOutcome outcome_{};
};

}  // namespace

ReplayOutcome replay(const Supplies& supplies, const JournalState& recorded, const Supplies* with_secrets) {
  return ReplayRun(supplies, recorded, with_secrets).run();
}

}  // namespace hoshi::agent
