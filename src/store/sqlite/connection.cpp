// Statements, values and transactions over SQLite's C interface.
// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/connection.h"

#include <chrono>
#include <map>

#include "store/sqlite/handle.h"

namespace hoshi::store::sqlite {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int steps_between_looks = 20'000;  // of SQLite's machine: about a millisecond

struct Prepared {
  Statement statement;
  std::vector<int> places;  // SQLite's number of $1, $2 …; 0 where the text does not name it
};

class SqliteConnection : public Connection {
 public:
  explicit SqliteConnection(Handle handle) : handle_(std::move(handle)) {
    sqlite3_progress_handler(handle_.get(), steps_between_looks, &SqliteConnection::is_late, this);
  }
  Dialect dialect() const override { return Dialect::sqlite; }
  bool is_usable() const override { return usable_ && sqlite3_get_autocommit(handle_.get()) != 0; }

 protected:
  Result<Answer> do_statement(std::string_view sql, std::span<const Cell> values) override;
  Result<void> do_script(const std::string& sql) override;
  Result<void> do_begin(Access access) override;
  Result<void> do_commit() override;
  void do_roll_back() override;

 private:
  static int is_late(void* self);
  [[nodiscard]] tl::unexpected<Error> failure();
  [[nodiscard]] Result<Prepared*> prepared(std::string_view sql);
  [[nodiscard]] Result<void> bind(const Prepared& prepared, std::span<const Cell> values);
  [[nodiscard]] Result<Rows> step_through(sqlite3_stmt* statement);

  Handle handle_;
  std::map<std::string, Prepared, std::less<>> statements_;
  Clock::time_point end_ = Clock::time_point::max();
  bool usable_ = true;
};

int SqliteConnection::is_late(void* self) { return Clock::now() > static_cast<SqliteConnection*>(self)->end_ ? 1 : 0; }

tl::unexpected<Error> SqliteConnection::failure() {
  const Fault fault = fault_of(sqlite3_extended_errcode(handle_.get()));
  if (fault.code == ErrorCode::corrupt) usable_ = false;
  return trouble_with(fault.trouble, fault.code, "the store: " + words_of(handle_.get()));
}

// The places of $1, $2 …: SQLite numbers names in the order in which they first appear.
std::vector<int> places_of(sqlite3_stmt* statement) {
  std::vector<int> places;
  const int count = sqlite3_bind_parameter_count(statement);
  for (int place = 1; place <= count; ++place) {
    const char* name = sqlite3_bind_parameter_name(statement, place);
    const std::size_t number = name != nullptr && name[0] == '$' ? std::strtoul(name + 1, nullptr, 10) : 0;
    if (number == 0 || number > static_cast<std::size_t>(count)) return {};
    if (places.size() < number) places.resize(number, 0);
    places[number - 1] = place;
  }
  return places;
}

Result<Prepared*> SqliteConnection::prepared(std::string_view sql) {
  const auto found = statements_.find(sql);
  if (found != statements_.end()) return &found->second;
  if (statements_.size() >= prepared_statements_max) statements_.clear();
  sqlite3_stmt* raw = nullptr;
  const char* rest = nullptr;
  const int done = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &raw, &rest);
  Prepared made{Statement(raw), {}};
  if (done != SQLITE_OK) return failure();
  const std::string_view behind(rest, static_cast<std::size_t>(sql.data() + sql.size() - rest));
  if (raw == nullptr || behind.find_first_not_of(" \n;") != std::string_view::npos) {
    return trouble_with(Trouble::refused, ErrorCode::internal, "the store: one statement is needed, not none or several");
  }
  made.places = places_of(raw);
  if (static_cast<int>(made.places.size()) != sqlite3_bind_parameter_count(raw)) {
    return trouble_with(Trouble::refused, ErrorCode::internal, "the store: values are written $1, $2 … without gaps");
  }
  return &statements_.emplace(std::string(sql), std::move(made)).first->second;
}

