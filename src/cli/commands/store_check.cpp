// hoshi store check: reads a whole store again, its audit trail and every file it names.
// SPDX-License-Identifier: Apache-2.0
#include <ostream>

#include "base/encoding.h"
#include "cli/command.h"
#include "cli/store_place.h"
#include "store/backup.h"

namespace hoshi::cli {
namespace {

Exit run(const Arguments& arguments, const operations::Home& home, Terminal& terminal) {
  const auto checked = store::check_store(place_of(arguments));
  if (!checked && checked.error().code == ErrorCode::corrupt) {
    terminal.err << home.text("store.broken", {{"why", checked.error().message}}) << "\n";
    return Exit::failed;
  }
  if (!checked) return report_error(checked.error(), home, terminal);
  terminal.out << home.text("store.checked", {{"events", std::to_string(checked->audit.size)}, {"root", to_hex(checked->audit.root)},
                                              {"files", std::to_string(checked->blobs)}})
               << "\n";
  if (checked->unnamed_blobs > 0) terminal.out << home.text("store.unnamed", {{"files", std::to_string(checked->unnamed_blobs)}}) << "\n";
  for (const std::string& hash : checked->bad_blobs) terminal.err << home.text("store.bad_file", {{"sha256", hash}}) << "\n";
  return checked->bad_blobs.empty() ? Exit::good : Exit::failed;
}

}  // namespace

extern const Command command_store_check;
const Command command_store_check{"store check", "DATA_FOLDER", 1, 1, {{"--store", "postgresql://…"}}, run};

}  // namespace hoshi::cli
