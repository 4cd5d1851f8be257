// Runs the deletion meant for users and looks for what they had stored, wherever it was before.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "probes/discovery/group_questions.h"
#include "probes/snapshot.h"

namespace hoshi::probes {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds gone_patience{30'000};  // a reset that restarts nothing is one, too
constexpr milliseconds back_patience{300'000};
constexpr milliseconds settle_patience{30'000};  // not every service comes back before somebody has set it up

std::vector<std::string_view> facts() {
  return {"erasure.round", "erasure.remains", "erasure.looked", "erasure.version", "erasure.key", "erasure.peers"};
}

std::vector<Task> plan(const PlanInput& input) {
  const bool is_reachable = std::find(input.targets.begin(), input.targets.end(), "main") != input.targets.end();
  if (!is_reachable || find_recipe(input.product, "reset") == nullptr) return {};
  return {{"erasure", "main", "", ""}};
}

// One place that was looked at for one thing of the user.
struct Sight {
  Subject subject;     // reference: the asset or authentication
  std::string place;   // "read", "backup", "login web", "name mdns": where, for people and for comparison
  std::string what;    // "canary", "backup", "account", "name"
  std::string canary;  // id
  std::string form;    // how it was found, or ""
  bool is_found() const { return !form.empty(); }
};
using Sights = std::vector<Sight>;

// The asset whose value the authentication is, or the authentication itself.
std::string thing_of(const Product& product, const std::string& authentication) {
  for (const auto& recipe : product.recipes) {
    if (recipe.authentication == authentication && !recipe.asset.empty()) return recipe.asset;
  }
  return authentication;
}

void look_at_values(Bench& bench, const Task& task, const Snapshot& snapshot, Sights& sights) {
  for (const auto& [asset, value] : snapshot.values) {
    const auto* canary = canary_of(bench, asset);
    if (canary != nullptr) {
      sights.push_back({{task.target, "", asset}, "read", "canary", canary->id, value.canary_form});
    }
  }
}

void look_at_backups(Bench& bench, const Task& task, const OtherAccounts& accounts, Sights& sights) {
  for (const auto* recipe : recipes_for(bench.product(), "backup")) {
    const auto result = run_with(bench, *recipe, accounts);
    const auto content = result.kept.find("value");
    if (!result.done || content == result.kept.end()) continue;
    for (const auto& canary : bench.canaries()) {
      if (canary.asset.empty()) continue;
      sights.push_back({{task.target, "", canary.asset}, "backup " + recipe->id, "backup", canary.id,
                        form_found(content->second, canary.value)});
    }
  }
}

bool is_announced(const Announcement& said, const std::string& canary) {
  std::vector<std::string> texts{said.model, said.version, said.software};
  texts.insert(texts.end(), said.names.begin(), said.names.end());
  texts.insert(texts.end(), said.services.begin(), said.services.end());
  return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) { return names_it(text, canary); });
}

Result<void> look_at_names(Bench& bench, const Task& task, Sights& sights) {
  const auto heard = HOSHI_TRY(ask_groups(bench.network(), task.target, {}));
  for (const auto& one : heard) {
    for (const auto& canary : bench.canaries()) {
      if (canary.asset.empty()) continue;
      const bool is_there = is_announced(one.announcement, canary.value);
      sights.push_back({{task.target, "", canary.asset}, "name " + one.announcement.protocol, "name", canary.id,
                        is_there ? "announced" : ""});
    }
  }
  return {};
}

// Whether what the user logged in with opens still; only logins that did before, with a password of the user's.
void look_at_accounts(Bench& bench, const Task& task, const Snapshot& before, OtherAccounts& others, Sights& was, Sights& is) {
  for (const auto& surface : known_surfaces(bench, task.target)) {
    const auto earlier = before.accounts.find(surface.id);
    if (earlier == before.accounts.end() || !is_users_password(bench, surface, earlier->second)) continue;
    const auto* account = credential_for(surface, bench, false);
    const auto now = try_account(bench, surface, *account);
    const auto* initial = initial_password_of(bench, surface.authentication);
    if (now.initial == LoginClass::accepted && initial != nullptr) {
      others[surface.authentication] = {{"account", initial->account.empty() ? account->account : initial->account},
                                        {"password", initial->password}};
    }
    const bool is_judged = now.distinguishable && (now.test == LoginClass::accepted || now.test == LoginClass::refused);
    if (!is_judged) continue;
    const std::string thing = thing_of(bench.product(), surface.authentication);
    Sight sight{{surface.target, surface.endpoint, thing}, "login " + surface.id, "account", "", "accepted"};
    was.push_back(sight);
    if (now.test == LoginClass::refused) sight.form.clear();
    is.push_back(sight);
  }
}

// Where nothing opens the device any more, the step that a new owner does first opens it.
void open_as_new_owner(Bench& bench, OtherAccounts& others) {
  for (const auto* recipe : recipes_for(bench.product(), "first_use")) {
    if (others.contains(recipe->authentication)) continue;
    const std::string fresh = random_password(bench.network());
    bench.network().keep_secret(fresh);
    const auto done = run_recipe(*recipe, bench, {{"new", fresh}});
    if (done.done) others[recipe->authentication] = {{"password", fresh}};
  }
}

struct Session {
  const Recipe* use = nullptr;
  Bindings kept;
};

// Sessions that were opened and found alive.
std::vector<Session> open_sessions(Bench& bench) {
  std::vector<Session> open;
  for (const auto* recipe : recipes_for(bench.product(), "session")) {
    const auto* use = find_recipe(bench.product(), "use_session", recipe->authentication);
    const auto opened = run_recipe(*recipe, bench, {});
    if (use == nullptr || !opened.done) continue;
    if (run_recipe(*use, bench, opened.kept).done) open.push_back({use, opened.kept});
  }
  return open;
}

void observe_sessions(Bench& bench, const Task& task, const std::vector<Session>& sessions) {
  for (const auto& session : sessions) {
    if (!run_recipe(*session.use, bench, session.kept).done) continue;
    bench.observe("erasure.remains", {task.target, "", session.use->authentication},
                  object({{"what", "session"}, {"canary", ""}, {"where", "session"}, {"how", "it still works"}}));
  }
}

const Sight* same_place(const Sights& sights, const Sight& sight) {
  const auto found = std::find_if(sights.begin(), sights.end(), [&](const Sight& one) {
    return one.subject == sight.subject && one.place == sight.place && one.canary == sight.canary;
  });
  return found != sights.end() ? &*found : nullptr;
}

void observe_remains(Bench& bench, const Sights& is) {
  for (const auto& sight : is) {
    if (!sight.is_found()) continue;
    bench.observe("erasure.remains", sight.subject,
                  object({{"what", sight.what}, {"canary", sight.canary}, {"where", sight.place}, {"how", sight.form}}));
  }
}

struct Looked {
  ValueList places;          // where it was before, and could be looked for again
  bool found_before = false;
  bool found_after = false;
  bool is_whole = true;      // every place where it was before
};

// A place that cannot be looked at any more leaves it open, unless the thing was found elsewhere.
void observe_looked(Bench& bench, const Task& task, const Sights& was, const Sights& is) {
  std::map<std::string, Looked> by_thing;
  for (const auto& sight : was) {
    Looked& looked = by_thing[sight.subject.reference];
    if (!sight.is_found()) continue;
    looked.found_before = true;
    // A name that nobody announces any more is gone; everything else has to be looked at.
    const bool is_looked_at = sight.what == "name" || same_place(is, sight) != nullptr;
    looked.is_whole = looked.is_whole && is_looked_at;
    if (is_looked_at) looked.places.emplace_back(sight.place);
  }
  for (const auto& sight : is) by_thing[sight.subject.reference].found_after |= sight.is_found();
  for (const auto& [thing, looked] : by_thing) {
    const bool is_known = looked.found_after || (looked.is_whole && !looked.places.empty());
    bench.observe("erasure.looked", {task.target, "", thing},
                  object({{"places", looked.places}, {"found_before", looked.found_before},
                          {"found_after", is_known ? Value(looked.found_after) : Value("unknown")}}));
  }
}

// The numbers of "v2.1.0-rc3": 2 1 0 3.
std::vector<std::uint64_t> numbers_of(const std::string& version) {
  std::vector<std::uint64_t> numbers;
  std::string digits;
  for (const char c : version + " ") {
    if (c >= '0' && c <= '9') {
      digits.push_back(c);
    } else if (!digits.empty()) {
      numbers.push_back(parse_number(digits, 1'000'000'000'000).value_or(0));
      digits.clear();
    }
  }
  return numbers;
}

void observe_version(Bench& bench, const Task& task, const std::string& before, const std::string& after) {
  if (before.empty() && after.empty()) return;
  const auto was = numbers_of(before);
  const auto is = numbers_of(after);
  bench.observe("erasure.version", {task.target, "", ""},
                object({{"before", before}, {"after", after}, {"older", is < was}, {"control", !was.empty() && !is.empty()}}));
}

void observe_keys(Bench& bench, const Task& task, const char* what, const std::map<std::string, std::string>& before,
                  const std::map<std::string, std::string>& after) {
  for (const auto& [endpoint, key] : before) {
    const auto now = after.find(endpoint);
    if (now == after.end()) continue;
    bench.observe("erasure.key", {task.target, endpoint, ""}, object({{"what", what}, {"renewed", now->second != key}}));
  }
}

// Before the reset: everything since the lab is up. What it asks for only since then is what it does when it is new.
void observe_peers(Bench& bench, const Task& task, const Snapshot& before, const Snapshot& after) {
  if (!before.peers && !after.peers) return;
  bench.observe("erasure.peers", {task.target, "", ""}, peers_value(before, after));
}

enum class Reset { done, not_done, nobody };

Reset reset(Bench& bench, const Task& task, const Snapshot& before) {
  const Recipe& recipe = *find_recipe(bench.product(), "reset");
  const auto result = run_recipe(recipe, bench, {});
  if (result.nobody) return Reset::nobody;
  auto back = std::optional(result.back);
  bool seen_gone = result.seen_gone;
  if (result.done && !result.seen_back) {
    seen_gone = seen_gone || await_answer(bench, task.target, false, gone_patience).has_value();
    back = await_answer(bench, task.target, true, back_patience);
  }
  const bool is_back = result.done && back.has_value() && !before.open.empty();
  bench.observe("erasure.round", {task.target, "", ""},
                object({{"recipe", recipe.id}, {"seen_gone", seen_gone}, {"seen_back", is_back},
                        {"back_ms", back.value_or(milliseconds(0)).count()}}));
  return is_back ? Reset::done : Reset::not_done;
}

Result<void> look_everywhere(Bench& bench, const Task& task, const Snapshot& snapshot, const OtherAccounts& others, Sights& sights) {
  look_at_values(bench, task, snapshot, sights);
  look_at_backups(bench, task, others, sights);
  return look_at_names(bench, task, sights);
}

Result<void> run(const Task& task, Bench& bench) {
  (void)set_user_values(bench);
  const std::string key = fresh_key(bench);
  const Snapshot before = HOSHI_TRY(take_snapshot(bench, task.target, {Accounts::tried, key, {}}));
  Sights was;
  HOSHI_CHECK(look_everywhere(bench, task, before, {}, was));
  const auto sessions = open_sessions(bench);
  if (reset(bench, task, before) != Reset::done) return {};
  HOSHI_CHECK(await_services(bench, task.target, before, settle_patience));
  Sights is;
  OtherAccounts others;
  observe_sessions(bench, task, sessions);
  look_at_accounts(bench, task, before, others, was, is);
  open_as_new_owner(bench, others);
  const Snapshot after = HOSHI_TRY(take_snapshot(bench, task.target, {Accounts::left_alone, key, others}));
  HOSHI_CHECK(look_everywhere(bench, task, after, others, is));
  observe_remains(bench, is);
  observe_looked(bench, task, was, is);
  observe_version(bench, task, before.version, after.version);
  observe_peers(bench, task, before, after);
  observe_keys(bench, task, "ssh host key", before.host_keys, after.host_keys);
  observe_keys(bench, task, "certificate", before.certificates, after.certificates);
  return {};
}

}  // namespace

// Somebody may have to press a button, and flash is slow to erase.
extern const Probe probe_erasure;
const Probe probe_erasure{.name = "erasure",
                          .phase = Phase::erasure,
                          .intrusion = Intrusion::disruptive,
                          .budget = std::chrono::seconds(3600),
                          .facts = facts,
                          .plan = plan,
                          .run = run,
                          .uses_canaries = true,
                          .effects = {Effect::erase, Effect::restart, Effect::overwrite}};

}  // namespace hoshi::probes
