// Restoring a backup: everything is checked before the one transaction that fills the store commits.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "base/closed_folder.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/text.h"
#include "store/backup.h"
#include "store/backup_format.h"
#include "store/blobs.h"
#include "store/migrations.h"
#include "store/pool.h"
#include "store/search.h"

namespace hoshi::store {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t values_at_once = 20'000;  // both databases take more
constexpr std::size_t rows_in_statement = 200;

tl::unexpected<Error> broken(const fs::path& what, std::string_view why) {
  return fail(ErrorCode::corrupt, fmt::format("{}: {}; the backup cannot be restored", what.string(), why));
}

struct Manifest {
  Value content;
  std::string sha256;
  int schema = 0;
};

Result<Manifest> read_manifest(const fs::path& from) {
  const fs::path path = from / manifest_name;
  const std::string text = HOSHI_TRY(read_file(path));
  auto content = parse_json(text);
  if (!content || (*content)["format"].as_text() != backup_format) return broken(path, "is no manifest of a backup this Hoshi knows");
  Manifest manifest{std::move(*content), sha256_hex(text), 0};
  const Dialect dialect = manifest.content["database"].as_text() == "sqlite" ? Dialect::sqlite : Dialect::postgresql;
  const std::vector<SchemaFile> known = schema_of(dialect);
  for (const Value& file : manifest.content["schema"].as_list()) {
    const std::size_t index = static_cast<std::size_t>(manifest.schema++);
    if (index >= known.size()) return broken(path, "it was made by a newer Hoshi");
    const bool is_known = file["number"].as_integer() == manifest.schema && file["checksum"].as_text() == sha256_hex(known[index].sql);
    if (!is_known) return broken(path, fmt::format("its schema change {} is not the one this Hoshi has", manifest.schema));
  }
  return manifest;
}

Result<std::int64_t> count_rows(Transaction& transaction, const std::string& table) {
  const Rows rows = HOSHI_TRY(transaction.query("SELECT count(*) FROM " + table));
  return rows[0].integer(0);
}

Result<void> must_be_empty(Transaction& transaction, const std::vector<TableShape>& shapes) {
  for (const TableShape& shape : shapes) {
    const bool is_made_with_the_schema = shape.name == "audit_head";
    if (!is_made_with_the_schema && HOSHI_TRY(count_rows(transaction, shape.name)) != 0) {
      return fail(ErrorCode::conflict, "the store is not empty (" + shape.name + " has rows); a backup is restored into a new one only");
    }
  }
  HOSHI_CHECK(transaction.execute("DELETE FROM audit_head"));
  return {};
}

// "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4)".
std::string insert_text(const TableShape& shape, std::size_t rows) {
  std::string text = fmt::format("INSERT INTO {} ({}) VALUES ", shape.name, quoted_list(shape.columns));
  std::size_t number = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    text += row == 0 ? "(" : ", (";
    for (std::size_t column = 0; column < shape.columns.size(); ++column) text += fmt::format("{}${}", column == 0 ? "" : ", ", ++number);
    text += ")";
  }
  return text;
}

class TableReader {
 public:
  TableReader(Transaction& transaction, const TableShape& shape) : transaction_(transaction), shape_(shape) {
    const std::size_t fit = std::max<std::size_t>(1, values_at_once / shape.columns.size());
    batch_ = std::min(rows_in_statement, fit);
    full_ = insert_text(shape, batch_);
  }

  Result<void> add(std::string_view line) {
    const Value cells = HOSHI_TRY(parse_json(line, {.depth = 4, .input_bytes = 2 * cell_bytes_max}));
    if (cells.as_list().size() != shape_.columns.size()) return fail(ErrorCode::corrupt, "a row has another number of cells than its table has columns");
    for (const Value& cell : cells.as_list()) values_.push_back(HOSHI_TRY(cell_of(cell)));
    ++rows_;
    return values_.size() == batch_ * shape_.columns.size() ? flush() : Result<void>();
  }

  Result<void> flush() {
    if (values_.empty()) return {};
    const std::size_t rows = values_.size() / shape_.columns.size();
    if (shape_.name == "search_documents") {
      for (std::size_t row = 0; row < rows; ++row) HOSHI_CHECK(add_document(row * shape_.columns.size()));
    } else {
      HOSHI_CHECK(transaction_.execute(rows == batch_ ? full_ : insert_text(shape_, rows), std::span<const Cell>(values_)));
    }
    values_.clear();
    return {};
  }
  std::int64_t rows() const { return rows_; }

