// hoshi product new: writes a commented product description to start from.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "cli/command.h"
#include "operations/new_product.h"

namespace hoshi::cli {
namespace {

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  if (!arguments.has("--out")) {
    terminal.err << home.text("help.value_missing", {{"option", "--out"}, {"value", "FILE"}}) << "\n";
    return Exit::wrong_use;
  }
  const bool wizard = terminal.can_ask && !arguments.has("--unattended");
  if (wizard) terminal.err << home.text("product.wizard_head") << "\n";
  const auto written = operations::new_product(home, arguments.value("--out"), [&](const std::string& question) {
    return wizard ? terminal.ask(question, false) : std::optional<std::string>();
  }, [&](const std::string& line) { terminal.err << line << "\n"; });
  if (!written) return report_error(written.error(), home, terminal);
  terminal.out << home.text("product.written", {{"file", arguments.value("--out")}}) << "\n";
  return Exit::good;
}

}  // namespace

extern const Command command_product_new;
const Command command_product_new{"product new", "", 0, 0, {{"--out", "FILE"}, {"--unattended", ""}}, run};

}  // namespace hoshi::cli
