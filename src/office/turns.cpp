// Turns in the table of throttles.
// SPDX-License-Identifier: Apache-2.0
#include "office/turns.h"

#include "base/encoding.h"
#include "office/work.h"

namespace hoshi::office {
namespace {

constexpr std::int64_t day_milliseconds = 24LL * 60 * 60 * 1000;

}  // namespace

Result<bool> takes_turn(store::Transaction& transaction, const std::string& what, std::int64_t most, std::int64_t now) {
  const std::string name = "turn/" + sha256_hex(what);
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

Result<void> take_turn_to_complain(const Office& office, const std::string& network) {
  bool is_too_often = false;
  HOSHI_CHECK(office.parts().database.run(store::Access::write, [&](store::Transaction& transaction) -> Result<void> {
    is_too_often = !HOSHI_TRY(takes_turn(transaction, "complain/network " + network, complaints_of_network, stored(office.now())));
    return {};
  }));
  if (is_too_often) return fail(ErrorCode::unavailable, "too many complaints from here today; try again tomorrow");
  return {};
}

}  // namespace hoshi::office
