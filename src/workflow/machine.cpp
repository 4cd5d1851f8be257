// The look-ups, and the way a refusal travels inside an error.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/machine.h"

#include <algorithm>

#include "base/text.h"

namespace hoshi::workflow {

const State* Machine::state(std::string_view id) const {
  const auto found = std::find_if(states.begin(), states.end(), [&](const State& one) { return one.id == id; });
  return found != states.end() ? &*found : nullptr;
}

const Transition* Machine::transition(std::string_view from, std::string_view event) const {
  const auto found = std::find_if(transitions.begin(), transitions.end(), [&](const Transition& one) {
    return one.event == event && std::find(one.from.begin(), one.from.end(), from) != one.from.end();
  });
  return found != transitions.end() ? &*found : nullptr;
}

// Written by take_step: "sentence [refusal.separation event=submit]".
std::optional<Message> refusal_in(const Error& error) {
  const std::string_view text = error.message;
  const auto open = text.rfind('[');
  if (open == std::string_view::npos || !text.ends_with(']')) return std::nullopt;
  const auto words = split(text.substr(open + 1, text.size() - open - 2), ' ');
  if (words.empty() || !(words[0].starts_with("refusal.") || words[0].starts_with("lacks."))) return std::nullopt;
  Message message{words[0], {}};
  for (std::size_t i = 1; i < words.size(); ++i) {
    const auto equals = words[i].find('=');
    if (equals == std::string::npos) return std::nullopt;
    message.slots.emplace(words[i].substr(0, equals), words[i].substr(equals + 1));
  }
  return message;
}

}  // namespace hoshi::workflow
