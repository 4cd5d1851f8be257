// hoshi lab serve: what the update server that the lab plays shows to the device.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "cli/command.h"
#include "operations/lab_network.h"

namespace hoshi::cli {
namespace {

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  const auto done = operations::lab_serve(home, arguments.value("--folder", "hoshi-lab"), arguments.positional().front());
  if (!done) return report_error(done.error(), home, terminal);
  terminal.out << *done;
  return Exit::good;
}

}  // namespace

extern const Command command_lab_serve;
const Command command_lab_serve{"lab serve", "closed|good|plaintext|self_signed|wrong_name|expired|unknown_ca|serving", 1, 1, {{"--folder", "DIR"}}, run};

}  // namespace hoshi::cli
