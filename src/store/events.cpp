// Appending events, reading them, and checking the trail against its tree.
// SPDX-License-Identifier: Apache-2.0
#include "store/events.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "store/audit_tree.h"

namespace hoshi::store {
namespace {

constexpr std::size_t data_bytes_max = 1u << 20;
constexpr std::int64_t rows_at_once = 1000;
constexpr std::string_view columns = "SELECT sequence, aggregate, version, kind, happened_at, actor, data, leaf_hash FROM events ";

struct StoredEvent {
  Event event;
  Bytes leaf_hash;
};

Result<StoredEvent> read_row(const Row& row) {
  StoredEvent stored{{row.integer(0), row.text(1), row.integer(2), row.text(3), Instant(std::chrono::milliseconds(row.integer(4))), row.text(5), {}},
                     row.bytes(7)};
  auto data = parse_json(row.text(6));
  if (!data) return fail(ErrorCode::corrupt, fmt::format("event {} of the audit trail has data that cannot be read", stored.event.sequence));
  stored.event.data = std::move(*data);
  return stored;
}

Result<std::vector<Event>> read_rows(const Rows& rows) {
  std::vector<Event> events;
  events.reserve(rows.size());
  for (const Row& row : rows) events.push_back(HOSHI_TRY(read_row(row)).event);
  return events;
}

enum class Purpose { look, append };

// To append, the head is written as it is read: of two transactions the second waits here and is overtaken, before it has done
// its work and before both insert the same sequence.
Result<AuditTree> read_tree(Transaction& transaction, Purpose purpose) {
  const Rows rows = HOSHI_TRY(transaction.query(purpose == Purpose::look ? "SELECT size, frontier FROM audit_head WHERE id = 1"
                                                                         : "UPDATE audit_head SET size = size WHERE id = 1 RETURNING size, frontier"));
  if (rows.size() != 1) return fail(ErrorCode::corrupt, "the audit trail has no head");
  return AuditTree::read(rows[0].integer(0), rows[0].bytes(1));
}

Result<void> write_tree(Transaction& transaction, const AuditTree& tree) {
  const auto changed = HOSHI_TRY(transaction.execute("UPDATE audit_head SET size = $1, frontier = $2 WHERE id = 1", {tree.size(), tree.bytes()}));
  if (changed != 1) return fail(ErrorCode::corrupt, "the audit trail has no head");
  return {};
}

Result<void> insert(Transaction& transaction, const Event& event, const std::string& data, const Bytes& leaf_hash) {
  HOSHI_CHECK(transaction.execute(
      "INSERT INTO events (sequence, aggregate, version, kind, happened_at, actor, data, leaf_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {event.sequence, event.aggregate, event.version, event.kind, std::int64_t{event.at.time_since_epoch().count()}, event.actor, data, leaf_hash}));
  return {};
}

// What goes in must come out as it was, or the leaf could never be checked again.
Result<std::string> data_of(const Event& event) {
  std::string data = to_json(event.data);
  if (data.size() > data_bytes_max) return fail(ErrorCode::invalid_input, "the data of an event are too large; large things are blobs");
  const auto again = parse_json(data);
  if (!again || !(*again == event.data)) return fail(ErrorCode::invalid_input, "the data of an event are nested too deep or not UTF-8");
  return data;
}

tl::unexpected<Error> broken(std::int64_t sequence, std::string_view what) {
  return fail(ErrorCode::corrupt, fmt::format("the audit trail is broken at event {}: {}", sequence, what));
}

// Compares one row with the tree so far and appends it.
Result<void> check_row(const Row& row, AuditTree& tree) {
  const std::int64_t expected = tree.size() + 1;
  if (row.integer(0) != expected) return broken(expected, "its row was dropped");
  const StoredEvent stored = HOSHI_TRY(read_row(row));
  // Canonical text only: a row that reads the same but is written otherwise was altered as well.
  if (to_json(stored.event.data) != row.text(6)) return broken(expected, "its data were altered");
  Bytes hash = hash_leaf(view_of(leaf_of(stored.event)));
  if (hash != stored.leaf_hash) return broken(expected, "its row was altered");
  tree.append(std::move(hash));
  return {};
}

// Checks the next rows; true when the trail is at its end and its head fits.
Result<bool> check_piece(Transaction& transaction, AuditTree& tree) {
  const AuditTree head = HOSHI_TRY(read_tree(transaction, Purpose::look));
  const std::string sql = std::string(columns) + "WHERE sequence > $1 ORDER BY sequence LIMIT $2";
  for (const Row& row : HOSHI_TRY(transaction.query(sql, {tree.size(), rows_at_once}))) {
    if (tree.size() == head.size()) return broken(row.integer(0), "its row was added beside the trail");
    HOSHI_CHECK(check_row(row, tree));
  }
  const auto left = HOSHI_TRY(transaction.query("SELECT sequence FROM events WHERE sequence > $1 LIMIT 1", {tree.size()}));
  if (!left.empty()) return false;
  if (tree.size() < head.size()) return broken(tree.size() + 1, "its row was dropped");
  if (tree.root() != head.root()) return fail(ErrorCode::corrupt, "the audit trail does not fit its head: rows were rewritten together with their hashes, or the head was altered");
  return true;
}

// Hashes cannot tell rows that never belonged: sequences below 1, and versions with gaps.
Result<void> check_order(Transaction& transaction) {
  for (const Row& row : HOSHI_TRY(transaction.query("SELECT min(sequence) FROM events HAVING min(sequence) < 1"))) {
    return broken(row.integer(0), "its row was added beside the trail");
  }
  for (const Row& row : HOSHI_TRY(transaction.query("SELECT min(sequence) FROM events GROUP BY aggregate "
                                                    "HAVING min(version) <> 1 OR max(version) <> count(*) ORDER BY 1 LIMIT 1"))) {
    return broken(row.integer(0), "the versions of its aggregate have gaps");
  }
  return {};
}

}  // namespace

std::string leaf_of(const Event& event) {
  return to_json(object({{"sequence", event.sequence},
                         {"aggregate", event.aggregate},
                         {"version", event.version},
                         {"kind", event.kind},
                         {"at", to_text(event.at)},
                         {"actor", event.actor},
                         {"data", event.data}}));
}

Result<std::vector<Event>> append_events(Transaction& transaction, std::string_view aggregate, std::int64_t expected_version,
                                         std::vector<Event> events) {
  AuditTree tree = HOSHI_TRY(read_tree(transaction, Purpose::append));
  const Rows rows = HOSHI_TRY(transaction.query("SELECT coalesce(max(version), 0) FROM events WHERE aggregate = $1", {std::string(aggregate)}));
  std::int64_t version = rows.empty() ? 0 : rows[0].integer(0);
  if (version != expected_version) {
    return fail(ErrorCode::conflict, fmt::format("{} has changed meanwhile (version {}, not {})", aggregate, version, expected_version));
  }
  for (Event& event : events) {
    event.sequence = tree.size() + 1;
    event.aggregate = aggregate;
    event.version = ++version;
    const std::string data = HOSHI_TRY(data_of(event));
    Bytes hash = hash_leaf(view_of(leaf_of(event)));
    HOSHI_CHECK(insert(transaction, event, data, hash));
    tree.append(std::move(hash));
  }
  HOSHI_CHECK(write_tree(transaction, tree));
  return events;
}

Result<std::vector<Event>> events_of(Transaction& transaction, std::string_view aggregate) {
  return read_rows(HOSHI_TRY(transaction.query(std::string(columns) + "WHERE aggregate = $1 ORDER BY version", {std::string(aggregate)})));
}

Result<std::vector<Event>> events_since(Transaction& transaction, std::int64_t sequence, std::int64_t most) {
  return read_rows(HOSHI_TRY(transaction.query(std::string(columns) + "WHERE sequence > $1 ORDER BY sequence LIMIT $2", {sequence, most})));
}

Result<AuditHead> audit_head(Transaction& transaction) {
  const AuditTree tree = HOSHI_TRY(read_tree(transaction, Purpose::look));
  return AuditHead{tree.size(), tree.root()};
}

Result<AuditHead> check_audit_trail(Database& database) {
  AuditTree tree;
  for (bool at_end = false; !at_end;) {
    AuditTree next = tree;
    HOSHI_CHECK(database.run(Access::read, [&](Transaction& transaction) -> Result<void> {
      next = tree;  // the transaction may be run again
      at_end = HOSHI_TRY(check_piece(transaction, next));
      if (at_end) HOSHI_CHECK(check_order(transaction));
      return {};
    }));
    tree = std::move(next);
  }
  return AuditHead{tree.size(), tree.root()};
}

}  // namespace hoshi::store
