// hoshi register subscribe: asks to be told of changes of a label or of a search.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "base/text.h"
#include "cli/office_line.h"

namespace hoshi::cli {
namespace {

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  auto api = office_of(arguments, home);
  if (!api) return report_error(api.error(), home, terminal);
  Value wish{ValueMap{}};
  for (const char* name : {"label", "q", "level", "category", "email", "webhook"}) {
    const std::string value = arguments.value("--" + std::string(name));
    if (!value.empty()) wish.set(name, value);
  }
  const auto answer = api->post("/subscriptions", wish);
  if (!answer) return report_error(answer.error(), home, terminal);
  const std::string& secret = (*answer)["secret"].as_text();
  terminal.out << home.text(secret.empty() ? "subscription.asked_mail" : "subscription.asked_webhook") << "\n";
  if (!secret.empty()) terminal.out << printable(secret) << "\n";
  return Exit::good;
}

}  // namespace

extern const Command command_register_subscribe;
const Command command_register_subscribe{"register subscribe",
                                         "",
                                         0,
                                         0,
                                         {{"--label", "NUMBER"},
                                          {"--q", "WORDS"},
                                          {"--level", "STARS"},
                                          {"--category", "NAME"},
                                          {"--email", "ADDRESS"},
                                          {"--webhook", "URL"},
                                          {"--server", "URL"},
                                          {"--token-file", "FILE"}},
                                         run};

}  // namespace hoshi::cli
