// hoshi lab status: what a lab is doing.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "cli/command.h"
#include "operations/lab_network.h"

namespace hoshi::cli {
namespace {

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  const auto status = operations::lab_status(home, arguments.value("--folder", "hoshi-lab"));
  if (!status) return report_error(status.error(), home, terminal);
  terminal.out << status->text;
  return status->is_well ? Exit::good : Exit::failed;
}

}  // namespace

extern const Command command_lab_status;
const Command command_lab_status{"lab status", "", 0, 0, {{"--folder", "DIR"}}, run};

}  // namespace hoshi::cli
