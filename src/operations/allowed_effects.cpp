// Asking for leave to disturb the device.
// SPDX-License-Identifier: Apache-2.0
#include "operations/allowed_effects.h"

#include <algorithm>

#include "base/file.h"
#include "base/text.h"

namespace hoshi::operations {
namespace {

using probes::Effect;

constexpr std::string_view decision_file = "effects.json";
constexpr int asked_at_most = 3;  // times, of somebody who mistypes

// Hands, plugs and updates are only for what the description has recipes for; a lock that may be found later is tried again
// after a restart where it has one.
bool may_be_run(const probes::Probe& probe, const Product& product, const agent::ScheduleOptions& schedule) {
  if (!agent::is_wanted(probe, schedule)) return false;
  if (probe.phase < probes::Phase::change) return true;
  std::vector<std::string> targets;
  for (const auto& target : product.targets) targets.push_back(target.name);
  const bool restarts = std::any_of(product.recipes.begin(), product.recipes.end(), [](const Recipe& one) { return one.purpose == "restart"; });
  const bool after_a_lock = probes::has_effect(probe.effects, Effect::lock) && probes::has_effect(probe.effects, Effect::restart);
  return !probe.plan({product, Observations(), targets}).empty() || (restarts && after_a_lock);
}

void add_probes(const Home& home, const Product& product, const agent::ScheduleOptions& schedule, EffectUse& use) {
  for (const auto* probe : probes::catalog()) {
    if (!probes::has_effect(probe->effects, use.effect) || !may_be_run(*probe, product, schedule)) continue;
    const std::string name(probe->name);
    if (probe->intrusion == probes::Intrusion::disruptive) use.lines.push_back(name + " – " + home.text("probe." + name));
    const bool searches = probe->phase == probes::Phase::login && probe->intrusion != probes::Intrusion::disruptive;
    if (searches) use.lines.push_back(name + " – " + home.text("effects.search"));
  }
}

void add_writes(const Home& home, const Product& product, EffectUse& use) {
  if (use.effect != Effect::overwrite) return;
  for (const auto& request : product.requests) {
    if (request.operation != "write") continue;
    use.lines.push_back(home.text("effects.write", {{"request", request.id}, {"path", request.path}, {"route", request.route}}));
  }
}

void add_recipes(const Home& home, const Product& product, EffectUse& use) {
  for (const auto& recipe : product.recipes) {
    if (!probes::has_effect(probes::effects_of(recipe), use.effect)) continue;
    use.lines.push_back(home.text("effects.recipe", {{"recipe", recipe.id}, {"purpose", recipe.purpose}}));
  }
}

std::string names_of(const std::vector<Effect>& effects) {
  std::vector<std::string> names;
  for (const auto effect : effects) names.emplace_back(name_of(effect));
  return join(names, ",");
}

std::vector<Effect> asked(const Home& home, const std::vector<EffectUse>& uses, const Conversation& talk) {
  talk.say(effects_text(home, uses));
  for (int i = 0; i < asked_at_most; ++i) {
    const auto answer = talk.ask(home.text("effects.ask"));
    if (!answer) return {};
    std::string words = *answer;
    for (const std::string_view comma : {"、", "，", " "}) {
      for (auto at = words.find(comma); at != std::string::npos; at = words.find(comma)) words.replace(at, comma.size(), ",");
    }
    auto effects = effects_named(home, split(words, ','));
    if (effects) return std::move(*effects);
    talk.say(effects.error().message);
  }
  return {};
}

// What was decided for the folder before; nothing when it is new.
std::optional<std::vector<Effect>> decided_before(const std::filesystem::path& out) {
  for (const auto& file : {out / spool_folder / decision_file, out / "run.json"}) {
    const auto text = read_file(file);
    const auto value = text ? parse_json(*text) : Result<Value>(Value());
    if (value && value->is_map()) return allowed_effects_in(*value);
  }
  return std::nullopt;
}

void say_what_is_left_out(const Home& home, const std::vector<EffectUse>& uses, const std::vector<Effect>& allowed,
                          const Conversation& talk) {
  std::vector<Effect> refused;
  for (const auto& use : uses) {
    if (!probes::has_effect(allowed, use.effect)) refused.push_back(use.effect);
  }
  if (!refused.empty()) talk.say(home.text("effects.left_out", {{"effects", names_of(refused)}}));
}

}  // namespace

std::vector<EffectUse> effect_uses(const Home& home, const Product& product, const agent::ScheduleOptions& schedule) {
  std::vector<EffectUse> uses;
  for (const auto effect : probes::all_effects()) {
    EffectUse use{effect, {}};
    add_probes(home, product, schedule, use);
    add_writes(home, product, use);
    add_recipes(home, product, use);
    if (!use.lines.empty()) uses.push_back(std::move(use));
  }
  return uses;
}

std::string effects_text(const Home& home, const std::vector<EffectUse>& uses) {
  std::string out = home.text("effects.head") + "\n";
  for (const auto& use : uses) {
    const std::string name(name_of(use.effect));
    out += "\n  " + name + ": " + home.text("effect." + name) + "\n";
    for (const auto& line : use.lines) out += "    " + printable(line, 400) + "\n";
    out += "    → " + home.text("recovery." + name) + "\n";
  }
  return out;
}

Result<std::vector<Effect>> effects_named(const Home& home, const std::vector<std::string>& names) {
  std::vector<Effect> wanted;
  for (const auto& each : names) {
    const std::string name = lower(trimmed(each));
    if (name.empty() || name == "none" || name == "なし") continue;
    if (name == "all" || name == "すべて") return probes::all_effects();
    const auto effect = probes::effect_named(name);
    if (!effect) return fail(ErrorCode::invalid_input, home.text("effects.unknown", {{"name", printable(name, 40)}, {"effects", names_of(probes::all_effects())}}));
    wanted.push_back(*effect);
  }
  std::vector<Effect> in_order;
  for (const auto effect : probes::all_effects()) {
    if (probes::has_effect(wanted, effect)) in_order.push_back(effect);
  }
  return in_order;
}

Result<std::optional<std::vector<Effect>>> effects_of_options(const Home& home, const AssessOptions& options) {
  if (!options.allow_disruptive) return std::nullopt;
  if (options.allowed_effects.empty()) return probes::all_effects();
  return HOSHI_TRY(effects_named(home, options.allowed_effects));
}

Result<std::vector<Effect>> settle_effects(const Home& home, const AssessOptions& options, const Product& product,
                                           const agent::ScheduleOptions& schedule, const Conversation& talk) {
  const auto uses = effect_uses(home, product, schedule);
  auto allowed = HOSHI_TRY(effects_of_options(home, options));
  if (!allowed && options.resume) allowed = decided_before(options.out);
  const bool can_ask = !options.unattended && talk.ask && !uses.empty();
  if (!allowed && can_ask) allowed = asked(home, uses, talk);
  const std::vector<Effect> settled = allowed.value_or(std::vector<Effect>{});
  say_what_is_left_out(home, uses, settled, talk);
  HOSHI_CHECK(write_file(options.out / spool_folder / decision_file, to_json(object({{"allowed_effects", to_value(settled)}}))));
  return settled;
}

Value to_value(const std::vector<Effect>& effects) {
  ValueList list;
  for (const auto effect : effects) list.emplace_back(name_of(effect));
  return list;
}

std::vector<Effect> allowed_effects_in(const Value& run) {
  if (!run.has("allowed_effects")) return run["disruption_allowed"].as_bool() ? probes::all_effects() : std::vector<Effect>{};
  std::vector<Effect> allowed;
  for (const auto effect : probes::all_effects()) {
    for (const auto& one : run["allowed_effects"].as_list()) {
      if (one.as_text() == name_of(effect) && !probes::has_effect(allowed, effect)) allowed.push_back(effect);
    }
  }
  return allowed;
}

}  // namespace hoshi::operations
