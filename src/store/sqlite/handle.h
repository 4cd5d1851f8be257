// Owners of SQLite's handles, and its result codes in the house's words.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>

#include "store/connection.h"

namespace hoshi::store::sqlite {

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
struct FinishStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Handle = std::unique_ptr<sqlite3, CloseDatabase>;
using Statement = std::unique_ptr<sqlite3_stmt, FinishStatement>;

struct Fault {
  Trouble trouble = Trouble::refused;
  ErrorCode code = ErrorCode::internal;
};
// Of an extended result code.
Fault fault_of(int code);

// What SQLite says of its last failure: names of tables and columns, never values.
std::string words_of(sqlite3* database);

// Opens the file with what every connection of the house has set. `create` makes it, for its owner alone.
enum class Create { no, yes };
[[nodiscard]] Result<Handle> open_handle(const std::string& path, Create create);

// Runs statements without values, forgetting their rows.
[[nodiscard]] Result<void> run_plain(sqlite3* database, const std::string& sql);

}  // namespace hoshi::store::sqlite
