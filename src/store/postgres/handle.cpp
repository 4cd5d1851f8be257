// Connecting to PostgreSQL, and reading its binary answers.
// SPDX-License-Identifier: Apache-2.0
#include "store/postgres/handle.h"

#include <fmt/format.h>

#include <cstring>
#include <span>

namespace hoshi::store::postgres {
namespace {

// PostgreSQL 15, pg_type.dat.
constexpr Oid bool_type = 16, bytes_type = 17, name_type = 19, int8_type = 20, int2_type = 21, int4_type = 23, text_type = 25,
              varchar_type = 1043, numeric_type = 1700;

// synchronous_commit: a commit is on the disk before it is answered. The time limits keep one bad statement from holding others up.
// No JIT and no helpers: starting them takes longer than what the office asks.
constexpr const char* settings =
    "SET jit = off; SET max_parallel_workers_per_gather = 0;"
    "SET standard_conforming_strings = on; SET synchronous_commit = on; SET statement_timeout = '60s'; SET lock_timeout = '10s';"
    "SET idle_in_transaction_session_timeout = '120s'; SET default_transaction_isolation = 'serializable'; SET client_min_messages = 'error'";
constexpr const char* connect_seconds = "10";

using View = std::span<const std::uint8_t>;

std::int64_t read_integer(View bytes) {
  std::uint64_t value = !bytes.empty() && (bytes[0] & 0x80) != 0 ? ~std::uint64_t{0} : 0;
  for (const std::uint8_t byte : bytes) value = value << 8 | byte;
  return static_cast<std::int64_t>(value);
}

// What sum() of BIGINT gives: digits in base 10000 behind count, weight, sign and scale (PostgreSQL 15, numeric_send).
Result<Cell> read_numeric(View bytes) {
  constexpr std::int64_t base = 10'000;
  if (bytes.size() < 8) return fail(ErrorCode::corrupt, "the store: a number of the server is cut off");
  const auto count = static_cast<std::size_t>(read_integer(bytes.subspan(0, 2)));
  const std::int64_t weight = read_integer(bytes.subspan(2, 2));
  const std::int64_t sign = read_integer(bytes.subspan(4, 2));
  if (bytes.size() != 8 + 2 * count || weight > 4 || (count > 0 && weight < static_cast<std::int64_t>(count) - 1) || (sign != 0 && sign != 0x4000)) {
    return fail(ErrorCode::internal, "the store: a statement gave a number that is no 64-bit integer");
  }
  std::int64_t value = 0;
  for (std::int64_t place = 0; place <= weight; ++place) {
    const std::size_t index = static_cast<std::size_t>(place);
    const std::int64_t digit = index < count ? read_integer(bytes.subspan(8 + 2 * index, 2)) : 0;
    if (__builtin_mul_overflow(value, base, &value) || __builtin_add_overflow(value, sign == 0 ? digit : -digit, &value)) {
      return fail(ErrorCode::internal, "the store: a statement gave a number that is no 64-bit integer");
    }
  }
  return Cell(value);
}

// libpq's words about an address it cannot read repeat it, and with it a password.
bool is_understood(const std::string& address) {
  char* words = nullptr;
  PQconninfoOption* const options = PQconninfoParse(address.c_str(), &words);
  PQconninfoFree(options);
  PQfreemem(words);
  return options != nullptr;
}

}  // namespace

Fault fault_of(std::string_view sqlstate) {
  const std::string_view group = sqlstate.substr(0, 2);
  if (sqlstate == "40001" || sqlstate == "40P01") return {Trouble::overtaken, ErrorCode::unavailable};
  // Two that make the schema at once: IF NOT EXISTS does not keep one from meeting the other's table or its type (42P07, 42710).
  if (sqlstate == "42P07" || sqlstate == "42710") return {Trouble::overtaken, ErrorCode::unavailable};
  if (sqlstate == "23505") return {Trouble::unique, ErrorCode::conflict};
  if (group == "23") return {Trouble::refused, ErrorCode::invalid_input};
  if (sqlstate == "57014") return {Trouble::refused, ErrorCode::timed_out};
  if (sqlstate == "55P03") return {Trouble::overtaken, ErrorCode::unavailable};
  if (sqlstate == "08P01") return {Trouble::refused, ErrorCode::internal};  // our message was wrong
  if (group == "08" || group == "57") return {Trouble::lost, ErrorCode::unavailable};
  if (group == "53") return {Trouble::refused, ErrorCode::unavailable};
  if (group == "28" || sqlstate == "42501") return {Trouble::refused, ErrorCode::forbidden};
  if (group == "XX") return {Trouble::refused, ErrorCode::corrupt};
  return {Trouble::refused, ErrorCode::internal};
}

Result<Handle> open_handle(const std::string& address) {
  if (!is_understood(address)) {
    return fail(ErrorCode::invalid_input, "the store: its address cannot be understood; it is written postgresql://USER@HOST:PORT/DATABASE");
  }
  const char* const names[] = {"dbname", "connect_timeout", "fallback_application_name", "client_encoding", nullptr};
  const char* const values[] = {address.c_str(), connect_seconds, "hoshi", "UTF8", nullptr};
  Handle handle(PQconnectdbParams(names, values, 1));
  if (handle == nullptr) return fail(ErrorCode::unavailable, "the store: no memory for a connection to PostgreSQL");
  if (PQstatus(handle.get()) != CONNECTION_OK) {
    const std::string words = PQerrorMessage(handle.get());  // tells host, user and database, never the password
    return fail(ErrorCode::unavailable, fmt::format("the store: PostgreSQL cannot be reached: {}", words.substr(0, words.find_last_not_of('\n') + 1)));
  }
  PQsetNoticeProcessor(handle.get(), [](void*, const char*) {}, nullptr);
  const char* encoding = PQparameterStatus(handle.get(), "server_encoding");
  if (encoding == nullptr || std::strcmp(encoding, "UTF8") != 0) {
    return fail(ErrorCode::unavailable, "the store: the PostgreSQL database is not in UTF-8; make it with ENCODING 'UTF8'");
  }
  if (PQserverVersion(handle.get()) < 150000) return fail(ErrorCode::unavailable, "the store: PostgreSQL 15 or later is needed");
  const Answered set(PQexec(handle.get(), settings));
  if (PQresultStatus(set.get()) != PGRES_COMMAND_OK) return fail(ErrorCode::unavailable, "the store: PostgreSQL refuses the settings of a session");
  return handle;
}

Result<Cell> cell_of(const PGresult* result, int row, int column) {
  if (PQgetisnull(result, row, column) != 0) return Cell();
  const auto* data = static_cast<const std::uint8_t*>(static_cast<const void*>(PQgetvalue(result, row, column)));
  const View bytes(data, static_cast<std::size_t>(PQgetlength(result, row, column)));
  switch (PQftype(result, column)) {
    case bool_type:
      return Cell(std::int64_t{bytes.empty() ? 0 : bytes[0]});
    case int2_type:
    case int4_type:
    case int8_type: return Cell(read_integer(bytes));
    case numeric_type: return read_numeric(bytes);
    case bytes_type: return Cell(Bytes(bytes.begin(), bytes.end()));
    case name_type:
    case varchar_type:
    case text_type: return Cell(std::string(bytes.begin(), bytes.end()));
    default: return fail(ErrorCode::internal, fmt::format("the store: a statement gave a type the house does not use ({})", PQftype(result, column)));
  }
}

}  // namespace hoshi::store::postgres
