// hoshi register fetch: a file of the public register.
// SPDX-License-Identifier: Apache-2.0
#include "cli/office_line.h"

namespace hoshi::cli {
namespace {

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  auto api = office_of(arguments, home, TokenNeed::when_named);
  if (!api) return report_error(api.error(), home, terminal);
  return give_out(api->fetch("/" + arguments.positional()[0]), arguments, home, terminal);
}

}  // namespace

extern const Command command_register_fetch;
const Command command_register_fetch{"register fetch", "NAME", 1, 1, {{"--out", "FILE"}, {"--server", "URL"}}, run};

}  // namespace hoshi::cli
