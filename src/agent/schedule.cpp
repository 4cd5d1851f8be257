// Phases, threads and deadlines.
// SPDX-License-Identifier: Apache-2.0
#include "agent/schedule.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "agent/canary.h"
#include "agent/pace.h"
#include "base/encoding.h"

namespace hoshi::agent {
namespace {

using namespace std::chrono_literals;

constexpr auto guided_total = 4h;  // phases in which people pull plugs: an afternoon
constexpr std::size_t tasks_of_a_phase_limit = 400;
constexpr auto stuck_margin = 20s;  // what a probe may compute after its last network call

constexpr std::array phases{probes::Phase::discovery, probes::Phase::identification, probes::Phase::detail,
                            probes::Phase::documents, probes::Phase::comparison,     probes::Phase::access,
                            probes::Phase::login,     probes::Phase::throttling,     probes::Phase::change,
                            probes::Phase::outage,    probes::Phase::update,         probes::Phase::erasure};

bool is_counted(const probes::Probe& probe, const probes::Task& task) {
  return probe.phase < probes::Phase::login && !task.endpoint.empty();
}

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// What was refused before may be run now, with other options.
bool has_been_tried(const JournalState& state, const std::string& id) {
  const auto found = state.ended.find(id);
  if (found == state.ended.end()) return false;
  const auto& kind = found->second.kind;
  return kind != "skipped" && kind != "not_allowed" && kind != "waiting";
}

// Ends the process when a task does not come back: its thread cannot be stopped in any other way.
class Watchdog {
 public:
  explicit Watchdog(JournalWriter& journal) : journal_(journal), thread_([this] { watch(); }) {}
  ~Watchdog() {
    {
      const std::lock_guard lock(mutex_);
      over_ = true;
      changed_.notify_all();
    }
    thread_.join();
  }
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;
  void begin(const std::string& id, Clock::time_point deadline) {
    const std::lock_guard lock(mutex_);
    running_[id] = deadline + stuck_margin;
  }
  void end(const std::string& id) {
    const std::lock_guard lock(mutex_);
    running_.erase(id);
  }

 private:
  void watch() {
    std::unique_lock lock(mutex_);
    while (!over_) {
      changed_.wait_for(lock, 500ms);
      for (const auto& [id, latest] : running_) {
        if (Clock::now() < latest) continue;
        journal_.end(id, TaskStatus::failed, "deadline", "the probe did not come back within its time budget");
        ::_exit(stuck_status);
      }
    }
  }

  JournalWriter& journal_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, Clock::time_point> running_;
  bool over_ = false;
  std::thread thread_;
};

// One phase at a time: threads take planned tasks as the pace allows.
class PhaseRun {
 public:
  PhaseRun(const Supplies& supplies, const Observations& seen, const NetworkFactory& make_network,
           JournalWriter& journal, Watchdog& watchdog, EndpointBudget& endpoints, Pace& pace,
           const std::function<void(const Progress&)>& progress)
      : supplies_(supplies), seen_(seen), make_network_(make_network), journal_(journal), watchdog_(watchdog),
        endpoints_(endpoints), pace_(pace), progress_(progress) {}

  JournalState run(std::vector<Planned> planned, PhaseRules rules, Clock::time_point end_of_run) {
    const auto first_refused = std::stable_partition(planned.begin(), planned.end(), [](const Planned& one) { return one.refusal.empty(); });
    std::for_each(first_refused, planned.end(), [this](const Planned& one) { carry_out(one); });
    planned.erase(first_refused, planned.end());
    planned_ = std::move(planned);
    std::vector<Place> places;
    for (const auto& one : planned_) places.push_back({one.task.target, one.task.endpoint});
    const std::size_t count = std::min<std::size_t>(rules.at_a_time, planned_.size());
    pace_.begin_phase(rules, std::move(places));
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < count; ++i) threads.emplace_back([this, end_of_run] { work(end_of_run); });
    for (auto& thread : threads) thread.join();
    pace_.begin_phase({}, {});
    return std::move(left_);
  }

 private:
  void work(Clock::time_point end_of_run) {
    while (const auto turn = pace_.next()) {
      Planned& mine = planned_[turn->task];
      refuse_late(mine, turn->device_is_gone, end_of_run);
      if (journal_.problem().empty()) carry_out(mine);
      pace_.ended(turn->task);
    }
  }

