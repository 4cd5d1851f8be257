// Applies schema files and refuses a schema it does not know.
// SPDX-License-Identifier: Apache-2.0
#include "store/migrations.h"

#include <fmt/format.h>

#include <map>
#include <thread>

#include "base/encoding.h"

namespace hoshi::store {
namespace {

constexpr std::string_view make_table =
    "CREATE TABLE IF NOT EXISTS schema_changes (number {{key}}, name {{text}} NOT NULL, checksum {{text}} NOT NULL){{strict}}";
constexpr int attempts_most = 40;  // two seconds of waiting for another process that applies the same file

struct Applied {
  std::string name;
  std::string checksum;
};
using AppliedFiles = std::map<std::int64_t, Applied>;

Result<AppliedFiles> applied_files(Transaction& transaction) {
  AppliedFiles files;
  for (const Row& row : HOSHI_TRY(transaction.query("SELECT number, name, checksum FROM schema_changes ORDER BY number"))) {
    files[row.integer(0)] = {row.text(1), row.text(2)};
  }
  return files;
}

Result<void> compare(const AppliedFiles& applied, const std::vector<SchemaFile>& wanted) {
  for (const auto& [number, file] : applied) {
    if (number < 1 || number > static_cast<std::int64_t>(wanted.size())) {
      return fail(ErrorCode::corrupt, fmt::format("the store was written by a newer Hoshi (schema change {} \"{}\"); use that one", number, file.name));
    }
    const SchemaFile& known = wanted[static_cast<std::size_t>(number - 1)];
    if (file.name != known.name || file.checksum != sha256_hex(known.sql)) {
      return fail(ErrorCode::corrupt, fmt::format("schema change {} \"{}\" of the store is not the one this Hoshi has: it was altered after it was applied", number, known.name));
    }
  }
  return {};
}

// The row goes in first: of two processes the second waits at the primary key, is refused, and finds the file applied.
Result<void> apply(Connection& connection, const SchemaFile& file, Dialect dialect) {
  HOSHI_CHECK(connection.execute("INSERT INTO schema_changes (number, name, checksum) VALUES ($1, $2, $3)",
                                 {std::int64_t{file.number}, std::string(file.name), sha256_hex(file.sql)}));
  return connection.run_script(in_dialect(file.sql, dialect));
}

// Applies the next missing file; false when there is none.
Result<bool> apply_next(Connection& connection, const std::vector<SchemaFile>& wanted, Dialect dialect) {
  const AppliedFiles applied = HOSHI_TRY(applied_files(connection));
  HOSHI_CHECK(compare(applied, wanted));
  for (const SchemaFile& file : wanted) {
    if (applied.contains(file.number)) continue;
    HOSHI_CHECK(apply(connection, file, dialect));
    return true;
  }
  return false;
}

using Step = std::function<Result<bool>()>;

// Runs the step in a transaction, again while others are in the way.
Result<bool> in_transaction(Connection& connection, const Step& step) {
  for (int attempt = 0;; ++attempt) {
    Result<bool> done = false;
    const auto begun = connection.begin(Access::write);
    if (begun) done = step();
    if (begun && done) {
      const auto committed = connection.commit();
      if (committed) return done;
      done = tl::unexpected<Error>(committed.error());
    } else if (begun) {
      connection.roll_back();
    } else {
      done = tl::unexpected<Error>(begun.error());
    }
    const bool in_the_way = connection.trouble() == Trouble::overtaken || connection.trouble() == Trouble::unique;
    if (!in_the_way || attempt >= attempts_most) return done;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

}  // namespace

std::vector<SchemaFile> schema_of(Dialect dialect) {
  const std::string_view name = dialect == Dialect::sqlite ? "sqlite" : "postgresql";
  std::vector<SchemaFile> files;
  for (const SchemaFile& file : schema_files()) {
    if (!file.dialect.empty() && file.dialect != name) continue;
    files.push_back(file);
    HOSHI_ASSERT(file.number == static_cast<int>(files.size()));
  }
  return files;
}

std::string in_dialect(std::string_view sql, Dialect dialect) {
  struct Token {
    std::string_view token, sqlite, postgresql;
  };
  // COLLATE "C": both databases then sort and compare text by its bytes, whatever language the server was set up in.
  static constexpr Token tokens[] = {{"{{text}}", "TEXT", "TEXT COLLATE \"C\""},
                                     {"{{integer}}", "INTEGER", "BIGINT"},
                                     {"{{bytes}}", "BLOB", "BYTEA"},
                                     {"{{key}}", "INTEGER PRIMARY KEY", "BIGINT PRIMARY KEY"},
                                     {"{{strict}}", " STRICT", ""}};
  std::string text(sql);
  for (const Token& one : tokens) {
    const std::string_view with = dialect == Dialect::sqlite ? one.sqlite : one.postgresql;
    for (std::size_t place = 0; (place = text.find(one.token, place)) != std::string::npos; place += with.size()) {
      text.replace(place, one.token.size(), with);
    }
  }
  HOSHI_ASSERT(text.find("{{") == std::string::npos);
  return text;
}

Result<void> bring_up_to_date(Connection& connection, Dialect dialect) {
  const std::vector<SchemaFile> wanted = schema_of(dialect);
  HOSHI_TRY(in_transaction(connection, [&]() -> Result<bool> {
    HOSHI_CHECK(connection.run_script(in_dialect(make_table, dialect)));
    return true;
  }));
  while (HOSHI_TRY(in_transaction(connection, [&] { return apply_next(connection, wanted, dialect); }))) {
  }
  return {};
}

}  // namespace hoshi::store
