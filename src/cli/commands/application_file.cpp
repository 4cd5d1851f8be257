// hoshi application file: fetches a file of an application.
// SPDX-License-Identifier: Apache-2.0
#include "base/percent.h"
#include "cli/office_line.h"

namespace hoshi::cli {
namespace {

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  auto api = office_of(arguments, home);
  if (!api) return report_error(api.error(), home, terminal);
  const std::string& id = arguments.positional()[0];
  const std::string& sha256 = arguments.positional()[1];
  return give_out(api->fetch("/api/v1/applications/" + encode_percent(id) + "/files/" + encode_percent(sha256)), arguments, home, terminal);
}

}  // namespace

extern const Command command_application_file;
const Command command_application_file{"application file", "ID SHA256", 2, 2, {{"--out", "FILE"}, {"--server", "URL"}, {"--token-file", "FILE"}}, run};

}  // namespace hoshi::cli
