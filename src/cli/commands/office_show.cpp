// hoshi office show: what the office's pages show, as lists or one by one.
// SPDX-License-Identifier: Apache-2.0
#include "cli/office_line.h"

namespace hoshi::cli {
namespace {

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  auto api = office_of(arguments, home);
  if (!api) return report_error(api.error(), home, terminal);
  client::Asked asked;
  for (const char* name : {"q", "state", "organisation", "after", "year"}) asked.emplace_back(name, arguments.value("--" + std::string(name)));
  return say_answer(api->get(client::with_query("/" + arguments.positional()[0], asked)), arguments, home, terminal);
}

}  // namespace

extern const Command command_office_show;
const Command command_office_show{"office show",
                                  "PLACE",
                                  1,
                                  1,
                                  {{"--q", "TEXT"},
                                   {"--state", "STATE"},
                                   {"--organisation", "ID"},
                                   {"--after", "KEY"},
                                   {"--year", "YEAR"},
                                   {"--server", "URL"},
                                   {"--token-file", "FILE"},
                                   {"--json", ""}},
                                  run};

}  // namespace hoshi::cli
