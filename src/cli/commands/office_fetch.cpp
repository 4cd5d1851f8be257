// hoshi office fetch: fetches a file of a case or a party, or a label's artwork.
// SPDX-License-Identifier: Apache-2.0
#include "base/percent.h"
#include "base/text.h"
#include "cli/office_line.h"

namespace hoshi::cli {
namespace {

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  auto api = office_of(arguments, home);
  if (!api) return report_error(api.error(), home, terminal);
  std::string where = "/api/v1";
  for (const auto& part : split(arguments.positional()[0], '/')) where += "/" + encode_percent(part);
  return give_out(api->fetch(where), arguments, home, terminal);
}

}  // namespace

extern const Command command_office_fetch;
const Command command_office_fetch{"office fetch", "FILE", 1, 1, {{"--out", "FILE"}, {"--server", "URL"}, {"--token-file", "FILE"}}, run};

}  // namespace hoshi::cli