 private:
  // The index is made anew: it is not the same on both databases.
  Result<void> add_document(std::size_t first) {
    const Row row({values_.begin() + static_cast<std::ptrdiff_t>(first), values_.begin() + static_cast<std::ptrdiff_t>(first + shape_.columns.size())});
    const auto at = [&](std::string_view column) {
      return static_cast<std::size_t>(std::find(shape_.columns.begin(), shape_.columns.end(), column) - shape_.columns.begin());
    };
    return restore_document(transaction_, {row.integer(at("document")), row.text(at("key")), row.text(at("content")), row.text(at("marks"))});
  }

  Transaction& transaction_;
  const TableShape& shape_;
  std::size_t batch_ = 1;
  std::string full_;
  std::vector<Cell> values_;
  std::int64_t rows_ = 0;
};

Result<std::int64_t> load_table(Transaction& transaction, const fs::path& from, const TableShape& shape, const Value& entry) {
  const ValueList columns(shape.columns.begin(), shape.columns.end());
  if (entry["table"].as_text() != shape.name || !(entry["columns"] == Value(columns))) {
    return broken(from / manifest_name, "the table " + shape.name + " has other columns");
  }
  TableReader reader(transaction, shape);
  for (std::size_t piece = 0; piece < entry["files"].as_list().size(); ++piece) {
    const fs::path path = from / piece_name(shape.name, piece);
    const std::string text = HOSHI_TRY(read_file(path));
    if (sha256_hex(text) != entry["files"].as_list()[piece].as_text()) return broken(path, "its bytes are not those of the manifest");
    std::string_view rest = text;
    for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
      const auto added = reader.add(rest.substr(0, end));
      if (!added) return broken(path, added.error().message);
      rest.remove_prefix(end + 1);
    }
    if (!rest.empty()) return broken(path, "its last line is cut off");
  }
  HOSHI_CHECK(reader.flush());
  if (reader.rows() != entry["rows"].as_integer(-1)) return broken(from / manifest_name, "the table " + shape.name + " has another number of rows");
  return reader.rows();
}

Result<BackupReport> load(Transaction& transaction, const fs::path& from, const Manifest& manifest) {
  BackupReport report;
  report.schema = manifest.schema;
  report.manifest_sha256 = manifest.sha256;
  const auto shapes = HOSHI_TRY(table_shapes(transaction, manifest.schema));
  HOSHI_CHECK(must_be_empty(transaction, shapes));
  const ValueList& tables = manifest.content["tables"].as_list();
  if (tables.size() != shapes.size()) return broken(from / manifest_name, "it has another number of tables");
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    // Entries come in the order of the database they are from; both make the tables in one order.
    report.rows += HOSHI_TRY(load_table(transaction, from, shapes[i], tables[i]));
  }
  report.audit = HOSHI_TRY(check_audit_trail(transaction));
  const Value& audit = manifest.content["audit"];
  if (report.audit.size != audit["size"].as_integer(-1) || to_hex(report.audit.root) != audit["root"].as_text()) {
    return broken(from / manifest_name, "the audit trail is not the one that was backed up");
  }
  return report;
}

Result<std::int64_t> load_blobs(const fs::path& from, const Manifest& manifest, const Place& place) {
  const ValueList& names = manifest.content["blobs"].as_list();
  const Blobs target = HOSHI_TRY(Blobs::open(place.data_folder));
  if (names.empty()) return 0;
  const Blobs source = HOSHI_TRY(Blobs::open(from));
  for (const Value& name : names) {
    const std::string content = HOSHI_TRY(source.read(name.as_text()));
    HOSHI_TRY(target.put(view_of(content)));
  }
  return static_cast<std::int64_t>(names.size());
}

}  // namespace

Result<BackupReport> restore(const std::filesystem::path& from, const Place& place) {
  const Manifest manifest = HOSHI_TRY(read_manifest(from));
  HOSHI_CHECK(make_closed_folder(place.data_folder));  // it will hold what applicants sent in confidence
  // Before the commit: what is named must be there. Before the transaction: a server ends one that idles.
  const std::int64_t blobs = HOSHI_TRY(load_blobs(from, manifest, place));
  PoolLimits limits;
  limits.schema_up_to = manifest.schema;
  Result<BackupReport> report = fail(ErrorCode::internal, "not restored");
  {
    const auto database = HOSHI_TRY(open_database(place.database, limits));
    HOSHI_CHECK(database->run(Access::write, [&](Transaction& transaction) -> Result<void> {
      report = load(transaction, from, manifest);
      if (!report) return tl::unexpected<Error>(report.error());
      return {};
    }));
    report->blobs = blobs;
  }
  HOSHI_TRY(open_database(place.database));
  return report;
}

}  // namespace hoshi::store
