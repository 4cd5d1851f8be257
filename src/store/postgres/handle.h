// Owners of libpq's handles, and SQLSTATE codes in the house's words.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <string_view>

#include "store/connection.h"

namespace hoshi::store::postgres {

struct EndConnection {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Handle = std::unique_ptr<PGconn, EndConnection>;
using Answered = std::unique_ptr<PGresult, ClearResult>;

struct Fault {
  Trouble trouble = Trouble::refused;
  ErrorCode code = ErrorCode::internal;
};
// Of an SQLSTATE, five characters (PostgreSQL 15, appendix A).
Fault fault_of(std::string_view sqlstate);

// Connects and makes the session what the house needs. The address is hidden from errors: it may hold a password.
[[nodiscard]] Result<Handle> open_handle(const std::string& address);

// A cell out of a binary answer. internal for types the house does not use.
[[nodiscard]] Result<Cell> cell_of(const PGresult* result, int row, int column);

}  // namespace hoshi::store::postgres
