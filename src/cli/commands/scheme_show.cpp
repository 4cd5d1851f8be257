// hoshi scheme show: explains a scheme or one of its criteria.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "base/text.h"
#include "cli/command.h"
#include "operations/explain_scheme.h"

namespace hoshi::cli {
namespace {

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  const auto folder = operations::scheme_folder(home, arguments.value("--scheme", "jc-star"));
  const auto scheme = operations::open_scheme(home, folder);
  if (!scheme) return report_error(scheme.error(), home, terminal);
  if (arguments.positional().empty()) {
    terminal.out << operations::explain_scheme(home, *scheme);
    return Exit::good;
  }
  const std::string& id = arguments.positional()[0];
  if (const Criterion* criterion = scheme->criterion(id)) {
    terminal.out << operations::explain_criterion(home, *scheme, *criterion);
    return Exit::good;
  }
  std::vector<std::string> known;
  for (const auto& one : scheme->criteria) known.push_back(one.id);
  const auto near = nearest(id, known);
  terminal.err << home.text("scheme.no_criterion", {{"id", printable(id, 40)}, {"suggestion", near.value_or(join(known, ", "))}})
               << "\n";
  return Exit::wrong_use;
}

}  // namespace

extern const Command command_scheme_show;
const Command command_scheme_show{"scheme show", "[CRITERION]", 0, 1, {{"--scheme", "ID"}}, run};

}  // namespace hoshi::cli
