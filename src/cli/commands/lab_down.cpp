// hoshi lab down: takes a lab down and leaves nothing behind.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "cli/command.h"
#include "operations/lab_network.h"

namespace hoshi::cli {
namespace {

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  const auto done = operations::lab_down(home, arguments.value("--folder", "hoshi-lab"));
  if (!done) return report_error(done.error(), home, terminal);
  terminal.out << *done;
  return Exit::good;
}

}  // namespace

extern const Command command_lab_down;
const Command command_lab_down{"lab down", "", 0, 0, {{"--folder", "DIR"}}, run};

}  // namespace hoshi::cli
