// The run of a change: controls, sessions, change, matrix, weak values, restart, and back.
// SPDX-License-Identifier: Apache-2.0
#include "probes/value_changing.h"

#include <algorithm>

#include "base/text.h"
#include "probes/bench_questions.h"

namespace hoshi::probes {
namespace {

// What is beyond the matrix begins only while there is time to change back; the probe's budget is 600 s.
constexpr std::chrono::seconds late_after{240};
constexpr milliseconds before_second_look{5000};  // devices that write accounts behind the answer's back
constexpr milliseconds goes_within{15'000};
constexpr milliseconds restart_patience{120'000};
constexpr int detours_max = 3;  // histories of four values are usual where there is one
constexpr std::size_t left_max = 8;  // values tried of an earlier run; it sets up to seven

bool is_judged(LoginClass outcome) { return outcome == LoginClass::accepted || outcome == LoginClass::refused; }

}  // namespace

ValueChanging::ValueChanging(Bench& bench, const Recipe& recipe, const Credential& account, std::string target)
    : bench_(bench),
      network_(bench.network()),
      recipe_(recipe),
      account_(account),
      target_(std::move(target)),
      original_{account.password, "former"},
      now_(original_) {}

bool ValueChanging::is_late() const { return network_.time() > late_after; }

bool ValueChanging::needs_hands() const {
  return std::any_of(recipe_.steps.begin(), recipe_.steps.end(),
                     [](const auto& step) { return step.kind == "hand" || step.kind == "command"; });
}

TestValue ValueChanging::fresh() {
  auto made = value_after(account_.password, random_password(network_).substr(0, digits_of_number));
  network_.keep_secret(made.value);
  return made;
}

LoginClass ValueChanging::answer(const std::string& value) const {
  return answer_of(witness_->tried, network_, account_.account, value);
}

// Written down first: whatever ends this run now, the next one knows what may be in force.
RecipeResult ValueChanging::change(const std::string& from, const TestValue& to) {
  bench_.observe("value.set", {target_, "", recipe_.authentication}, value_of_set(recipe_.id, to.note));
  return run_recipe(recipe_, bench_, {{"account", account_.account}, {"password", from}, {"old", from}, {"new", to.value}});
}

bool ValueChanging::take_controls() {
  bool is_any_known = false;
  for (auto& door : doors_) {
    probes::take_controls(door.tried, network_, account_.account, original_.value);
    is_any_known = is_any_known || door.tried.is_known();
  }
  return is_any_known;
}

// The value of the credentials file is taken nowhere: an earlier run may have been cut off while another one was set. True when
// the former one is in force again.
bool ValueChanging::take_back() {
  for (const auto& note : left_by_former_run(bench_, recipe_.id)) {
    auto value = value_of(note, account_);
    if (!value || note == original_.note || left_.size() >= left_max) continue;
    network_.keep_secret(value->value);
    left_.insert(left_.begin(), std::move(*value));
  }
  for (auto& door : doors_) {
    for (const auto& value : left_) {
      door.tried.controls.positive = patient_try(network_, door.tried.surface, account_.account, value.value);
      door.tried.before = settle(*door.tried.controls.positive, door.tried.controls);
      if (!door.tried.is_known()) continue;
      now_ = value;
      witness_ = &door;
      const bool is_back = put_back();
      witness_ = nullptr;
      return is_back && take_controls();
    }
  }
  return false;
}

std::string ValueChanging::left_values() const {
  std::vector<std::string> hows;
  for (const auto& value : left_) hows.push_back(how_of(value.note));
  return join(hows, "; or ");
}

void ValueChanging::open_sessions() {
  std::vector<const Recipe*> uses;
  for (const auto* one : recipes_for(bench_.product(), "use_session")) {
    if (one->authentication == recipe_.authentication) uses.push_back(one);
  }
  for (const auto* one : recipes_for(bench_.product(), "session")) {
    if (one->authentication != recipe_.authentication || uses.empty()) continue;
    // Each kind of session has its use, in the order they are declared; one use may serve all.
    Session session{one, uses[std::min(sessions_.size(), uses.size() - 1)], {}, false};
    auto opened = run_recipe(*one, bench_, {{"account", account_.account}, {"password", original_.value}});
    session.kept = std::move(opened.kept);
    for (const auto& [name, value] : session.kept) network_.keep_secret(value);
    session.alive_before = opened.done && is_alive(session);
    sessions_.push_back(std::move(session));
  }
}

bool ValueChanging::is_alive(const Session& session) {
  Bindings given = session.kept;
  given.emplace("account", account_.account);
  return run_recipe(*session.uses, bench_, given).done;
}

void ValueChanging::report_sessions() {
  for (const auto& session : sessions_) {
    bench_.observe("value.session", {target_, "", recipe_.authentication},
                   object({{"recipe", session.opens->id},
                           {"alive_before", session.alive_before},
                           {"alive_after", session.alive_before && is_alive(session)}}));
  }
}

void ValueChanging::look_at_doors() {
  for (auto& door : doors_) {
    if (!door.tried.is_known()) continue;
    door.was_asked = true;
    // The right value stands between the wrong ones, so that few of them follow each other.
    door.new_after = answer_of(door.tried, network_, account_.account, next_.value);
    door.old_after = answer_of(door.tried, network_, account_.account, original_.value);
    const bool is_closed = door.new_after != LoginClass::accepted && door.old_after != LoginClass::accepted;
    if (is_closed && network_.wait(before_second_look)) {
      door.new_after = answer_of(door.tried, network_, account_.account, next_.value);
    }
    const auto random = answer_of(door.tried, network_, account_.account, random_password(network_));
    door.refuses_random = random != LoginClass::accepted && random != LoginClass::unclear;
    if (door.new_after == LoginClass::accepted && witness_ == nullptr) witness_ = &door;
  }
  if (witness_ != nullptr) now_ = next_;
}

void ValueChanging::report_doors() {
  for (const auto& door : doors_) {
    const auto after = [&](LoginClass outcome) { return door.was_asked ? name_of(outcome) : std::string_view("not_tried"); };
    bench_.observe("value.change", door.tried.surface.subject(),
                   object({{"authentication", recipe_.authentication},
                           {"recipe", recipe_.id},
                           {"before", name_of(door.tried.before)},
                           {"old", after(door.old_after)},
                           {"new", after(door.new_after)},
                           {"control", door.was_asked && door.refuses_random}}));
  }
}

// By effect: whether the door takes it, whatever the recipe's answers said.
bool ValueChanging::change_and_see(const TestValue& to) {
  (void)change(now_.value, to);
  if (answer(to.value) != LoginClass::accepted) return false;
  now_ = to;
  return true;
}

// False: the value in force is not known any more, and nothing further may be tried.
bool ValueChanging::try_weak(std::string_view what, const TestValue& weak) {
  const TestValue former = now_;
  (void)change(former.value, weak);
  const auto outcome = answer(weak.value);
  if (is_judged(outcome)) {
    bench_.observe("value.weak", {target_, "", recipe_.authentication},
                   object({{"what", what}, {"accepted", outcome == LoginClass::accepted}}));
  }
  if (outcome != LoginClass::accepted) return answer(former.value) == LoginClass::accepted;
  now_ = weak;
  return change_and_see(former);
}

// A change to what it is already shows in the answers only, so the recipe has to say what a good one is.
void ValueChanging::try_same() {
  const bool says = std::any_of(recipe_.steps.begin(), recipe_.steps.end(), [](const auto& step) { return !step.expect.empty(); });
  if (!says) return;
  const auto result = change(now_.value, now_);
  if (answer(now_.value) != LoginClass::accepted) return;
  bench_.observe("value.weak", {target_, "", recipe_.authentication}, object({{"what", "same"}, {"accepted", result.done}}));
}

void ValueChanging::try_weak() {
  if (needs_hands() || is_late()) return;
  try_same();
  if (is_late()) return;
  const auto number = random_password(network_).substr(0, digits_of_number);
  if (!try_weak("short", short_value_after(account_.password, number)) || is_late() || account_.account.empty()) return;
  (void)try_weak("user_name", {account_.account, "user_name"});
}

void ValueChanging::restart() {
  const auto* recipe = find_recipe(bench_.product(), "restart");
  if (recipe == nullptr || is_late()) return;
  const auto result = run_recipe(*recipe, bench_, {{"account", account_.account}, {"password", now_.value}});
  if (!result.done) return;
  const bool is_gone = result.seen_gone || await_answer(bench_, target_, false, goes_within).has_value();
  if (!await_answer(bench_, target_, true, restart_patience)) return;
  const auto outcome = answer(now_.value);
  if (!is_judged(outcome)) return;
  bench_.observe("value.kept", {target_, "", recipe_.authentication},
                 object({{"after", "restart"}, {"kept", outcome == LoginClass::accepted}, {"control", is_gone}}));
}

bool ValueChanging::is_original_everywhere() {
  return std::all_of(doors_.begin(), doors_.end(), [&](const Door& door) {
    return !door.tried.is_known() ||
           answer_of(door.tried, network_, account_.account, original_.value) == LoginClass::accepted;
  });
}

bool ValueChanging::put_back() {
  if (change_and_see(original_) && is_original_everywhere()) return true;
  // Some devices refuse their last values: go round by others.
  for (int detour = 0; detour < detours_max; ++detour) {
    if (!change_and_see(fresh())) break;
    if (change_and_see(original_) && is_original_everywhere()) return true;
  }
  const auto* restore = find_recipe(bench_.product(), "restore");
  if (restore == nullptr) return false;
  (void)run_recipe(*restore, bench_, {{"account", account_.account}, {"password", now_.value}, {"old", now_.value}, {"new", original_.value}});
  return is_original_everywhere();
}

Result<void> ValueChanging::run() {
  if (needs_hands() && account_.next.empty()) {
    return fail(ErrorCode::invalid_input, "the recipe " + recipe_.id + " is done outside this program: give the new value as `next` in the credentials file");
  }
  network_.keep_secret(account_.password);
  next_ = fresh();
  if (!account_.next.empty()) next_ = {account_.next, "next"};
  network_.keep_secret(next_.value);
  for (auto& tried : HOSHI_TRY(doors_of(recipe_.authentication, target_, bench_))) doors_.push_back({.tried = std::move(tried)});
  if (!take_controls() && !take_back()) {
    if (!left_.empty()) {
      return fail(ErrorCode::conflict, "an earlier run was cut off while it changed the value of " + recipe_.authentication +
                                           ", and it could not be put back; what may be in force is " + left_values());
    }
    report_doors();
    return {};
  }
  open_sessions();
  const auto changed = change(original_.value, next_);
  if (changed.nobody && changed.steps == 0) return {};
  look_at_doors();
  report_doors();
  if (witness_ == nullptr) {
    if (is_original_everywhere()) return {};
    return fail(ErrorCode::conflict, "after the recipe " + recipe_.id + " neither the former value nor the new one is taken; the new one is " + how_of(next_.note));
  }
  report_sessions();
  restart();
  try_weak();
  if (put_back()) return {};
  return fail(ErrorCode::conflict, "the value of " + recipe_.authentication + " could not be changed back; what may be in force is " + how_of(now_.note));
}

}  // namespace hoshi::probes
