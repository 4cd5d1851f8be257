// Statements, values and transactions over libpq.
// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/connection.h"

#include <fmt/format.h>

#include <map>

#include "store/postgres/handle.h"

namespace hoshi::store::postgres {
namespace {

// PostgreSQL 15, pg_type.dat. A null has no type of its own: the server infers it.
constexpr Oid inferred = 0, bytes_type = 17, int8_type = 20, text_type = 25;
constexpr int binary = 1;

// Values as libpq takes them; borrows the cells. Numbers travel in network order.
struct Parameters {
  std::vector<Oid> types;
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;
  std::vector<std::string> integers;
};

// The highest n of $n outside of quotes: the server would take more values than the statement names.
std::size_t values_named(std::string_view sql) {
  std::size_t highest = 0;
  bool is_quoted = false;
  for (std::size_t place = 0; place < sql.size(); ++place) {
    if (sql[place] == '\'') is_quoted = !is_quoted;
    if (is_quoted || sql[place] != '$') continue;
    std::size_t number = 0;
    for (++place; place < sql.size() && sql[place] >= '0' && sql[place] <= '9' && number < 100'000; ++place) {
      number = number * 10 + static_cast<std::size_t>(sql[place] - '0');
    }
    --place;
    highest = std::max(highest, number);
  }
  return highest;
}

std::string network_order(std::int64_t value) {
  std::string bytes(8, '\0');
  for (int i = 0; i < 8; ++i) bytes[static_cast<std::size_t>(i)] = static_cast<char>(static_cast<std::uint64_t>(value) >> (56 - 8 * i));
  return bytes;
}

Parameters parameters_of(std::span<const Cell> cells) {
  Parameters all;
  all.integers.reserve(cells.size());  // pointers into it must stay
  const auto add = [&all](Oid type, const char* value, std::size_t length) {
    all.types.push_back(type);
    all.values.push_back(value);
    all.lengths.push_back(static_cast<int>(length));
    all.formats.push_back(binary);
  };
  for (const Cell& cell : cells) {
    if (const auto* integer = std::get_if<std::int64_t>(&cell)) {
      all.integers.push_back(network_order(*integer));
      add(int8_type, all.integers.back().data(), 8);
    } else if (const auto* text = std::get_if<std::string>(&cell)) {
      add(text_type, text->c_str(), text->size());
    } else if (const auto* bytes = std::get_if<Bytes>(&cell)) {
      const void* data = bytes->empty() ? "" : static_cast<const void*>(bytes->data());
      add(bytes_type, static_cast<const char*>(data), bytes->size());
    } else {
      add(inferred, nullptr, 0);
    }
  }
  return all;
}

class PostgresConnection : public Connection {
 public:
  explicit PostgresConnection(Handle handle) : handle_(std::move(handle)) {}
  Dialect dialect() const override { return Dialect::postgresql; }
  bool is_usable() const override {
    return PQstatus(handle_.get()) == CONNECTION_OK && PQtransactionStatus(handle_.get()) == PQTRANS_IDLE;
  }

 protected:
  Result<Answer> do_statement(std::string_view sql, std::span<const Cell> values) override;
  // Building an index over a large table may take longer than a statement of the office ever should.
  Result<void> do_script(const std::string& sql) override { return command(("SET LOCAL statement_timeout = 0; " + sql).c_str()); }
  Result<void> do_begin(Access access) override;
  Result<void> do_commit() override;
  void do_roll_back() override;

 private:
  [[nodiscard]] tl::unexpected<Error> failure(const PGresult* result);
  [[nodiscard]] Result<void> command(const char* sql);
  [[nodiscard]] Result<std::string> prepared(std::string_view sql, const Parameters& parameters);

