// hoshi scheme check: refuses anything doubtful in a scheme's data, with file and line.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "cli/command.h"

namespace hoshi::cli {
namespace {

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  std::filesystem::path folder = operations::scheme_folder(home, "jc-star");
  if (!arguments.positional().empty()) folder = arguments.positional()[0];
  const auto scheme = operations::open_scheme(home, folder);
  if (!scheme) return report_error(scheme.error(), home, terminal);
  terminal.out << home.text("scheme.good", {{"scheme", scheme->name.in(home.language)},
                                            {"count", std::to_string(scheme->criteria.size())},
                                            {"sha256", scheme->sha256}})
               << "\n";
  const auto rulebook = operations::open_rulebook(home, folder, *scheme);
  if (!rulebook) return report_error(rulebook.error(), home, terminal);
  if (*rulebook) {
    terminal.out << home.text("scheme.office_good", {{"count", std::to_string((*rulebook)->machines.size())},
                                                     {"profiles", std::to_string((*rulebook)->profiles.size())},
                                                     {"sha256", (*rulebook)->sha256}})
                 << "\n";
  }
  return Exit::good;
}

}  // namespace

extern const Command command_scheme_check;
const Command command_scheme_check{"scheme check", "[FOLDER]", 0, 1, {}, run};

}  // namespace hoshi::cli
