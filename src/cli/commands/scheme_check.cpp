// hoshi scheme check: refuses anything doubtful in a scheme's data, with file and line.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "cli/command.h"

namespace hoshi::cli {
namespace {

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  const auto scheme = operations::open_scheme(home, arguments.positional().empty() ? operations::scheme_folder(home, "jc-star")
                                                                                  : arguments.positional()[0]);
  if (!scheme) return report_error(scheme.error(), home, terminal);
  terminal.out << home.text("scheme.good", {{"scheme", scheme->name.in(home.language)},
                                            {"count", std::to_string(scheme->criteria.size())},
                                            {"sha256", scheme->sha256}})
               << "\n";
  return Exit::good;
}

}  // namespace

extern const Command command_scheme_check;
const Command command_scheme_check{"scheme check", "[FOLDER]", 0, 1, {}, run};

}  // namespace hoshi::cli
