// hoshi application list: the queue of an office, or one's own applications.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "base/text.h"
#include "cli/office_line.h"

namespace hoshi::cli {
namespace {

void say_item(const Value& item, const operations::Home& home, Terminal& terminal) {
  const std::string& due = item["due"].as_text();
  const std::string& number = item["number"].as_text();
  terminal.out << item["id"].as_text() << "  " << (number.empty() ? home.text("pages.no_number_yet") : printable(number)) << "  ★" << item["level"].as_integer() << " "
               << home.text("pages.kind_" + item["kind"].as_text()) << "  " << said_in(item["state_name"], home.language) << "  "
               << whose_move(item["turn"], home);
  if (!due.empty()) terminal.out << "  " << home.text("pages.due_on", {{"date", printable(due)}});
  if (item["is_late"].as_bool()) terminal.out << " (" << home.text("pages.late") << ")";
  terminal.out << "  " << said_in(item["applicant_name"], home.language) << "  " << said_in(item["product"], home.language) << "\n";
}

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  auto api = office_of(arguments, home);
  if (!api) return report_error(api.error(), home, terminal);
  client::Asked asked{{"late", arguments.has("--late") ? "yes" : ""}};
  for (const char* name : {"state", "turn", "kind", "after", "most"}) asked.emplace_back(name, arguments.value("--" + std::string(name)));
  const auto page = api->get(client::with_query("/applications", asked));
  if (!page || arguments.has("--json")) return say_answer(page, arguments, home, terminal);
  for (const auto& item : (*page)["items"].as_list()) say_item(item, home, terminal);
  if ((*page)["items"].as_list().empty()) terminal.out << home.text("pages.queue_empty") << "\n";
  if (!(*page)["next"].as_text().empty()) terminal.out << "--after " << printable((*page)["next"].as_text()) << "\n";
  return Exit::good;
}

}  // namespace

extern const Command command_application_list;
const Command command_application_list{"application list",
                                       "",
                                       0,
                                       0,
                                       {{"--state", "STATE"},
                                        {"--turn", "WHOSE"},
                                        {"--kind", "KIND"},
                                        {"--late", ""},
                                        {"--after", "KEY"},
                                        {"--most", "COUNT"},
                                        {"--server", "URL"},
                                        {"--token-file", "FILE"},
                                        {"--json", ""}},
                                       run};

}  // namespace hoshi::cli
