// hoshi assessment diff: what changed between two assessments.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "cli/command.h"
#include "operations/compare_assessments.h"

namespace hoshi::cli {
namespace {

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  const auto compared = operations::compare_assessments(home, arguments.positional()[0], arguments.positional()[1]);
  if (!compared) return report_error(compared.error(), home, terminal);
  terminal.out << compared->text;
  return compared->worse ? Exit::failed : Exit::good;
}

}  // namespace

extern const Command command_assessment_diff;
const Command command_assessment_diff{"assessment diff", "BEFORE AFTER", 2, 2, {}, run};

}  // namespace hoshi::cli
