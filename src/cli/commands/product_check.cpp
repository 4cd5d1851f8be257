// hoshi product check: reports every error of a product description (and answers) at once.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "cli/command.h"
#include "operations/case_input.h"

namespace hoshi::cli {
namespace {

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  const auto scheme = operations::open_scheme(home, operations::scheme_folder(home, arguments.value("--scheme", "jc-star")));
  if (!scheme) return report_error(scheme.error(), home, terminal);
  const operations::CasePaths paths{arguments.positional()[0], arguments.value("--answers"), arguments.value("--credentials")};
  const auto input = operations::read_case(home, *scheme, paths);
  if (!input) return report_error(input.error(), home, terminal);
  terminal.out << home.text("product.good", {{"file", paths.product.string()}, {"name", input->product.name.empty() ? input->product.id : input->product.name}}) << "\n";
  for (const auto& document : input->product.documents) {
    if (!document.sha256.empty()) terminal.out << "  " << document.id << "  sha256 " << document.sha256 << "\n";
  }
  return Exit::good;
}

}  // namespace

extern const Command command_product_check;
const Command command_product_check{
    "product check", "FILE", 1, 1, {{"--answers", "FILE"}, {"--credentials", "FILE"}, {"--scheme", "ID"}}, run};

}  // namespace hoshi::cli
