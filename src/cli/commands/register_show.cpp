// hoshi register show: one label as the public sees it.
// SPDX-License-Identifier: Apache-2.0
#include "base/percent.h"
#include "cli/office_line.h"

namespace hoshi::cli {
namespace {

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  auto api = office_of(arguments, home, TokenNeed::when_named);
  if (!api) return report_error(api.error(), home, terminal);
  return say_answer(api->get("/labels/" + encode_percent(arguments.positional()[0])), arguments, home, terminal);
}

}  // namespace

extern const Command command_register_show;
const Command command_register_show{"register show", "NUMBER", 1, 1, {{"--server", "URL"}, {"--json", ""}}, run};

}  // namespace hoshi::cli
