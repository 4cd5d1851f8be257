// What tests may do to the device: listed in the user's words before anything is sent, asked once, and kept for --resume.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operations/assess_product.h"

namespace hoshi::operations {

// What of a run may have one effect: each line names a probe, a declared write or a recipe and says what it does.
struct EffectUse {
  probes::Effect effect;
  std::vector<std::string> lines;
};

// Only effects that something of this run may have, in the order of the enumeration.
std::vector<EffectUse> effect_uses(const Home& home, const Product& product, const agent::ScheduleOptions& schedule);

// The list for a person: what may happen, by what, and how the device recovers.
std::string effects_text(const Home& home, const std::vector<EffectUse>& uses);

// "lock,restart", "all" or "none" (also in Japanese); invalid_input names the word that is no effect.
[[nodiscard]] Result<std::vector<probes::Effect>> effects_named(const Home& home, const std::vector<std::string>& names);

// What --allow-disruptive says; nothing when it was not given.
[[nodiscard]] Result<std::optional<std::vector<probes::Effect>>> effects_of_options(const Home& home, const AssessOptions& options);

// By the option, else as the run that is resumed had it, else by asking once, else nothing. Written down for --resume.
[[nodiscard]] Result<std::vector<probes::Effect>> settle_effects(const Home& home, const AssessOptions& options,
                                                                 const Product& product,
                                                                 const agent::ScheduleOptions& schedule,
                                                                 const Conversation& talk);

Value to_value(const std::vector<probes::Effect>& effects);
// As run.json holds them; one of before the effects had names says only whether all were allowed.
std::vector<probes::Effect> allowed_effects_in(const Value& run);

}  // namespace hoshi::operations
