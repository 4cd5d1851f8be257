// Backup of a store and its blobs into a folder, and restoring it into an empty store, of either database.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/date.h"
#include "store/events.h"

namespace hoshi::store {

// Where a store is: the database and the folder with its blobs.
struct Place {
  std::string database;  // as open_database takes it
  std::filesystem::path data_folder;
};
// The database in a data folder when no other is named: FOLDER/office.sqlite, as hoshi serve has it.
Place place_in(const std::filesystem::path& data_folder);

struct BackupReport {
  std::int64_t rows = 0;
  std::int64_t blobs = 0;
  AuditHead audit;
  int schema = 0;
  std::string manifest_sha256;
};

// Writes the folder `to`, which must not be there (conflict), while the store is in use: one consistent state of all tables as
// JSON Lines (of SQLite by its backup interface), every blob checked, and a manifest with the hash of every file, last. The audit trail is
// checked on the way: corrupt, and no backup, when it is broken. The folder holds password hashes and personal data: for its owner alone.
[[nodiscard]] Result<BackupReport> back_up(const Place& place, const std::filesystem::path& to, Instant now);

// Fills an empty store (conflict when it is not: nothing is ever overwritten) in one transaction, after every hash, row count and the
// audit trail were found as in the manifest; then brings the schema up to date. corrupt names what does not fit. A backup of a
// newer program is corrupt as well.
[[nodiscard]] Result<BackupReport> restore(const std::filesystem::path& from, const Place& place);

struct CheckReport {
  AuditHead audit;
  std::int64_t blobs = 0;                     // named by the store, read and found whole
  std::vector<std::string> bad_blobs;         // named by the store, but missing or altered
  std::int64_t unnamed_blobs = 0;             // files nobody names: of uploads that came to nothing
};
// Reads everything: pages and foreign keys (SQLite), the audit trail, every blob. corrupt for the first two; blobs are listed.
[[nodiscard]] Result<CheckReport> check_store(const Place& place);

}  // namespace hoshi::store
