// One connection to either database: what the pool drives, and the checks that are the same for both.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "store/database.h"

namespace hoshi::store {

constexpr std::size_t cell_bytes_max = 64u << 20;      // larger things are blobs (store/blobs.h)
constexpr std::size_t prepared_statements_max = 256;   // a connection; the house has fewer texts of SQL
constexpr auto statement_time_max = std::chrono::seconds(60);

// Why a transaction cannot go on.
enum class Trouble {
  none,
  refused,      // the statement was wrong or broke a rule: running again would not help
  unique,       // a unique rule was broken; another transaction may have been quicker
  overtaken,    // serialisation failure, deadlock, busy: run again
  lost,         // the connection is gone, nothing was committed: run again on another
  unknown_end,  // the connection was lost while committing
};

// Used by one thread at a time. After the first failing statement every further one fails the same way, and the transaction
// cannot be committed: PostgreSQL is like that, and SQLite is made so, lest code that was tried on one surprises on the other.
class Connection : public Transaction {
 public:
  using Transaction::execute;
  using Transaction::query;
  [[nodiscard]] Result<Rows> query(std::string_view sql, std::span<const Cell> values) final;
  [[nodiscard]] Result<std::int64_t> execute(std::string_view sql, std::span<const Cell> values) final;

  [[nodiscard]] Result<void> begin(Access access);
  [[nodiscard]] Result<void> commit();
  void roll_back();
  // Several statements without values, for schema files. Within a transaction.
  [[nodiscard]] Result<void> run_script(const std::string& sql);

  Trouble trouble() const { return trouble_; }
  virtual bool is_usable() const = 0;  // false: to be thrown away

 protected:
  struct Answer {
    Rows rows;
    std::int64_t changed = 0;
  };
  [[nodiscard]] virtual Result<Answer> do_statement(std::string_view sql, std::span<const Cell> values) = 0;
  [[nodiscard]] virtual Result<void> do_script(const std::string& sql) = 0;
  [[nodiscard]] virtual Result<void> do_begin(Access access) = 0;
  [[nodiscard]] virtual Result<void> do_commit() = 0;
  virtual void do_roll_back() = 0;
  // Remembers the first trouble of this transaction and makes the error of it.
  [[nodiscard]] tl::unexpected<Error> trouble_with(Trouble trouble, ErrorCode code, std::string message);

 private:
  [[nodiscard]] Result<Answer> run(std::string_view sql, std::span<const Cell> values);

  Trouble trouble_ = Trouble::none;
  Error first_error_;
};

// Makes a connection; of SQLite, one for reading cannot write.
using Opener = std::function<Result<std::unique_ptr<Connection>>(Access)>;

// invalid_input for text that one of the databases would not keep: not UTF-8, or with a NUL; or too large.
[[nodiscard]] Result<void> check_cell(const Cell& cell);

}  // namespace hoshi::store
