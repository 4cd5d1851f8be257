// Rows, and the choice between the two databases.
// SPDX-License-Identifier: Apache-2.0
#include "store/database.h"

#include "store/pool.h"
#include "store/postgres/connection.h"
#include "store/sqlite/connection.h"

namespace hoshi::store {
namespace {

template <class T>
const T& read(const std::vector<Cell>& cells, std::size_t column) {
  static const T nothing{};
  if (column >= cells.size()) return nothing;
  const auto* found = std::get_if<T>(&cells[column]);
  return found != nullptr ? *found : nothing;
}

}  // namespace

bool Row::is_null(std::size_t column) const {
  return column >= cells_.size() || std::holds_alternative<std::monostate>(cells_[column]);
}
std::int64_t Row::integer(std::size_t column) const { return read<std::int64_t>(cells_, column); }
const std::string& Row::text(std::size_t column) const { return read<std::string>(cells_, column); }
const Bytes& Row::bytes(std::size_t column) const { return read<Bytes>(cells_, column); }

bool is_postgresql(std::string_view where) {
  return where.starts_with("postgresql://") || where.starts_with("postgres://");
}

Result<std::unique_ptr<Database>> open_database(std::string_view where) { return open_database(where, PoolLimits{}); }

Result<std::unique_ptr<Database>> open_database(std::string_view where, const PoolLimits& limits) {
  if (is_postgresql(where)) return open_pool(Dialect::postgresql, postgres::opener(std::string(where)), limits);
  if (where.find("://") != std::string_view::npos) {
    return fail(ErrorCode::invalid_input, "the store is a file or postgresql://…; another address is not understood");
  }
  return open_pool(Dialect::sqlite, sqlite::opener(std::string(where)), limits);
}

}  // namespace hoshi::store
