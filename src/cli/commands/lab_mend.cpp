// hoshi lab mend: gives back what was cut.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "cli/command.h"
#include "operations/lab_network.h"

namespace hoshi::cli {
namespace {

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  const auto done = operations::lab_change(home, arguments.value("--folder", "hoshi-lab"), arguments.positional(), operations::LabChange::mend);
  if (!done) return report_error(done.error(), home, terminal);
  terminal.out << *done;
  return Exit::good;
}

}  // namespace

extern const Command command_lab_mend;
const Command command_lab_mend{"lab mend", "link|dns|dhcp|ntp|upstream…", 1, 5, {{"--folder", "DIR"}}, run};

}  // namespace hoshi::cli
