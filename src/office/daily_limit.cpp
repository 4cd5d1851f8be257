// The counters of a day.
// SPDX-License-Identifier: Apache-2.0
#include "office/daily_limit.h"

#include "base/encoding.h"

namespace hoshi::office {
namespace {

constexpr std::int64_t day_milliseconds = 24LL * 60 * 60 * 1000;

}  // namespace

Result<bool> within_daily_limit(store::Transaction& transaction, std::string_view purpose, const std::string& what, std::int64_t most, std::int64_t now) {
  const std::string name = std::string(purpose) + "/" + sha256_hex(what);
  const auto rows = HOSHI_TRY(transaction.query("SELECT attempts, window_start FROM throttles WHERE name = $1", {name}));
  const bool is_new = rows.empty() || rows[0].integer(1) <= now - day_milliseconds;
  const std::int64_t attempts = is_new ? 0 : rows[0].integer(0);
  if (attempts >= most) return false;
  HOSHI_CHECK(transaction.execute(
      "INSERT INTO throttles (name, attempts, window_start) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE SET attempts = excluded.attempts, "
      "window_start = excluded.window_start",
      {name, attempts + 1, is_new ? now : rows[0].integer(1)}));
  return true;
}

}  // namespace hoshi::office
