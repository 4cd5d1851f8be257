// hoshi canary new: makes unique values to plant in the device and to look for later.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>
#include <random>

#include "base/text.h"
#include "cli/command.h"
#include "operations/new_canaries.h"

namespace hoshi::cli {
namespace {

using operations::CanaryKind;

std::string_view sentence_for(CanaryKind kind) {
  switch (kind) {
    case CanaryKind::user_name: return "canary.set_user_name";
    case CanaryKind::wifi_key: return "canary.set_wifi_key";
    case CanaryKind::password: return "canary.set_password";
    case CanaryKind::token: return "canary.set_token";
    case CanaryKind::name: return "canary.set_name";
  }
  return "canary.set_name";
}

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  std::random_device device;
  const auto chance = [&device](std::uint32_t bound) { return std::uniform_int_distribution<std::uint32_t>(0, bound - 1)(device); };
  const std::string file = arguments.value("--out", "canaries.toml");
  const auto canaries = operations::write_canaries(home, arguments.positional()[0], file, chance);
  if (!canaries) return report_error(canaries.error(), home, terminal);
  terminal.out << home.text("canary.written", {{"count", std::to_string(canaries->size())}, {"file", file}}) << "\n";
  for (const auto& one : *canaries) {
    terminal.out << home.text(sentence_for(one.kind), {{"id", one.id}, {"asset", printable(one.asset, 80)}, {"value", one.value}}) << "\n";
  }
  terminal.out << home.text("canary.how_on") << "\n";
  return Exit::good;
}

}  // namespace

extern const Command command_canary_new;
const Command command_canary_new{"canary new", "PRODUCT", 1, 1, {{"--out", "FILE"}}, run};

}  // namespace hoshi::cli