  Handle handle_;
  std::map<std::string, std::string, std::less<>> statements_;  // SQL and types → name
};

tl::unexpected<Error> PostgresConnection::failure(const PGresult* result) {
  if (PQstatus(handle_.get()) != CONNECTION_OK) {
    return trouble_with(Trouble::lost, ErrorCode::unavailable, "the store: the connection to PostgreSQL was lost");
  }
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const std::string_view sqlstate = state != nullptr ? state : "";
  const Fault fault = fault_of(sqlstate);
  // The primary message names tables and columns. Of class 22 it repeats values, which may be anybody's: it stays away.
  const char* primary = sqlstate.starts_with("22") ? nullptr : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  return trouble_with(fault.trouble, fault.code, fmt::format("the store: {} (SQLSTATE {})", primary != nullptr ? primary : "a value does not fit", sqlstate));
}

Result<void> PostgresConnection::command(const char* sql) {
  const Answered result(PQexec(handle_.get(), sql));
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) return failure(result.get());
  return {};
}

Result<std::string> PostgresConnection::prepared(std::string_view sql, const Parameters& parameters) {
  std::string signature(sql);
  for (const Oid type : parameters.types) signature += fmt::format("\n{}", type);
  const auto found = statements_.find(signature);
  if (found != statements_.end()) return found->second;
  if (values_named(sql) != parameters.types.size()) {
    return trouble_with(Trouble::refused, ErrorCode::internal, "the store: a statement was given another number of values than it names");
  }
  if (statements_.size() >= prepared_statements_max) {
    HOSHI_CHECK(command("DEALLOCATE ALL"));
    statements_.clear();
  }
  std::string name = fmt::format("hoshi_{}", statements_.size());
  const Answered result(PQprepare(handle_.get(), name.c_str(), std::string(sql).c_str(), static_cast<int>(parameters.types.size()), parameters.types.data()));
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) return failure(result.get());
  statements_.emplace(std::move(signature), name);
  return name;
}

std::int64_t changed_by(PGresult* result) {
  const std::string_view command = PQcmdStatus(result);
  const std::string_view count = PQcmdTuples(result);
  return command.starts_with("SELECT") || count.empty() ? 0 : std::strtoll(count.data(), nullptr, 10);
}

Result<Connection::Answer> PostgresConnection::do_statement(std::string_view sql, std::span<const Cell> values) {
  const Parameters parameters = parameters_of(values);
  const std::string name = HOSHI_TRY(prepared(sql, parameters));
  const Answered result(PQexecPrepared(handle_.get(), name.c_str(), static_cast<int>(values.size()), parameters.values.data(),
                                       parameters.lengths.data(), parameters.formats.data(), binary));
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) return failure(result.get());
  Answer answer{{}, changed_by(result.get())};
  const int columns = PQnfields(result.get());
  answer.rows.reserve(static_cast<std::size_t>(PQntuples(result.get())));
  for (int row = 0; row < PQntuples(result.get()); ++row) {
    std::vector<Cell> cells;
    cells.reserve(static_cast<std::size_t>(columns));
    for (int column = 0; column < columns; ++column) cells.push_back(HOSHI_TRY(cell_of(result.get(), row, column)));
    answer.rows.emplace_back(std::move(cells));
  }
  return answer;
}

Result<void> PostgresConnection::do_begin(Access access) {
  return command(access == Access::write ? "BEGIN ISOLATION LEVEL SERIALIZABLE" : "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY");
}

Result<void> PostgresConnection::do_commit() {
  const Answered result(PQexec(handle_.get(), "COMMIT"));
  // A transaction that failed unnoticed answers ROLLBACK to COMMIT, and that without an error.
  if (PQresultStatus(result.get()) == PGRES_COMMAND_OK && std::string_view(PQcmdStatus(result.get())) == "COMMIT") return {};
  if (PQstatus(handle_.get()) != CONNECTION_OK) {
    return trouble_with(Trouble::unknown_end, ErrorCode::unavailable,
                        "the store: the connection was lost while committing; whether the change is stored must be looked up");
  }
  auto failed = failure(result.get());
  do_roll_back();
  return failed;
}

void PostgresConnection::do_roll_back() {
  if (PQstatus(handle_.get()) == CONNECTION_OK && PQtransactionStatus(handle_.get()) != PQTRANS_IDLE) {
    const Answered result(PQexec(handle_.get(), "ROLLBACK"));
  }
}

}  // namespace

Opener opener(std::string address) {
  return [address = std::move(address)](Access) -> Result<std::unique_ptr<Connection>> {
    Handle handle = HOSHI_TRY(open_handle(address));
    return std::make_unique<PostgresConnection>(std::move(handle));
  };
}

}  // namespace hoshi::store::postgres
