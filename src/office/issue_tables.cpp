// The rows of intents and status indexes.
// SPDX-License-Identifier: Apache-2.0
#include "office/issue_tables.h"

#include <limits>
#include <map>

#include "labels/statement.h"

namespace hoshi::office {
namespace {

constexpr std::string_view columns =
    "SELECT id, application, decision, kind, number, status_list, status_index, state, payload, profile_hash, signed_statement, created_at "
    "FROM label_intents ";

// A list is left when three quarters are taken: until then a place drawn at random is free after four tries on average.
constexpr std::int64_t taken_most = labels::status_list_entries / 4 * 3;
constexpr int draws_most = 200;
constexpr std::int64_t rows_at_once = 64;

Intent intent_from(const store::Row& row) {
  Intent intent;
  intent.id = row.text(0);
  intent.application = row.text(1);
  intent.decision = row.text(2);
  intent.kind = row.text(3);
  intent.number = row.text(4);
  intent.status_list = static_cast<std::uint32_t>(row.integer(5));
  intent.status_index = static_cast<std::uint32_t>(row.integer(6));
  intent.state = row.text(7);
  intent.payload = row.bytes(8);
  intent.profile = row.text(9);
  intent.signed_statement = row.bytes(10);
  intent.created = instant_of(row.integer(11));
  return intent;
}

Result<std::int64_t> open_list(Work& work) {
  const auto rows = HOSHI_TRY(work.transaction.query("SELECT status_list, taken FROM status_lists ORDER BY status_list DESC LIMIT 1"));
  if (!rows.empty() && rows[0].integer(1) < taken_most) return rows[0].integer(0);
  const std::int64_t next = rows.empty() ? 0 : rows[0].integer(0) + 1;
  HOSHI_CHECK(work.transaction.execute("INSERT INTO status_lists (status_list, size, taken) VALUES ($1, $2, 0)",
                                       {next, std::int64_t{labels::status_list_entries}}));
  return next;
}

std::uint32_t drawn(Work& work) {
  const Bytes random = work.parts.random(4);
  std::uint32_t number = 0;
  for (const auto byte : random) number = (number << 8) | byte;
  return number % labels::status_list_entries;  // a power of two: no place is likelier than another
}

}  // namespace

Result<StatusPlace> allocate_status_place(Work& work, const std::string& number) {
  const std::int64_t list = HOSHI_TRY(open_list(work));
  for (int draw = 0; draw < draws_most; ++draw) {
    const std::uint32_t index = drawn(work);
    const auto inserted = HOSHI_TRY(work.transaction.execute(
        "INSERT INTO status_indexes (status_list, status_index, number) VALUES ($1, $2, $3) ON CONFLICT (status_list, status_index) DO NOTHING",
        {list, std::int64_t{index}, number}));
    if (inserted == 0) continue;
    HOSHI_CHECK(work.transaction.execute("UPDATE status_lists SET taken = taken + 1 WHERE status_list = $1", {list}));
    return StatusPlace{static_cast<std::uint32_t>(list), index};
  }
  return fail(ErrorCode::internal, "no free place in the status list was found");
}

Result<void> insert_intent(Work& work, const Intent& intent, std::string_view lint) {
  HOSHI_CHECK(work.transaction.execute(
      "INSERT INTO label_intents (id, application, decision, decision_hash, kind, number, status_list, status_index, state, payload, "
      "profile_hash, lint, created_at) VALUES ($1, $2, $3, $3, $4, $5, $6, $7, 'planned', $8, $9, $10, $11)",
      {intent.id, intent.application, intent.decision, intent.kind, intent.number, std::int64_t{intent.status_list},
       std::int64_t{intent.status_index}, intent.payload, intent.profile, std::string(lint), work.milliseconds()}));
  return {};
}

Result<void> offer_queue(store::Transaction& transaction, const std::string& sql, std::size_t time_column, const std::vector<store::Cell>& more, Turn& turn,
                         const std::function<void(const store::Row&)>& look) {
  std::int64_t since = std::numeric_limits<std::int64_t>::min();
  std::string last;
  while (!turn.is_full()) {
    std::vector<store::Cell> values{since, last, rows_at_once};
    values.insert(values.end(), more.begin(), more.end());
    const auto rows = HOSHI_TRY(transaction.query(sql, std::span<const store::Cell>(values)));
    for (const auto& row : rows) {
      if (look) look(row);
      turn.offer(row.text(0));
    }
    if (rows.size() < static_cast<std::size_t>(rows_at_once)) break;
    since = rows.back().integer(time_column);
    last = rows.back().text(0);
  }
  return {};
}

Result<std::vector<Intent>> open_intents(store::Transaction& transaction, Turn turn) {
  std::map<std::string, Intent> seen;
  HOSHI_CHECK(offer_queue(
      transaction, std::string(columns) + "WHERE state IN ('planned', 'signed') AND (created_at, id) > ($1, $2) ORDER BY created_at, id LIMIT $3", 11, {}, turn,
      [&](const store::Row& row) { seen.emplace(row.text(0), intent_from(row)); }));
  std::vector<Intent> intents;
  for (const auto& id : turn.taken()) intents.push_back(std::move(seen.at(id)));
  return intents;
}

Result<std::optional<Intent>> intent_of_number(store::Transaction& transaction, std::string_view number) {
  const auto rows = HOSHI_TRY(transaction.query(std::string(columns) + "WHERE number = $1 ORDER BY created_at DESC, id DESC LIMIT 1",
                                                {std::string(number)}));
  if (rows.empty()) return std::optional<Intent>();
  return std::optional<Intent>(intent_from(rows[0]));
}

Result<void> keep_signed(Work& work, const Intent& intent, const Bytes& key_id, const Bytes& signed_statement) {
  const auto changed = HOSHI_TRY(work.transaction.execute(
      "UPDATE label_intents SET state = 'signed', key_id = $1, signed_statement = $2, signed_at = $3 WHERE id = $4 AND state = 'planned'",
      {key_id, signed_statement, work.milliseconds(), intent.id}));
  if (changed != 1) return fail(ErrorCode::conflict, "intent " + intent.id + " is not waiting for a signature any more");
  return {};
}

Result<void> end_intent(Work& work, const Intent& intent, std::string_view state, std::string_view why) {
  const auto changed = HOSHI_TRY(work.transaction.execute(
      "UPDATE label_intents SET state = $1, ended_at = $2, void_reason = $3 WHERE id = $4 AND ended_at IS NULL",
      {std::string(state), work.milliseconds(), std::string(why), intent.id}));
  if (changed != 1) return fail(ErrorCode::conflict, "intent " + intent.id + " has ended already");
  const bool has_new_number = intent.kind == "issue" || intent.kind == "transfer";
  if (!has_new_number) return {};
  HOSHI_CHECK(work.transaction.execute("UPDATE numbers SET state = $1 WHERE number = $2",
                                       {std::string(state == "voided" ? "burned" : "used"), intent.number}));
  return {};
}

}  // namespace hoshi::office
