// Looking up steps and having them done.
// SPDX-License-Identifier: Apache-2.0
#include "operations/bench_acts.h"

#include <algorithm>
#include <mutex>

#include "base/text.h"
#include "operations/lab_names.h"
#include "operations/lab_network.h"
#include "operations/run_command.h"
#include "operations/update_channel.h"
#include "probes/bench_questions.h"

namespace hoshi::operations {
namespace {

using transport::BenchAct;
using transport::BenchActReport;
using Outcome = BenchActReport::Outcome;

constexpr std::size_t said_limit = 4u << 10;

class Crew {
 public:
  Crew(const Home& home, const Product& product, BenchCrew crew)
      : home_(home), product_(product), crew_(std::move(crew)), channel_(home, crew_.lab), names_(crew_.lab) {}

  Result<BenchActReport> act(const BenchAct& act, transport::milliseconds patience) {
    const std::lock_guard lock(mutex_);
    if (!act.channel.empty()) return channel_.act(act.channel, patience, crew_.allowed);
    if (act.recipe == probes::names_question) return said(names_.next(said_limit));
    if (act.recipe.starts_with(probes::left_question)) return left(act.recipe.substr(probes::left_question.size()));
    const auto recipe = std::find_if(product_.recipes.begin(), product_.recipes.end(),
                                     [&](const Recipe& one) { return one.id == act.recipe; });
    if (recipe == product_.recipes.end() || act.step >= recipe->steps.size()) {
      return fail(ErrorCode::forbidden, "the description has no such step");
    }
    for (const auto effect : probes::effects_of(*recipe)) {
      if (!probes::has_effect(crew_.allowed, effect)) return fail(ErrorCode::forbidden, "what this recipe may do was not allowed");
    }
    const RecipeStep& step = recipe->steps[act.step];
    if (step.kind == "hand") return hand(step);
    if (step.kind == "command") return command(step, patience);
    if (step.kind == "lab") return lab(step);
    if (step.kind == "serve") return serve(*recipe, act);
    return fail(ErrorCode::forbidden, "this step is none of the bench");
  }

 private:
  Result<BenchActReport> hand(const RecipeStep& step) {
    if (!crew_.ask) return BenchActReport{Outcome::nobody, ""};
    const std::string text = step.text.in(home_.language);
    crew_.say("");
    crew_.say(home_.text("bench.please", {{"what", text}}));
    if (step.await == "gone") crew_.say(home_.text("bench.awaiting_gone"));
    if (step.await == "back") crew_.say(home_.text("bench.awaiting_back"));
    if (step.await != "enter") return BenchActReport{Outcome::done, ""};
    const auto typed = crew_.ask(home_.text("bench.enter"));
    if (!typed) return BenchActReport{Outcome::nobody, ""};
    return BenchActReport{Outcome::done, printable(*typed, said_limit)};
  }

  Result<BenchActReport> command(const RecipeStep& step, transport::milliseconds patience) {
    auto words = step.command;
    for (auto& word : words) {
      for (auto at = word.find("{host}"); at != std::string::npos; at = word.find("{host}")) word.replace(at, 6, crew_.host);
    }
    const auto end = run_command(words, crew_.folder, patience);
    if (!end) return BenchActReport{Outcome::failed, printable(end.error().message, said_limit)};
    return BenchActReport{end->status == 0 ? Outcome::done : Outcome::failed, printable(end->output, said_limit)};
  }

  Result<BenchActReport> lab(const RecipeStep& step) {
    if (crew_.lab.empty()) return BenchActReport{Outcome::nobody, "there is no lab in this run (--lab)"};
    const auto words = split(step.path, ' ');
    const bool is_cut = words.front() == "cut";
    if (!is_cut && words.front() != "mend") return fail(ErrorCode::invalid_input, "a step of the lab is \"cut …\" or \"mend …\"");
    const auto said = lab_change(home_, crew_.lab, {words.begin() + 1, words.end()}, is_cut ? LabChange::cut : LabChange::mend);
    if (!said) return BenchActReport{Outcome::failed, printable(said.error().message, said_limit)};
    return BenchActReport{Outcome::done, printable(*said, said_limit)};
  }

  // Only where the description says, and only what may be overwritten.
  Result<BenchActReport> serve(const Recipe& recipe, const BenchAct& act) {
    for (const auto effect : {probes::Effect::restart, probes::Effect::overwrite}) {
      if (!probes::has_effect(crew_.allowed, effect)) return fail(ErrorCode::forbidden, "what an update may do was not allowed");
    }
    const auto first = std::find_if(recipe.steps.begin(), recipe.steps.end(), [](const RecipeStep& one) { return one.kind == "serve"; });
    const RecipeStep& step = recipe.steps[act.step];
    return channel_.serve({step.path, act.content, &step == &*first, step.body.empty()});
  }

  static BenchActReport said(const std::optional<std::string>& text) {
    return text ? BenchActReport{Outcome::done, *text} : BenchActReport{Outcome::nobody, ""};
  }

  BenchActReport left(const std::string& recipe) const {
    const auto found = crew_.left.find(recipe);
    return said(found != crew_.left.end() ? std::optional(found->second) : std::nullopt);
  }

  const Home& home_;
  const Product& product_;
  BenchCrew crew_;
  UpdateChannel channel_;
  LabNames names_;
  std::mutex mutex_;
};

}  // namespace

agent::BenchActor bench_actor(const Home& home, const Product& product, BenchCrew crew) {
  // Shared, because a function must be copyable; the copies are one crew.
  auto shared = std::make_shared<Crew>(home, product, std::move(crew));
  return [shared](const BenchAct& act, transport::milliseconds patience) { return shared->act(act, patience); };
}

}  // namespace hoshi::operations
