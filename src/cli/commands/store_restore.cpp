// hoshi store restore: fills an empty store from a backup, of either database.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "cli/command.h"
#include "cli/store_place.h"
#include "store/backup.h"

namespace hoshi::cli {
namespace {

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  if (!arguments.has("--from")) {
    terminal.err << home.text("help.value_missing", {{"option", "--from"}, {"value", "DIR"}}) << "\n";
    return Exit::wrong_use;
  }
  const auto restored = store::restore(arguments.value("--from"), place_of(arguments));
  if (!restored) return report_error(restored.error(), home, terminal);
  auto slots = slots_of(*restored);
  slots["folder"] = arguments.positional()[0];
  terminal.out << home.text("store.restored", slots) << "\n";
  return Exit::good;
}

}  // namespace

extern const Command command_store_restore;
const Command command_store_restore{"store restore", "DATA_FOLDER", 1, 1, {{"--from", "DIR"}, {"--store", "postgresql://…"}}, run};

}  // namespace hoshi::cli
