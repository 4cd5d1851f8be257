// The outbox in SQL.
// SPDX-License-Identifier: Apache-2.0
#include "store/outbox.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/text.h"

namespace hoshi::store {
namespace {

constexpr std::size_t body_bytes_max = 1u << 20;
constexpr std::size_t why_bytes_max = 500;

std::int64_t number_of(Instant instant) { return instant.time_since_epoch().count(); }
Instant instant_of(std::int64_t number) { return Instant(std::chrono::milliseconds(number)); }

tl::unexpected<Error> lease_is_over(std::string_view id) {
  return fail(ErrorCode::conflict, fmt::format("notice {} is no longer held under this lease", id));
}

}  // namespace

Result<bool> queue_notice(Transaction& transaction, const Notice& notice, Instant now) {
  const std::string body = to_json(notice.body);
  if (body.size() > body_bytes_max) return fail(ErrorCode::invalid_input, "the body of a notice is too large");
  const auto queued = HOSHI_TRY(transaction.execute(
      "INSERT INTO outbox (id, name, kind, recipient, body, created_at, next_at) VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT (name) DO NOTHING",
      {notice.id, notice.name, notice.kind, notice.recipient, body, number_of(now)}));
  if (queued == 1) return true;
  const Rows rows = HOSHI_TRY(transaction.query("SELECT kind, recipient, body FROM outbox WHERE name = $1", {notice.name}));
  const bool is_same = rows.size() == 1 && rows[0].text(0) == notice.kind && rows[0].text(1) == notice.recipient && rows[0].text(2) == body;
  if (!is_same) return fail(ErrorCode::conflict, fmt::format("another notice was queued under the name {}", notice.name));
  return false;
}

Result<bool> was_queued(Transaction& transaction, std::string_view name) {
  return !HOSHI_TRY(transaction.query("SELECT 1 FROM outbox WHERE name = $1", {std::string(name)})).empty();
}

Result<std::vector<ClaimedNotice>> claim_notices(Transaction& transaction, std::string_view kind, std::string_view lease, Instant now,
                                                 std::chrono::seconds lease_time, std::int64_t most) {
  HOSHI_CHECK(transaction.execute(
      "UPDATE outbox SET lease = $1, leased_until = $2 WHERE id IN (SELECT id FROM outbox WHERE next_at <= $3 AND kind = $4 AND "
      "(leased_until IS NULL OR leased_until <= $3) ORDER BY next_at, id LIMIT $5)",
      {std::string(lease), number_of(now + lease_time), number_of(now), std::string(kind), most}));
  const Rows rows = HOSHI_TRY(transaction.query(
      "SELECT id, name, kind, recipient, body, attempts, created_at FROM outbox WHERE lease = $1 ORDER BY next_at, id", {std::string(lease)}));
  std::vector<ClaimedNotice> claimed;
  for (const Row& row : rows) {
    auto body = parse_json(row.text(4));
    if (!body) return fail(ErrorCode::corrupt, fmt::format("the body of notice {} cannot be read", row.text(0)));
    claimed.push_back({{row.text(0), row.text(1), row.text(2), row.text(3), std::move(*body)}, row.integer(5), instant_of(row.integer(6))});
  }
  return claimed;
}

Result<void> give_back(Transaction& transaction, std::string_view lease) {
  HOSHI_CHECK(transaction.execute("UPDATE outbox SET lease = NULL, leased_until = NULL WHERE lease = $1", {std::string(lease)}));
  return {};
}

Result<void> mark_delivered(Transaction& transaction, std::string_view id, std::string_view lease, Instant now) {
  const auto changed = HOSHI_TRY(transaction.execute(
      "UPDATE outbox SET delivered_at = $1, next_at = NULL, lease = NULL, leased_until = NULL WHERE id = $2 AND lease = $3 AND delivered_at IS NULL",
      {number_of(now), std::string(id), std::string(lease)}));
  if (changed != 1) return lease_is_over(id);
  return {};
}

Result<void> mark_failed(Transaction& transaction, std::string_view id, std::string_view lease, Instant now, std::string_view why) {
  const Rows rows = HOSHI_TRY(transaction.query("SELECT attempts FROM outbox WHERE id = $1 AND lease = $2 AND delivered_at IS NULL",
                                                {std::string(id), std::string(lease)}));
  if (rows.empty()) return lease_is_over(id);
  const std::int64_t attempts = rows[0].integer(0) + 1;
  const bool is_last = attempts >= attempts_most;
  HOSHI_CHECK(transaction.execute(
      "UPDATE outbox SET attempts = $1, next_at = $2, abandoned_at = $3, last_failure = $4, lease = NULL, leased_until = NULL WHERE id = $5",
      {attempts, is_last ? Cell() : Cell(number_of(now + delay_after(attempts))), is_last ? Cell(number_of(now)) : Cell(),
       printable(why, why_bytes_max), std::string(id)}));
  return {};
}

Result<void> queue_again(Transaction& transaction, std::string_view id, Instant now) {
  const auto changed = HOSHI_TRY(transaction.execute(
      "UPDATE outbox SET attempts = 0, next_at = $1, abandoned_at = NULL WHERE id = $2 AND abandoned_at IS NOT NULL", {number_of(now), std::string(id)}));
  if (changed != 1) return fail(ErrorCode::not_found, fmt::format("no notice {} was put aside", id));
  return {};
}

std::chrono::minutes delay_after(std::int64_t attempts) {
  constexpr std::int64_t longest = 8 * 60;
  const std::int64_t doublings = std::clamp<std::int64_t>(attempts - 1, 0, 20);
  return std::chrono::minutes(std::min(longest, std::int64_t{1} << doublings));
}

std::string message_id(const Notice& notice, std::string_view host) {
  return fmt::format("<{}@{}>", sha256_hex(notice.name).substr(0, 32), host);
}

Result<OutboxState> outbox_state(Transaction& transaction) {
  const Rows waiting = HOSHI_TRY(transaction.query("SELECT count(*), min(created_at) FROM outbox WHERE next_at IS NOT NULL"));
  const Rows aside = HOSHI_TRY(transaction.query("SELECT count(*) FROM outbox WHERE abandoned_at IS NOT NULL"));
  OutboxState state{waiting[0].integer(0), aside[0].integer(0), std::nullopt};
  if (!waiting[0].is_null(1)) state.oldest_waiting = instant_of(waiting[0].integer(1));
  return state;
}

}  // namespace hoshi::store
