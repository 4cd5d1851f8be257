// What the schema files make, and what the databases say of it.
// SPDX-License-Identifier: Apache-2.0
#include "store/table_shapes.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.h"
#include "store/migrations.h"

namespace hoshi::store {
namespace {

constexpr std::string_view make = "CREATE TABLE ";
constexpr std::string_view search_table = "search_documents";

std::vector<std::string> tables_made_by(std::string_view sql) {
  std::vector<std::string> names;
  for (std::size_t place = sql.find(make); place != std::string_view::npos; place = sql.find(make, place + 1)) {
    const std::size_t begin = place + make.size();
    names.emplace_back(sql.substr(begin, sql.find_first_of(" (", begin) - begin));
  }
  return names;
}

Result<std::vector<std::string>> names(Transaction& transaction, std::string_view sql, const std::string& table) {
  std::vector<std::string> found;
  for (const Row& row : HOSHI_TRY(transaction.query(sql, {table}))) found.push_back(row.text(0));
  return found;
}

Result<TableShape> shape_of(Transaction& transaction, const std::string& table) {
  const bool is_sqlite = transaction.dialect() == Dialect::sqlite;
  TableShape shape{table, {}, {}};
  shape.columns = HOSHI_TRY(names(transaction,
                                  is_sqlite ? "SELECT name FROM pragma_table_info($1) ORDER BY cid"
                                            : "SELECT CAST(column_name AS TEXT) FROM information_schema.columns "
                                              "WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position",
                                  table));
  shape.key = HOSHI_TRY(names(transaction,
                              is_sqlite ? "SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk"
                                        : "SELECT CAST(k.column_name AS TEXT) FROM information_schema.table_constraints AS c "
                                          "JOIN information_schema.key_column_usage AS k ON k.constraint_name = c.constraint_name "
                                          "AND k.table_schema = c.table_schema AND k.table_name = c.table_name "
                                          "WHERE c.constraint_type = 'PRIMARY KEY' AND c.table_schema = current_schema() AND c.table_name = $1 "
                                          "ORDER BY k.ordinal_position",
                              table));
  if (shape.columns.empty() || shape.key.empty()) return fail(ErrorCode::corrupt, fmt::format("the table {} of the store is missing or has no key", table));
  if (table == search_table) std::erase(shape.columns, "tokens");
  return shape;
}

}  // namespace

Result<std::vector<TableShape>> table_shapes(Transaction& transaction, int schema_up_to) {
  std::vector<TableShape> shapes;
  for (const SchemaFile& file : schema_of(transaction.dialect())) {
    if (file.number > schema_up_to) break;
    for (const std::string& table : tables_made_by(file.sql)) shapes.push_back(HOSHI_TRY(shape_of(transaction, table)));
  }
  return shapes;
}

std::string quoted_list(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "\"" : ", \"") + name + "\"";
  return list;
}

Value value_of(const Cell& cell) {
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return *integer;
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* bytes = std::get_if<Bytes>(&cell)) return object({{"bytes", to_base64(*bytes)}});
  return nullptr;
}

Result<Cell> cell_of(const Value& value) {
  if (value.is_null()) return Cell();
  if (value.is_integer()) return Cell(value.as_integer());
  if (value.is_text()) return Cell(value.as_text());
  if (value.is_map() && value.as_map().size() == 1 && value["bytes"].is_text()) {
    Bytes bytes = HOSHI_TRY(from_base64(value["bytes"].as_text()));
    if (to_base64(bytes) == value["bytes"].as_text()) return Cell(std::move(bytes));
  }
  return fail(ErrorCode::invalid_input, "a cell is neither null, number, text nor bytes");
}

}  // namespace hoshi::store
