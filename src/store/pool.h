// A database over a few connections: one that writes, several that read, and the running again of overtaken transactions.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>

#include "store/connection.h"

namespace hoshi::store {

struct PoolLimits {
  std::size_t readers = 4;
  // Every writing transaction meets the others at the head of the audit trail: two at once in one process would only overtake
  // each other. Between processes that happens, and is what running again is for.
  std::size_t writers = 1;
  std::chrono::milliseconds wait{10'000};   // for a free connection, then unavailable
  std::chrono::milliseconds again{15'000};  // how long an overtaken transaction is run again, then unavailable
};

// Opens the first writing connection, brings the schema up to date, and makes the rest when it is needed.
[[nodiscard]] Result<std::unique_ptr<Database>> open_pool(Dialect dialect, Opener open, const PoolLimits& limits);

// As open_database, with other limits; for tests and for processes that need fewer connections.
[[nodiscard]] Result<std::unique_ptr<Database>> open_database(std::string_view where, const PoolLimits& limits);

bool is_postgresql(std::string_view where);

}  // namespace hoshi::store
