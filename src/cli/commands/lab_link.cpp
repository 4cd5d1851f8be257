// hoshi lab link: a bad link between an interface and a new one, and nothing else.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "cli/command.h"
#include "operations/lab_network.h"

namespace hoshi::cli {
namespace {

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  for (const auto* option : {"--interface", "--tap", "--link"}) {
    if (arguments.has(option)) continue;
    terminal.err << home.text("help.value_missing", {{"option", option}, {"value", "…"}}) << "\n";
    return Exit::wrong_use;
  }
  const auto say = [&](const std::string& line) { terminal.out << line << std::endl; };
  const auto ended = operations::lab_link(home, arguments.value("--interface"), arguments.value("--tap"), arguments.value("--link"), say,
                                          terminal.stop_wanted);
  return ended ? Exit::good : report_error(ended.error(), home, terminal);
}

}  // namespace

extern const Command command_lab_link;
const Command command_lab_link{
    "lab link", "", 0, 0, {{"--interface", "NAME"}, {"--tap", "NAME"}, {"--link", "loss=5%,delay=80ms…"}}, run};

}  // namespace hoshi::cli
