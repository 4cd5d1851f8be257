// hoshi application show: where an application stands.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "cli/command.h"
#include "client/api.h"

namespace hoshi::cli {
namespace {

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  auto api = client::Api::open(arguments.value("--server", "http://localhost:8080"), arguments.value("--token-file", "hoshi-token"));
  if (!api) return report_error(api.error(), home, terminal);
  const auto view = api->get("/applications/" + arguments.positional()[0]);
  if (!view) return report_error(view.error(), home, terminal);
  if (arguments.has("--json")) {
    terminal.out << to_pretty_json(*view) << "\n";
    return Exit::good;
  }
  const auto language = name_of(home.language);
  terminal.out << (*view)["state_name"][language].as_text() << "\n" << (*view)["state_meaning"][language].as_text() << "\n";
  for (const auto& [name, number] : (*view)["numbers"].as_map()) {
    if (!number.as_text().empty()) terminal.out << home.text("pages." + name) << ": " << number.as_text() << "\n";
  }
  if (!(*view)["due"].as_text().empty()) terminal.out << home.text("pages.due_on", {{"date", (*view)["due"].as_text()}}) << "\n";
  for (const auto& finding : (*view)["findings"].as_list()) {
    if (finding["state"].as_text() == "open") terminal.out << finding["id"].as_text() << " " << finding["criterion"].as_text() << " " << finding["text"].as_text() << "\n";
  }
  return Exit::good;
}

}  // namespace

extern const Command command_application_show;
const Command command_application_show{
    "application show", "ID", 1, 1, {{"--server", "URL"}, {"--token-file", "FILE"}, {"--json", ""}}, run};

}  // namespace hoshi::cli
