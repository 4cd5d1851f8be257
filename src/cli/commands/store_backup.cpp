// hoshi store backup: a consistent copy of a store in use, checked on the way.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "cli/command.h"
#include "cli/store_place.h"
#include "store/backup.h"

namespace hoshi::cli {
namespace {

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  if (!arguments.has("--to")) {
    terminal.err << home.text("help.value_missing", {{"option", "--to"}, {"value", "DIR"}}) << "\n";
    return Exit::wrong_use;
  }
  const std::string to = arguments.value("--to");
  const auto made = store::back_up(place_of(arguments), to, now());
  if (!made) return report_error(made.error(), home, terminal);
  auto slots = slots_of(*made);
  slots["folder"] = to;
  terminal.out << home.text("store.backed_up", slots) << "\n";
  return Exit::good;
}

}  // namespace

extern const Command command_store_backup;
const Command command_store_backup{"store backup", "DATA_FOLDER", 1, 1, {{"--to", "DIR"}, {"--store", "postgresql://…"}}, run};

}  // namespace hoshi::cli
