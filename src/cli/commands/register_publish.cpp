// hoshi register publish: writes the public register as static files.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "cli/command.h"
#include "operations/home.h"
#include "serving/publisher.h"

namespace hoshi::cli {
namespace {

Result<public_register::TreeReport> publish(const serving::Settings& settings, const std::string& folder) {
  const auto known = operations::known_names();
  auto house = HOSHI_TRY(serving::House::open(settings, known));
  return serving::publish_register(*house, folder);
}

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  serving::Settings settings;
  settings.data = arguments.value("--data", "hoshi-office");
  settings.house = home.data;
  settings.tool = home.tool;
  settings.store = arguments.value("--store");
  settings.scheme = arguments.value("--scheme", "jc-star");
  settings.origin = arguments.value("--origin", "http://localhost:8080");
  const auto report = publish(settings, arguments.positional()[0]);
  if (!report) return report_error(report.error(), home, terminal);
  terminal.out << home.text("register_publish.done", {{"labels", std::to_string(report->labels)},
                                                      {"written", std::to_string(report->written)},
                                                      {"kept", std::to_string(report->kept)},
                                                      {"removed", std::to_string(report->removed)}})
               << "\n";
  for (const auto& number : report->refused) terminal.err << home.text("register_publish.refused", {{"number", number}}) << "\n";
  return report->refused.empty() ? Exit::good : Exit::failed;
}

}  // namespace

extern const Command command_register_publish;
const Command command_register_publish{
    "register publish", "DIR", 1, 1, {{"--data", "DIR"}, {"--store", "URL"}, {"--scheme", "ID"}, {"--origin", "URL"}}, run};

}  // namespace hoshi::cli
