// hoshi application step: takes any step of an application, a label, a case or an organisation that the API knows.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "base/file.h"
#include "cli/command.h"
#include "client/api.h"

namespace hoshi::cli {
namespace {

Result<Value> command_of(const Arguments& arguments) {
  Value command{ValueMap{}};
  if (arguments.has("--data")) {
    const std::string text = HOSHI_TRY(read_file(arguments.value("--data")));
    auto data = parse_json(text);
    if (!data) return tl::unexpected<Error>(std::move(data.error()).with_context(arguments.value("--data")));
    command.set("data", std::move(*data));
  }
  if (arguments.has("--reason")) command.set("reason", arguments.value("--reason"));
  if (arguments.has("--interest")) command.set("interest_statement", arguments.value("--interest"));
  return command;
}

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  const std::string& place = arguments.positional()[0];
  const std::string& event = arguments.positional()[1];
  auto api = client::Api::open(arguments.value("--server", "http://localhost:8080"), arguments.value("--token-file", "hoshi-token"));
  if (!api) return report_error(api.error(), home, terminal);
  auto command = command_of(arguments);
  if (!command) return report_error(command.error(), home, terminal);
  // "applications/<id>", "organisations/<id>", "office/labels/<number>", "office/cases/<id>", "office/steps"
  const std::string path = "/" + place + "/" + event;
  Value whole = *command;
  whole.set("path", path);
  command->set("idempotency_key", arguments.value("--key", client::idempotency_key("step", whole)));
  const auto receipt = api->post(path, *command);
  if (!receipt) return report_error(receipt.error(), home, terminal);
  terminal.out << to_pretty_json(*receipt) << "\n";
  return Exit::good;
}

}  // namespace

extern const Command command_application_step;
const Command command_application_step{"application step",
                                       "PLACE EVENT",
                                       2,
                                       2,
                                       {{"--server", "URL"}, {"--token-file", "FILE"}, {"--data", "FILE"}, {"--reason", "TEXT"}, {"--interest", "TEXT"}, {"--key", "KEY"}},
                                       run};

}  // namespace hoshi::cli
