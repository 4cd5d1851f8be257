// Where a store is, as the command line says it.
// SPDX-License-Identifier: Apache-2.0
#include "cli/store_place.h"

#include "base/encoding.h"

namespace hoshi::cli {

store::Place place_of(const Arguments& arguments) {
  store::Place place = store::place_in(arguments.positional()[0]);
  place.database = arguments.value("--store", place.database);
  return place;
}

std::map<std::string, std::string> slots_of(const store::BackupReport& report) {
  return {{"events", std::to_string(report.audit.size)},
          {"root", to_hex(report.audit.root)},
          {"files", std::to_string(report.blobs)},
          {"rows", std::to_string(report.rows)},
          {"manifest", report.manifest_sha256}};
}

Instant now() { return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

}  // namespace hoshi::cli