// The statement is run and reset before the values can go away: nothing has to be copied.
int bind_cell(sqlite3_stmt* statement, int place, const Cell& cell) {
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return sqlite3_bind_int64(statement, place, *integer);
  if (const auto* text = std::get_if<std::string>(&cell)) {
    return sqlite3_bind_text64(statement, place, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  if (const auto* bytes = std::get_if<Bytes>(&cell)) {
    if (bytes->empty()) return sqlite3_bind_zeroblob(statement, place, 0);
    return sqlite3_bind_blob64(statement, place, bytes->data(), bytes->size(), SQLITE_STATIC);
  }
  return sqlite3_bind_null(statement, place);
}

Result<void> SqliteConnection::bind(const Prepared& prepared, std::span<const Cell> values) {
  if (values.size() != prepared.places.size()) {
    return trouble_with(Trouble::refused, ErrorCode::internal, "the store: a statement was given another number of values than it names");
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (bind_cell(prepared.statement.get(), prepared.places[i], values[i]) != SQLITE_OK) return failure();
  }
  return {};
}

// Nothing when the column holds a floating-point number.
std::optional<Cell> cell_of(sqlite3_stmt* statement, int column) {
  const int kind = sqlite3_column_type(statement, column);
  if (kind == SQLITE_INTEGER) return Cell(std::int64_t{sqlite3_column_int64(statement, column)});
  if (kind == SQLITE_NULL) return Cell();
  if (kind == SQLITE_FLOAT) return std::nullopt;
  const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  if (kind == SQLITE_BLOB) return Cell(size == 0 ? Bytes() : Bytes(data, data + size));
  return Cell(size == 0 ? std::string() : std::string(data, data + size));
}

Result<Rows> SqliteConnection::step_through(sqlite3_stmt* statement) {
  Rows rows;
  const int columns = sqlite3_column_count(statement);
  int state = SQLITE_ROW;
  while ((state = sqlite3_step(statement)) == SQLITE_ROW) {
    std::vector<Cell> cells;
    cells.reserve(static_cast<std::size_t>(columns));
    for (int column = 0; column < columns; ++column) {
      auto cell = cell_of(statement, column);
      if (!cell) return trouble_with(Trouble::refused, ErrorCode::internal, "the store: a statement gave a fractional number");
      cells.push_back(std::move(*cell));
    }
    rows.emplace_back(std::move(cells));
  }
  if (state != SQLITE_DONE) return failure();
  return rows;
}

Result<Connection::Answer> SqliteConnection::do_statement(std::string_view sql, std::span<const Cell> values) {
  const Prepared* const found = HOSHI_TRY(prepared(sql));
  HOSHI_CHECK(bind(*found, values));
  end_ = Clock::now() + statement_time_max;
  const std::int64_t before = sqlite3_total_changes64(handle_.get());
  auto rows = step_through(found->statement.get());
  const bool has_changed = sqlite3_total_changes64(handle_.get()) != before;
  sqlite3_reset(found->statement.get());
  sqlite3_clear_bindings(found->statement.get());
  if (!rows) return tl::unexpected<Error>(rows.error());
  return Answer{std::move(*rows), has_changed ? sqlite3_changes64(handle_.get()) : 0};
}

Result<void> SqliteConnection::do_script(const std::string& sql) {
  end_ = Clock::time_point::max();
  if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return failure();
  return {};
}

Result<void> SqliteConnection::do_begin(Access access) {
  end_ = Clock::time_point::max();
  // IMMEDIATE: who will write waits for its turn at once, so that nothing read in between can be overtaken.
  const char* begin = access == Access::write ? "BEGIN IMMEDIATE" : "BEGIN";
  if (sqlite3_exec(handle_.get(), begin, nullptr, nullptr, nullptr) != SQLITE_OK) return failure();
  return {};
}

Result<void> SqliteConnection::do_commit() {
  end_ = Clock::time_point::max();
  if (sqlite3_exec(handle_.get(), "COMMIT", nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  auto failed = failure();
  do_roll_back();
  return failed;
}

void SqliteConnection::do_roll_back() {
  end_ = Clock::time_point::max();
  if (sqlite3_get_autocommit(handle_.get()) == 0) sqlite3_exec(handle_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace

Opener opener(std::string path) {
  return [path = std::move(path)](Access access) -> Result<std::unique_ptr<Connection>> {
    Handle handle = HOSHI_TRY(open_handle(path, Create::yes));
    if (access == Access::read) HOSHI_CHECK(run_plain(handle.get(), "PRAGMA query_only=ON"));
    return std::make_unique<SqliteConnection>(std::move(handle));
  };
}

}  // namespace hoshi::store::sqlite
