// SQLite's own copying and checking of files.
// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include "store/sqlite/connection.h"
#include "store/sqlite/handle.h"

namespace hoshi::store::sqlite {
namespace {

struct EndBackup {
  void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};

// The first row of a pragma that lists problems, or "".
Result<std::string> first_problem(sqlite3* database, const char* pragma, std::string_view good) {
  sqlite3_stmt* raw = nullptr;
  const int prepared = sqlite3_prepare_v2(database, pragma, -1, &raw, nullptr);
  const Statement statement(raw);
  if (prepared != SQLITE_OK) return fail(fault_of(prepared).code, words_of(database));
  const int state = sqlite3_step(raw);
  if (state == SQLITE_DONE) return std::string();
  if (state != SQLITE_ROW) return fail(fault_of(state).code, words_of(database));
  const auto* text = static_cast<const char*>(static_cast<const void*>(sqlite3_column_text(raw, 0)));
  const std::string found = text != nullptr ? text : "";
  return found == good ? std::string() : found;
}

}  // namespace

Result<void> copy_database(const std::string& path, const std::string& to) {
  std::error_code problem;
  if (std::filesystem::exists(to, problem)) return fail(ErrorCode::conflict, to + ": is there already");
  const Handle source = HOSHI_TRY(open_handle(path, Create::no));
  const Handle target = HOSHI_TRY(open_handle(to, Create::yes));
  const std::unique_ptr<sqlite3_backup, EndBackup> backup(sqlite3_backup_init(target.get(), "main", source.get(), "main"));
  if (backup == nullptr) return fail(ErrorCode::unavailable, "the store cannot be copied: " + words_of(target.get()));
  // All pages in one step: another process that writes in between would make it begin anew, without end when it is busy.
  const int done = sqlite3_backup_step(backup.get(), -1);
  if (done != SQLITE_DONE) return fail(fault_of(done).code, std::string("the store cannot be copied: ") + sqlite3_errstr(done));
  return {};
}

Result<void> check_pages(const std::string& path) {
  const Handle handle = HOSHI_TRY(open_handle(path, Create::no));
  const std::string pages = HOSHI_TRY(first_problem(handle.get(), "PRAGMA integrity_check(1)", "ok"));
  if (!pages.empty()) return fail(ErrorCode::corrupt, path + ": SQLite finds the file damaged: " + pages);
  const std::string keys = HOSHI_TRY(first_problem(handle.get(), "PRAGMA foreign_key_check", ""));
  if (!keys.empty()) return fail(ErrorCode::corrupt, path + ": a row of " + keys + " refers to one that is not there");
  return {};
}

}  // namespace hoshi::store::sqlite
