// The one door to a database: serialisable transactions over SQLite or PostgreSQL, in one portable SQL.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"

namespace hoshi::store {

// null, integer, text (UTF-8) or bytes.
using Cell = std::variant<std::monostate, std::int64_t, std::string, Bytes>;

// One row of an answer. Reading another kind than the column has gives 0 or an empty thing, as Value does.
class Row {
 public:
  explicit Row(std::vector<Cell> cells) : cells_(std::move(cells)) {}
  bool is_null(std::size_t column) const;
  std::int64_t integer(std::size_t column) const;
  const std::string& text(std::size_t column) const;
  const Bytes& bytes(std::size_t column) const;
  std::size_t size() const { return cells_.size(); }

 private:
  std::vector<Cell> cells_;
};
using Rows = std::vector<Row>;

enum class Access { read, write };
enum class Dialect { sqlite, postgresql };

// One transaction. Placeholders are $1, $2 …: both databases know them. Statements are prepared once a connection.
// How to write SQL that runs on both: src/store/schema/README.md. After a statement that failed every further one fails the
// same way and nothing is committed, whatever `work` returns. Text that is not UTF-8 or holds a NUL is invalid_input.
class Transaction {
 public:
  virtual ~Transaction() = default;
  // For the few statements that cannot be the same on both.
  virtual Dialect dialect() const = 0;
  // conflict when a unique rule is broken; unavailable when the database is gone or too busy; internal for SQL that is wrong.
  [[nodiscard]] virtual Result<Rows> query(std::string_view sql, std::span<const Cell> values) = 0;
  // The same, returning how many rows were changed.
  [[nodiscard]] virtual Result<std::int64_t> execute(std::string_view sql, std::span<const Cell> values) = 0;
  [[nodiscard]] Result<Rows> query(std::string_view sql, std::initializer_list<Cell> values = {}) {
    return query(sql, std::span<const Cell>(values.begin(), values.size()));
  }
  [[nodiscard]] Result<std::int64_t> execute(std::string_view sql, std::initializer_list<Cell> values = {}) {
    return execute(sql, std::span<const Cell>(values.begin(), values.size()));
  }
};

// Threads may share it: each transaction has a connection of its own for its time, writing ones one after the other. Not
// across fork: open it after. A run within a run must not write: it would wait for itself, and end unavailable.
class Database {
 public:
  virtual ~Database() = default;
  // Runs `work` in one serialisable transaction and commits durably when it returns a value; rolls back when it returns
  // an error. A serialisation failure (SQLITE_BUSY, 40001, 40P01) runs `work` again on a fresh snapshot, a bounded
  // number of times with growing pauses, then is unavailable: so `work` has no effect outside and may run twice.
  [[nodiscard]] virtual Result<void> run(Access access, const std::function<Result<void>(Transaction&)>& work) = 0;
  virtual Dialect dialect() const = 0;
};

// `where` is a path of an SQLite file or "postgresql://…". Brings the schema up to date (numbered SQL files, each once, in a
// transaction, its checksum kept): corrupt when an applied file was altered or the schema is newer than this program.
[[nodiscard]] Result<std::unique_ptr<Database>> open_database(std::string_view where);

}  // namespace hoshi::store
