// Opening SQLite files with the house's settings.
// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/handle.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace hoshi::store::sqlite {
namespace {

constexpr int busy_milliseconds = 10'000;  // for another process that writes

// synchronous=FULL: a commit is on the disk before it is answered. case_sensitive_like: LIKE as PostgreSQL has it.
constexpr const char* settings =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA case_sensitive_like=ON;"
    "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;"
    "PRAGMA journal_size_limit=67108864;";

tl::unexpected<Error> not_opened(const std::string& path, int number) {
  const ErrorCode code = number == EACCES || number == EROFS ? ErrorCode::forbidden : ErrorCode::unavailable;
  return fail(code, "the store " + path + " cannot be opened: " + std::strerror(number));
}

// Made under another name and closed before it gets its own: see make_private_file.
Result<void> create_private_file(const std::string& path) {
  std::string fresh = path + ".XXXXXX";
  const int made = ::mkostemp(fresh.data(), O_CLOEXEC);
  if (made < 0) return not_opened(path, errno);
  ::close(made);
  const int linked = ::link(fresh.c_str(), path.c_str());
  const int number = errno;
  ::unlink(fresh.c_str());
  if (linked != 0 && number != EEXIST) return not_opened(path, number);
  return {};
}

// Never opens a file that may be in use: closing any descriptor of a file takes away all locks that this process holds on it
// (fcntl(2)), those of its other connections as well. Another process would then believe itself alone, and remove the
// write-ahead log under them (sqlite.org/howtocorrupt.html, 2.2).
Result<void> make_private_file(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return errno == ENOENT ? create_private_file(path) : Result<void>(not_opened(path, errno));
  if (S_ISLNK(status.st_mode)) return not_opened(path, ELOOP);
  // Anything but a file is somebody else's, and its mode is not ours to change.
  if (!S_ISREG(status.st_mode)) return fail(ErrorCode::unavailable, "the store " + path + " is no file");
  // An older or copied file may be open to others; SQLite gives its -wal and -shm the same mode.
  if ((status.st_mode & 077) == 0 || ::chmod(path.c_str(), 0600) == 0) return {};
  return fail(ErrorCode::forbidden, "the store " + path + " can be read by others and is not ours to close to them");
}

Result<void> check_journal_mode(sqlite3* database, const std::string& path) {
  sqlite3_stmt* raw = nullptr;
  sqlite3_prepare_v2(database, "PRAGMA journal_mode", -1, &raw, nullptr);
  const Statement statement(raw);
  if (raw == nullptr || sqlite3_step(raw) != SQLITE_ROW) return fail(ErrorCode::unavailable, "the store " + path + ": " + words_of(database));
  const auto* mode = static_cast<const char*>(static_cast<const void*>(sqlite3_column_text(raw, 0)));
  if (mode != nullptr && std::strcmp(mode, "wal") == 0) return {};
  return fail(ErrorCode::unavailable, "the store " + path + " is on a file system without shared memory files; SQLite needs a local one");
}

}  // namespace

Fault fault_of(int code) {
  switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID: return {Trouble::unique, ErrorCode::conflict};
    case SQLITE_CONSTRAINT_FOREIGNKEY:
    case SQLITE_CONSTRAINT_CHECK:
    case SQLITE_CONSTRAINT_NOTNULL: return {Trouble::refused, ErrorCode::invalid_input};
    default: break;
  }
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return {Trouble::overtaken, ErrorCode::unavailable};
    case SQLITE_INTERRUPT: return {Trouble::refused, ErrorCode::timed_out};
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_CANTOPEN: return {Trouble::refused, ErrorCode::unavailable};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return {Trouble::refused, ErrorCode::corrupt};
    case SQLITE_PERM: return {Trouble::refused, ErrorCode::forbidden};
    case SQLITE_TOOBIG: return {Trouble::refused, ErrorCode::invalid_input};
    default: return {Trouble::refused, ErrorCode::internal};
  }
}

std::string words_of(sqlite3* database) { return sqlite3_errmsg(database); }

Result<void> run_plain(sqlite3* database, const std::string& sql) {
  if (sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return fail(fault_of(sqlite3_extended_errcode(database)).code, words_of(database));
}

Result<Handle> open_handle(const std::string& path, Create create) {
  if (path.empty() || path.find('\0') != std::string::npos) return fail(ErrorCode::invalid_input, "the store has no path");
  if (create == Create::yes) HOSHI_CHECK(make_private_file(path));
  // A path in front of ":memory:" or "file:" makes them what they look like: names of files.
  const std::string plain = path.front() == '/' ? path : "./" + path;
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2(plain.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  Handle handle(raw);
  if (opened != SQLITE_OK) return fail(fault_of(opened).code, "the store " + path + " cannot be opened: " + sqlite3_errstr(opened));
  sqlite3_busy_timeout(raw, busy_milliseconds);
  sqlite3_limit(raw, SQLITE_LIMIT_LENGTH, static_cast<int>(cell_bytes_max + (1u << 20)));
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  auto set = run_plain(raw, settings);
  if (!set) return tl::unexpected<Error>(std::move(set.error()).with_context("the store " + path));
  HOSHI_CHECK(check_journal_mode(raw, path));
  return handle;
}

}  // namespace hoshi::store::sqlite
