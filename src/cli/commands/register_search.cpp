// hoshi register search: finds labels in the public register.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "base/text.h"
#include "cli/office_line.h"

namespace hoshi::cli {
namespace {

void say_label(const Value& label, const operations::Home& home, Terminal& terminal) {
  const std::string& status = label["status"].as_text();
  const std::string key = "register.status_" + status;
  terminal.out << printable(label["number"].as_text()) << "  ★" << label["level"].as_integer() << "  " << (home.words.has(key) ? home.text(key) : printable(status));
  if (!label["proven"].as_bool()) terminal.out << " (" << home.text("register.unproven") << ")";
  terminal.out << "  " << said_in(label["maker"], home.language) << "  " << said_in(label["product"], home.language) << "  " << printable(label["valid_until"].as_text()) << "\n";
}

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  auto api = office_of(arguments, home, TokenNeed::when_named);
  if (!api) return report_error(api.error(), home, terminal);
  client::Asked asked{{"q", join(arguments.positional(), " ")}};
  for (const char* name : {"level", "status", "category", "page"}) asked.emplace_back(name, arguments.value("--" + std::string(name)));
  const auto found = api->get(client::with_query("/labels", asked));
  if (!found || arguments.has("--json")) return say_answer(found, arguments, home, terminal);
  for (const auto& label : (*found)["labels"].as_list()) say_label(label, home, terminal);
  terminal.out << home.text("register_search.total", {{"total", std::to_string((*found)["total"].as_integer())}, {"page", std::to_string((*found)["page"].as_integer())}}) << "\n";
  return Exit::good;
}

}  // namespace

extern const Command command_register_search;
const Command command_register_search{"register search",
                                      "[WORDS]",
                                      0,
                                      16,
                                      {{"--level", "STARS"}, {"--status", "STATUS"}, {"--category", "NAME"}, {"--page", "NUMBER"}, {"--server", "URL"}, {"--json", ""}},
                                      run};

}  // namespace hoshi::cli
