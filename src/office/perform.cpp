// The one entry: form, uploads, idempotency, and the transaction around a step.
// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"
#include "office/kind.h"
#include "office/uploads.h"

namespace hoshi::office {
namespace {

constexpr std::chrono::hours keys_are_kept(24 * 90);

// Keys belong to who uses them: nobody learns or blocks another's.
std::string name_of_key(const workflow::Actor& actor, const Command& command) {
  return "perform/" + actor.account + "/" + command.idempotency_key;
}

// Nothing when the key is new.
Result<std::optional<Receipt>> earlier(store::Transaction& transaction, const std::string& name, const std::string& digest) {
  const auto rows = HOSHI_TRY(transaction.query("SELECT request_hash, result FROM idempotency WHERE name = $1", {name}));
  if (rows.empty()) return std::optional<Receipt>();
  if (rows[0].text(0) != digest) return fail(ErrorCode::conflict, "this idempotency key was used for another command");
  Receipt receipt = HOSHI_TRY(receipt_from(HOSHI_TRY(parse_json(rows[0].text(1)))));
  receipt.repeated = true;
  return std::optional<Receipt>(std::move(receipt));
}

Result<void> keep(Work& work, const std::string& name, const std::string& digest, const Receipt& receipt) {
  HOSHI_CHECK(work.transaction.execute(
      "INSERT INTO idempotency (name, account, request_hash, result, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
      {name, work.actor.account, digest, to_json(to_value(receipt)), work.milliseconds(), stored(work.now + keys_are_kept)}));
  return {};
}

}  // namespace

Result<Receipt> Office::perform(const workflow::Actor& actor, const Command& command) const {
  HOSHI_CHECK(check_form(command));
  const std::string digest = digest_of(command);
  const std::string name = name_of_key(actor, command);
  const Outside outside = look_outside(parts_, actor, command);
  Receipt receipt;
  HOSHI_CHECK(parts_.database.run(store::Access::write, [&](store::Transaction& transaction) -> Result<void> {
    auto known = HOSHI_TRY(earlier(transaction, name, digest));
    if (known) {
      receipt = std::move(*known);
      return {};
    }
    const Instant now = parts_.now();
    Work work{parts_, transaction, actor, now, workflow::day_in_japan(now), outside, {}, {}};
    receipt = HOSHI_TRY(take(work, command));
    return keep(work, name, digest, receipt);
  }));
  return receipt;
}

}  // namespace hoshi::office