  void refuse_late(Planned& mine, bool device_is_gone, Clock::time_point end_of_run) const {
    if (device_is_gone) {
      mine.why = "the device suffers: it did not answer any more, and no further tests are run on it";
    } else if (Clock::now() >= end_of_run) {
      mine.why = "the time of the whole run was used up";
    } else if (endpoints_.left(*mine.probe, mine.task) <= 0s) {
      mine.why = "the time for this endpoint was used up by a service that answers slowly";
    }
    if (!mine.why.empty()) mine.refusal = "skipped";
  }

  void carry_out(const Planned& planned) {
    const std::string id = planned.task.id();
    TaskRecord record;
    record.task = planned.task;
    journal_.begin(planned.task);
    progress_({Progress::Kind::begin, planned.task, false, ""});
    const TaskEnd end = planned.refusal.empty() ? probe_it(planned, record) : TaskEnd{false, planned.refusal, planned.why};
    record.status = end.done ? TaskStatus::done : TaskStatus::failed;
    record.kind = end.kind;
    record.why = end.why;
    journal_.end(id, record.status, end.kind, end.why);
    progress_({Progress::Kind::end, planned.task, end.done, end.why});
    const std::lock_guard lock(mutex_);
    left_.ended.emplace(id, std::move(record));
  }

  TaskEnd probe_it(const Planned& planned, TaskRecord& record) {
    const std::string id = planned.task.id();
    const auto budget = endpoints_.left(*planned.probe, planned.task);
    const auto began = Clock::now();
    const auto deadline = began + budget;
    watchdog_.begin(id, deadline);
    const TaskNetwork wire = make_network_(planned.task, budget);
    // From the first byte on, so that the record looks the same before and after a login.
    if (planned.probe->phase >= probes::Phase::detail) {
      for (const auto& one : supplies_.credentials) wire.network->keep_secret(one.password);
    }
    const TaskSink sink{[&](const Observation& observation) {
                          journal_.observe(id, observation);
                          record.observations.push_back(observation);
                        },
                        [&](std::string_view name, std::string_view content) { journal_.keep(id, name, content); }};
    TaskBench bench(supplies_, seen_, *planned.probe, planned.task, *wire.network, sink);
    const TaskEnd end = run_probe(*planned.probe, planned.task, bench, [&] { return Clock::now() >= deadline; });
    watchdog_.end(id);
    endpoints_.spend(*planned.probe, planned.task, Clock::now() - began);
    return end;
  }

  const Supplies& supplies_;
  const Observations& seen_;
  const NetworkFactory& make_network_;
  JournalWriter& journal_;
  Watchdog& watchdog_;
  EndpointBudget& endpoints_;
  Pace& pace_;
  const std::function<void(const Progress&)>& progress_;
  std::mutex mutex_;
  std::vector<Planned> planned_{};
  JournalState left_{};
};

std::string refusal_text(const std::vector<probes::Effect>& refused) {
  std::string names;
  for (const auto effect : refused) names += (names.empty() ? "" : ",") + std::string(name_of(effect));
  return "what this probe may do to the device was not allowed (--allow-disruptive=" + names + ")";
}

void refuse_surplus(std::vector<Planned>& planned, const Product& product) {
  std::size_t runnable = 0;
  for (const bool of_declared : {true, false}) {
    for (auto& one : planned) {
      const bool is_declared =
          one.task.endpoint.empty() || product.route_at(one.task.target, one.task.endpoint) != nullptr;
      if (!one.refusal.empty() || is_declared != of_declared || ++runnable <= tasks_of_a_phase_limit) continue;
      one.refusal = "skipped";
      one.why = "the device gives more to look at than one run takes";
    }
  }
}

}  // namespace

bool is_wanted(const probes::Probe& probe, const ScheduleOptions& options) {
  if (contains(options.skip, probe.name)) return false;
  const bool foundation = probe.phase == probes::Phase::discovery || probe.phase == probes::Phase::identification;
  return options.only.empty() || foundation || contains(options.only, probe.name);
}

std::chrono::seconds EndpointBudget::left(const probes::Probe& probe, const probes::Task& task) const {
  if (!is_counted(probe, task)) return probe.budget;
  const std::lock_guard lock(mutex_);
  const auto found = spent_.find({task.target, task.endpoint});
  if (found == spent_.end()) return std::min(probe.budget, each_);
  return std::min(probe.budget, each_ - std::chrono::ceil<std::chrono::seconds>(found->second));
}

void EndpointBudget::spend(const probes::Probe& probe, const probes::Task& task, Clock::duration took) {
  if (!is_counted(probe, task)) return;
  const std::lock_guard lock(mutex_);
  spent_[{task.target, task.endpoint}] += took;
}

