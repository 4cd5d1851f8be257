// Cuts power or network, or has it cut, and compares what the device is afterwards with what it was before.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "base/text.h"
#include "probes/snapshot.h"

namespace hoshi::probes {
namespace {

using std::chrono::milliseconds;

constexpr std::int64_t power_rounds = 2;      // what is written in the first round is there at the second cut
constexpr milliseconds gone_patience{60'000};  // where the recipe does not await it itself
constexpr milliseconds back_patience{300'000};
constexpr milliseconds settle_patience{60'000};
constexpr milliseconds held{20'000};           // for what fails around the device: longer than one DHCP or DNS retry
constexpr std::array<std::string_view, 4> around{"dhcp", "dns", "upstream", "ntp"};

std::vector<std::string_view> facts() { return {"outage.round", "outage.kept", "outage.differs", "outage.peers", "value.kept"}; }

// What the recipe cuts or gives back: "power", "network", or what its step of the lab names.
std::string kind_of(const Recipe& recipe) {
  if (recipe.purpose == "power_off" || recipe.purpose == "power_on") return "power";
  for (const auto& step : recipe.steps) {
    if (step.kind != "lab") continue;
    for (const auto& word : split(step.path, ' ')) {
      if (std::find(around.begin(), around.end(), word) != around.end()) return word;
    }
  }
  return "network";
}

struct Cut {
  std::string kind;
  const Recipe* off = nullptr;
  const Recipe* on = nullptr;
};

std::vector<Cut> cuts_of(const Product& product) {
  std::vector<Cut> cuts;
  for (const auto& off : product.recipes) {
    if (off.purpose != "power_off" && off.purpose != "network_off") continue;
    const std::string kind = kind_of(off);
    const std::string back = off.purpose == "power_off" ? "power_on" : "network_on";
    const auto on = std::find_if(product.recipes.begin(), product.recipes.end(), [&](const Recipe& one) {
      return one.purpose == back && kind_of(one) == kind;
    });
    const bool is_known = std::any_of(cuts.begin(), cuts.end(), [&](const Cut& cut) { return cut.kind == kind; });
    if (on != product.recipes.end() && !is_known) cuts.push_back({kind, &off, &*on});
  }
  return cuts;
}

std::vector<Task> plan(const PlanInput& input) {
  std::vector<Task> tasks;
  for (const auto& cut : cuts_of(input.product)) {
    for (const auto& target : input.targets) {
      if (target == "main") tasks.push_back({"outage", target, "", cut.kind});
    }
  }
  return tasks;
}

bool takes_device_away(const std::string& kind) { return kind == "power" || kind == "network"; }

struct Round {
  bool nobody = false;
  bool seen_gone = false;
  bool seen_back = false;
  milliseconds gone{0};
  milliseconds back{0};
};

void cut(Bench& bench, const Task& task, const Cut& cut, Round& round) {
  const auto off = run_recipe(*cut.off, bench, {});
  round.nobody = off.nobody;
  round.seen_gone = off.seen_gone;
  round.gone = off.gone;
  if (!off.done || off.seen_gone) return;
  if (!takes_device_away(cut.kind)) {
    round.seen_gone = bench.network().wait(held).has_value();  // it is there all the time; what is cut is not
    return;
  }
  const auto gone = await_answer(bench, task.target, false, gone_patience);
  round.seen_gone = gone.has_value();
  round.gone = gone.value_or(milliseconds(0));
}

// Also when the cut did not go well: the device shall not be left without power.
void mend(Bench& bench, const Task& task, const Cut& cut, Round& round) {
  const auto on = run_recipe(*cut.on, bench, {});
  round.seen_back = on.seen_back;
  round.back = on.back;
  if (on.seen_back) return;
  const auto back = await_answer(bench, task.target, true, back_patience);
  round.seen_back = back.has_value();
  round.back = back.value_or(milliseconds(0));
}

struct Kept {
  bool same = true;
  bool control = true;
};
using KeptByName = std::map<std::string, Kept>;

// An authentication is kept when every login that opened before opens still; nothing is said of one that did not judge.
void compare_accounts(Bench& bench, const Snapshot& before, const Snapshot& after, KeptByName& kept) {
  for (const auto& surface : known_surfaces(bench, "main")) {
    const auto was = before.accounts.find(surface.id);
    const auto is = after.accounts.find(surface.id);
    if (was == before.accounts.end() || is == after.accounts.end() || was->second.test != LoginClass::accepted) continue;
    const bool is_judged = is->second.test == LoginClass::accepted || is->second.test == LoginClass::refused;
    if (!is_judged || !is->second.distinguishable) continue;
    Kept& one = kept[surface.authentication];
    one.same = one.same && is->second.test == LoginClass::accepted;
    one.control = one.control && is_users_password(bench, surface, was->second);
  }
}

void compare_values(const Snapshot& before, const Snapshot& after, KeptByName& kept) {
  for (const auto& [asset, was] : before.values) {
    const auto is = after.values.find(asset);
    if (is == after.values.end() || asset.empty()) continue;
    kept[asset] = {is->second.digest == was.digest, !was.canary_form.empty()};
  }
}

void observe_round(Bench& bench, const Task& task, std::int64_t number, const Round& round, bool control) {
  bench.observe("outage.round", {task.target, "", task.reference},
                object({{"kind", task.reference}, {"round", number}, {"seen_gone", round.seen_gone},
                        {"seen_back", round.seen_back}, {"gone_ms", round.gone.count()}, {"back_ms", round.back.count()},
                        {"control", control}}));
}

void observe_comparison(Bench& bench, const Task& task, std::int64_t number, const KeptByName& kept,
                        const std::vector<Difference>& different) {
  for (const auto& [name, one] : kept) {
    bench.observe("outage.kept", {task.target, "", name},
                  object({{"kind", task.reference}, {"round", number}, {"same", one.same}, {"control", one.control}}));
  }
  for (const auto& one : different) {
    bench.observe("outage.differs", {task.target, "", task.reference},
                  object({{"kind", task.reference}, {"round", number}, {"what", one.what}, {"before", one.before},
                          {"after", one.after}}));
  }
}

// Of authentications, over all rounds, in the words that rules about changed values read.
void observe_values(Bench& bench, const std::string& kind, const KeptByName& over_all) {
  for (const auto& [name, one] : over_all) {
    if (bench.product().authentication(name) == nullptr) continue;
    bench.observe("value.kept", {"", "", name}, object({{"after", kind}, {"kept", one.same}, {"control", one.control}}));
  }
}

Result<void> run_rounds(const Task& task, Bench& bench, const Cut& chosen) {
  (void)set_user_values(bench);
  const Looking looking{Accounts::tried, fresh_key(bench), {}};
  const Snapshot before = HOSHI_TRY(take_snapshot(bench, task.target, looking));
  KeptByName over_all;
  const std::int64_t rounds = chosen.kind == "power" ? power_rounds : 1;
  for (std::int64_t number = 1; number <= rounds; ++number) {
    Round round;
    cut(bench, task, chosen, round);
    if (round.nobody) return {};  // nothing was cut, and nothing is said
    mend(bench, task, chosen, round);
    observe_round(bench, task, number, round, !before.open.empty());
    if (!round.seen_gone || !round.seen_back) return {};
    HOSHI_CHECK(await_services(bench, task.target, before, settle_patience));
    const Snapshot after = HOSHI_TRY(take_snapshot(bench, task.target, looking));
    KeptByName kept;
    compare_values(before, after, kept);
    compare_accounts(bench, before, after, kept);
    observe_comparison(bench, task, number, kept, differences(before, after));
    if (before.peers || after.peers) {
      bench.observe("outage.peers", {task.target, "", task.reference},
                    peers_value(before, after).set("kind", task.reference).set("round", number));
    }
    for (const auto& [name, one] : kept) {
      Kept& all = over_all[name];
      all = {all.same && one.same, all.control && one.control};
    }
  }
  if (takes_device_away(chosen.kind)) observe_values(bench, chosen.kind, over_all);
  return {};
}

Result<void> run(const Task& task, Bench& bench) {
  for (const auto& one : cuts_of(bench.product())) {
    if (one.kind == task.reference) return run_rounds(task, bench, one);
  }
  return fail(ErrorCode::not_found, "no recipe cuts " + task.reference);
}

}  // namespace

// Two rounds by hand: somebody has to walk to the plug, and slow routers take minutes to start.
extern const Probe probe_outage;
const Probe probe_outage{.name = "outage",
                         .phase = Phase::outage,
                         .intrusion = Intrusion::disruptive,
                         .budget = std::chrono::seconds(3600),
                         .facts = facts,
                         .plan = plan,
                         .run = run,
                         .uses_canaries = true,
                         .effects = {Effect::interrupt, Effect::restart, Effect::overwrite}};

}  // namespace hoshi::probes
