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

#include "base/encoding.h"

namespace hoshi::agent {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view other_unit_prefix = "unit_";
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

bool is_wanted(const probes::Probe& probe, const ScheduleOptions& options) {
  if (contains(options.skip, probe.name)) return false;
  const bool foundation = probe.phase == probes::Phase::discovery || probe.phase == probes::Phase::identification;
  return options.only.empty() || foundation || contains(options.only, probe.name);
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

// One phase at a time: threads take planned tasks in order.
class PhaseRun {
 public:
  PhaseRun(const Supplies& supplies, const Observations& seen, const NetworkFactory& make_network,
           JournalWriter& journal, Watchdog& watchdog, EndpointBudget& endpoints,
           const std::function<void(const Progress&)>& progress)
      : supplies_(supplies), seen_(seen), make_network_(make_network), journal_(journal), watchdog_(watchdog),
        endpoints_(endpoints), progress_(progress) {}

  JournalState run(std::vector<Planned> planned, unsigned side_by_side, Clock::time_point end_of_run) {
    planned_ = std::move(planned);
    std::vector<std::thread> threads;
    const std::size_t count = std::min<std::size_t>(side_by_side, planned_.size());
    for (std::size_t i = 0; i < count; ++i) threads.emplace_back([this, end_of_run] { work(end_of_run); });
    for (auto& thread : threads) thread.join();
    return std::move(left_);
  }

 private:
  void work(Clock::time_point end_of_run) {
    while (true) {
      std::size_t mine = 0;
      {
        const std::lock_guard lock(mutex_);
        if (next_ >= planned_.size()) return;
        mine = next_++;
      }
      if (!journal_.problem().empty()) return;
      if (planned_[mine].refusal.empty() && Clock::now() >= end_of_run) {
        planned_[mine].refusal = "skipped";
        planned_[mine].why = "the time of the whole run was used up";
      }
      if (planned_[mine].refusal.empty() && endpoints_.left(*planned_[mine].probe, planned_[mine].task) <= 0s) {
        planned_[mine].refusal = "skipped";
        planned_[mine].why = "the time for this endpoint was used up by a service that answers slowly";
      }
      carry_out(planned_[mine]);
    }
  }

  void carry_out(const Planned& planned) {
    const std::string id = planned.task.id();
    TaskRecord record;
    record.task = planned.task;
    journal_.begin(planned.task);
    tell({Progress::Kind::begin, planned.task, false, ""});
    const TaskEnd end = planned.refusal.empty() ? probe_it(planned, record) : TaskEnd{false, planned.refusal, planned.why};
    record.status = end.done ? TaskStatus::done : TaskStatus::failed;
    record.kind = end.kind;
    record.why = end.why;
    journal_.end(id, record.status, end.kind, end.why);
    tell({Progress::Kind::end, planned.task, end.done, end.why});
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

  void tell(const Progress& progress) {
    const std::lock_guard lock(mutex_);
    progress_(progress);
  }

  const Supplies& supplies_;
  const Observations& seen_;
  const NetworkFactory& make_network_;
  JournalWriter& journal_;
  Watchdog& watchdog_;
  EndpointBudget& endpoints_;
  const std::function<void(const Progress&)>& progress_;
  std::mutex mutex_;
  std::vector<Planned> planned_{};
  std::size_t next_ = 0;
  JournalState left_{};
};

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
      } else if (probe->intrusion == probes::Intrusion::disruptive && !supplies.disruption_allowed) {
        one.refusal = "not_allowed";
        one.why = "this probe may disturb the device and was not allowed (--allow-disruptive)";
      }
      planned.push_back(std::move(one));
    }
  }
  refuse_surplus(planned, supplies.product);
  return planned;
}

void run_schedule(const Supplies& supplies, JournalState state, const ScheduleOptions& options,
                  const NetworkFactory& make_network, JournalWriter& journal,
                  const std::function<void(const Progress&)>& progress) {
  const auto end_of_run = Clock::now() + options.total;
  Watchdog watchdog(journal);
  EndpointBudget endpoints(options.endpoint);
  for (const auto phase : phases) {
    const Observations seen = observations_of(state);
    auto planned = plan_phase(phase, supplies, seen, options);
    std::erase_if(planned, [&](const Planned& one) { return has_been_tried(state, one.task.id()); });
    PhaseRun run(supplies, seen, make_network, journal, watchdog, endpoints, progress);
    const bool is_guided = phase >= probes::Phase::change;
    JournalState left = run.run(std::move(planned), is_guided ? 1 : options.side_by_side,
                                is_guided ? end_of_run + guided_total : end_of_run);
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