std::vector<Planned> plan_phase(probes::Phase phase, const Supplies& supplies, const Observations& seen,
                                const ScheduleOptions& options) {
  std::vector<Planned> planned;
  std::vector<std::string> devices;
  std::copy_if(supplies.targets.begin(), supplies.targets.end(), std::back_inserter(devices),
               [](const std::string& target) { return !target.starts_with(other_unit_prefix); });
  for (const auto* probe : probes::catalog()) {
    if (probe->phase != phase) continue;
    const auto& targets = probe->on_units ? supplies.targets : devices;
    for (auto& task : probe->plan({supplies.product, seen, targets})) {
      Planned one{probe, std::move(task), "", ""};
      if (!is_wanted(*probe, options)) {
        // What was left out leaves its trace: nothing may pass because nobody looked.
        one.refusal = "skipped";
        one.why = "left out by --only or --skip";
      } else if (probe->intrusion == probes::Intrusion::disruptive && !supplies.refused_of(*probe).empty()) {
        one.refusal = "not_allowed";
        one.why = refusal_text(supplies.refused_of(*probe));
      }
      planned.push_back(std::move(one));
    }
  }
  if (options.just) std::erase_if(planned, [&](const Planned& one) { return !options.just(one.task); });
  refuse_surplus(planned, supplies.product);
  return planned;
}

std::string_view name_of(Progress::Kind kind) {
  switch (kind) {
    case Progress::Kind::begin: return "begin";
    case Progress::Kind::end: return "end";
    case Progress::Kind::health: return "health";
  }
  return "end";
}

PhaseRules rules_of(probes::Phase phase, const ScheduleOptions& options) {
  PhaseRules rules;
  rules.is_guessing = phase == probes::Phase::login || phase == probes::Phase::throttling;
  // Ports are known after discovery; from `change` on the device is meant to go now and then.
  rules.is_watched = !options.just && phase > probes::Phase::discovery && phase < probes::Phase::change;
  rules.at_a_time = rules.is_guessing ? options.guessers_side_by_side : options.side_by_side;
  if (phase >= probes::Phase::change || options.side_by_side == 1) rules.at_a_time = 1;
  return rules;
}

void run_schedule(const Supplies& supplies, JournalState state, const ScheduleOptions& options,
                  const NetworkFactory& make_network, JournalWriter& journal,
                  const std::function<void(const Progress&)>& progress) {
  const auto end_of_run = Clock::now() + options.total;
  std::mutex telling;
  const std::function<void(const Progress&)> tell = [&](const Progress& one) {
    const std::lock_guard lock(telling);
    progress(one);
  };
  Watchdog watchdog(journal);
  EndpointBudget endpoints(options.endpoint);
  Pace pace;
  Canary canary(supplies, make_network, journal, pace, tell);
  for (const auto phase : phases) {
    const Observations seen = observations_of(state);
    auto planned = plan_phase(phase, supplies, seen, options);
    std::erase_if(planned, [&](const Planned& one) { return !options.just && has_been_tried(state, one.task.id()); });
    const PhaseRules rules = rules_of(phase, options);
    const bool will_run = std::any_of(planned.begin(), planned.end(), [](const Planned& one) { return one.refusal.empty(); });
    if (will_run && rules.is_watched) canary.learn(seen);
    PhaseRun run(supplies, seen, make_network, journal, watchdog, endpoints, pace, tell);
    const bool is_guided = phase >= probes::Phase::change;
    JournalState left = run.run(std::move(planned), rules, is_guided ? end_of_run + guided_total : end_of_run);
    for (auto& [id, record] : left.ended) state.ended.insert_or_assign(id, std::move(record));
    if (!journal.problem().empty()) return;
  }
}

std::string transcript_path(const std::string& task_id, const std::string& lane) {
  return "transcripts/" + task_id + (lane.empty() ? "" : "." + lane) + ".jsonl";
}

Observations observations_of(const JournalState& state) {
  std::vector<Observation> all;
  for (const auto& [id, record] : state.ended) {
    std::vector<EvidenceReference> transcripts;
    for (const auto& [lane, text] : record.transcripts) transcripts.push_back({transcript_path(id, lane), sha256_hex(text)});
    for (Observation observation : record.observations) {
      observation.evidence.insert(observation.evidence.begin(), transcripts.begin(), transcripts.end());
      all.push_back(std::move(observation));
    }
    if (record.status == TaskStatus::done) continue;
    Observation failed{"", record.task.probe, "probe.failed",
                       {record.task.target, record.task.endpoint, record.task.reference},
                       object({{"task", id}, {"why", record.why}, {"kind", record.kind}}), transcripts};
    all.push_back(std::move(failed));
  }
  return Observations(std::move(all));
}

}  // namespace hoshi::agent
