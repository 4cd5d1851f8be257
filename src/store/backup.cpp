// Writing a backup, and checking a store.
// SPDX-License-Identifier: Apache-2.0
#include "store/backup.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <set>

#include "base/encoding.h"
#include "base/file.h"
#include "store/backup_format.h"
#include "store/blobs.h"
#include "store/migrations.h"
#include "store/pool.h"
#include "store/sqlite/connection.h"

namespace hoshi::store {
namespace {

namespace fs = std::filesystem;

// Collects the lines of one table into files of some megabytes.
class TableWriter {
 public:
  TableWriter(const fs::path& folder, const TableShape& shape) : folder_(folder), shape_(shape) {}

  Result<void> add(const Row& row) {
    ValueList cells;
    for (std::size_t column = 0; column < row.size(); ++column) cells.push_back(value_of(row.cell(column)));
    lines_ += to_json(Value(std::move(cells))) + "\n";
    ++rows_;
    return lines_.size() >= piece_bytes ? write_piece() : Result<void>();
  }

  Result<Value> finish() {
    if (!lines_.empty()) HOSHI_CHECK(write_piece());
    ValueList columns(shape_.columns.begin(), shape_.columns.end());
    return object({{"table", shape_.name}, {"columns", Value(std::move(columns))}, {"rows", rows_}, {"files", Value(std::move(files_))}});
  }
  std::int64_t rows() const { return rows_; }

 private:
  Result<void> write_piece() {
    HOSHI_CHECK(write_private_file(folder_ / piece_name(shape_.name, files_.size()), lines_));
    files_.push_back(sha256_hex(lines_));
    lines_.clear();
    return {};
  }

  const fs::path& folder_;
  const TableShape& shape_;
  std::string lines_;
  ValueList files_;
  std::int64_t rows_ = 0;
};

std::vector<std::string> placeholders(std::size_t count) {
  std::vector<std::string> all;
  for (std::size_t i = 1; i <= count; ++i) all.push_back(fmt::format("${}", i));
  return all;
}

// Goes through a table by its key, a page at a time: the cost does not grow with the place.
Result<void> walk(Transaction& transaction, const TableShape& shape, TableWriter& writer) {
  std::vector<std::size_t> key_places;
  for (const std::string& column : shape.key) {
    key_places.push_back(static_cast<std::size_t>(std::find(shape.columns.begin(), shape.columns.end(), column) - shape.columns.begin()));
  }
  const std::string head = fmt::format("SELECT {} FROM {}", quoted_list(shape.columns), shape.name);
  const std::string tail = fmt::format(" ORDER BY {} LIMIT {}", quoted_list(shape.key), rows_at_once);
  const std::string next = fmt::format("{} WHERE ({}) > ({}){}", head, quoted_list(shape.key), fmt::join(placeholders(shape.key.size()), ", "), tail);
  std::vector<Cell> last;
  while (true) {
    const Rows rows = HOSHI_TRY(transaction.query(last.empty() ? head + tail : next, std::span<const Cell>(last)));
    for (const Row& row : rows) HOSHI_CHECK(writer.add(row));
    if (rows.size() < rows_at_once) return {};
    last.clear();
    for (const std::size_t place : key_places) last.push_back(rows.back().cell(place));
  }
}

Result<std::set<std::string>> blobs_named(Transaction& transaction) {
  std::set<std::string> names;
  for (const Row& row : HOSHI_TRY(transaction.query("SELECT hash FROM blobs WHERE erased_at IS NULL"))) names.insert(row.text(0));
  return names;
}

struct Written {
  BackupReport report;
  Value manifest;
  std::set<std::string> blobs;
};

Result<Written> write_tables(Transaction& transaction, const fs::path& to) {
  Written written;
  ValueList schema;
  for (const Row& row : HOSHI_TRY(transaction.query("SELECT number, name, checksum FROM schema_changes ORDER BY number"))) {
    schema.push_back(object({{"number", row.integer(0)}, {"name", row.text(1)}, {"checksum", row.text(2)}}));
    written.report.schema = static_cast<int>(row.integer(0));
  }
  ValueList tables;
  for (const TableShape& shape : HOSHI_TRY(table_shapes(transaction, written.report.schema))) {
    TableWriter writer(to, shape);
    HOSHI_CHECK(walk(transaction, shape, writer));
    tables.push_back(HOSHI_TRY(writer.finish()));
    written.report.rows += writer.rows();
  }
  written.report.audit = HOSHI_TRY(check_audit_trail(transaction));
  written.blobs = HOSHI_TRY(blobs_named(transaction));
  written.manifest = object({{"format", backup_format},
                             {"database", transaction.dialect() == Dialect::sqlite ? "sqlite" : "postgresql"},
                             {"schema", Value(std::move(schema))},
                             {"tables", Value(std::move(tables))},
                             {"audit", object({{"size", written.report.audit.size}, {"root", to_hex(written.report.audit.root)}})}});
  return written;
}

// One state of the whole store: of SQLite a copy by its backup interface, so that a long walk does not hold up the one in use.
Result<Written> write_state(const Place& place, const fs::path& to) {
  const bool is_copied = !is_postgresql(place.database);
  const fs::path copy = to / "copy.sqlite";
  if (is_copied) HOSHI_CHECK(sqlite::copy_database(place.database, copy));
  Result<Written> written = fail(ErrorCode::internal, "not written");
  {
    const auto database = HOSHI_TRY(open_database(is_copied ? copy.string() : place.database));
    HOSHI_CHECK(database->run(Access::read, [&](Transaction& transaction) -> Result<void> {
      written = write_tables(transaction, to);
      if (!written) return tl::unexpected<Error>(written.error());
      return {};
    }));
  }
  if (is_copied) {
    std::error_code ignored;
    for (const char* ending : {"", "-wal", "-shm"}) fs::remove(copy.string() + ending, ignored);
  }
  return written;
}

// A blob may be erased by rule between the state and this; then the store in use says so.
Result<bool> was_erased(const Place& place, const std::string& hash) {
  const auto database = HOSHI_TRY(open_database(place.database));
  bool is_named = true;
  HOSHI_CHECK(database->run(Access::read, [&](Transaction& transaction) -> Result<void> {
    is_named = HOSHI_TRY(blobs_named(transaction)).contains(hash);
    return {};
  }));
  return !is_named;
}

Result<ValueList> copy_blobs(const Place& place, const std::set<std::string>& names, const fs::path& to) {
  ValueList copied;
  if (names.empty()) return copied;
  const Blobs source = HOSHI_TRY(Blobs::open(place.data_folder));
  const Blobs target = HOSHI_TRY(Blobs::open(to));
  for (const std::string& name : names) {
    const auto content = source.read(name);
    if (!content && content.error().code == ErrorCode::not_found && HOSHI_TRY(was_erased(place, name))) continue;
    if (!content) return tl::unexpected<Error>(content.error());
    HOSHI_TRY(target.put(view_of(*content)));
    copied.push_back(name);
  }
  return copied;
}

Result<void> must_exist(const Place& place) {
  std::error_code problem;
  if (is_postgresql(place.database) || fs::is_regular_file(place.database, problem)) return {};
  return fail(ErrorCode::not_found, place.database + ": there is no store here");
}

Result<BackupReport> fill_folder(const Place& place, const fs::path& to, Instant now) {
  Written written = HOSHI_TRY(write_state(place, to));
  ValueList blobs = HOSHI_TRY(copy_blobs(place, written.blobs, to));
  written.report.blobs = static_cast<std::int64_t>(blobs.size());
  written.manifest.set("blobs", Value(std::move(blobs)));
  written.manifest.set("made_at", to_text(now));
  const std::string manifest = to_json(written.manifest) + "\n";
  HOSHI_CHECK(write_private_file(to / manifest_name, manifest));
  written.report.manifest_sha256 = sha256_hex(manifest);
  return written.report;
}

}  // namespace

Place place_in(const std::filesystem::path& data_folder) { return {data_folder / "office.sqlite", data_folder}; }

std::string piece_name(std::string_view table, std::size_t piece) { return fmt::format("{}.{:04}.jsonl", table, piece); }

Result<BackupReport> back_up(const Place& place, const std::filesystem::path& to, Instant now) {
  HOSHI_CHECK(must_exist(place));
  if (::mkdir(to.c_str(), 0700) != 0) {
    const int number = errno;
    if (number == EEXIST) return fail(ErrorCode::conflict, to.string() + ": is there already; a backup overwrites nothing");
    return fail(number == EACCES ? ErrorCode::forbidden : ErrorCode::unavailable, to.string() + ": " + std::strerror(number));
  }
  auto report = fill_folder(place, to, now);
  if (report) return report;
  std::error_code ignored;
  fs::remove_all(to, ignored);  // half a backup must not look like one
  return report;
}

Result<CheckReport> check_store(const Place& place) {
  HOSHI_CHECK(must_exist(place));
  const auto database = HOSHI_TRY(open_database(place.database));
  if (!is_postgresql(place.database)) HOSHI_CHECK(sqlite::check_pages(place.database));
  CheckReport report;
  report.audit = HOSHI_TRY(check_audit_trail(*database));
  const Blobs blobs = HOSHI_TRY(Blobs::open(place.data_folder));
  std::set<std::string> there;
  HOSHI_CHECK(blobs.each([&](const std::string& hash) -> Result<void> {
    there.insert(hash);
    return {};
  }));
  std::set<std::string> named;  // asked for after the walk: a blob is put before it is named
  HOSHI_CHECK(database->run(Access::read, [&](Transaction& transaction) -> Result<void> {
    named = HOSHI_TRY(blobs_named(transaction));
    return {};
  }));
  for (const std::string& hash : named) {
    if (blobs.read(hash)) {
      ++report.blobs;
    } else {
      report.bad_blobs.push_back(hash);
    }
  }
  for (const std::string& hash : there) report.unnamed_blobs += named.contains(hash) ? 0 : 1;
  return report;
}

}  // namespace hoshi::store
