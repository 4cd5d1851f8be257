// Rounds over the outbox.
// SPDX-License-Identifier: Apache-2.0
#include "courier/courier.h"

#include <thread>

namespace hoshi::courier {
namespace {

enum class Fate { delivered, failed, dropped };

// Looks the recipient up and sends; the look-up is a short read of its own, for sending may take long.
Result<Fate> carry(const CourierParts& parts, const store::Notice& notice, std::string& why) {
  std::optional<Mail> mail;
  std::optional<Webhook> webhook;
  const auto looked_up = parts.database.run(store::Access::read, [&](store::Transaction& transaction) -> Result<void> {
    mail.reset();
    webhook.reset();
    if (notice.kind == "mail") mail = HOSHI_TRY(parts.letters.mail(transaction, notice));
    else webhook = HOSHI_TRY(parts.letters.webhook(transaction, notice));
    return {};
  });
  if (!looked_up && looked_up.error().code == ErrorCode::not_found) return Fate::dropped;
  const auto sent = !looked_up ? looked_up
                    : mail     ? parts.carrier.send(*mail, store::message_id(notice, parts.settings.host))
                               : parts.carrier.send(*webhook, notice.name);
  if (sent) return Fate::delivered;
  why = sent.error().message;
  return Fate::failed;
}

Result<void> settle(const CourierParts& parts, const store::Notice& notice, const std::string& lease, Fate fate, const std::string& why) {
  return parts.database.run(store::Access::write, [&](store::Transaction& transaction) -> Result<void> {
    if (fate == Fate::failed) return store::mark_failed(transaction, notice.id, lease, parts.now(), why);
    return store::mark_delivered(transaction, notice.id, lease, parts.now());
  });
}

Result<void> give_back(const CourierParts& parts, const std::string& lease) {
  return parts.database.run(store::Access::write, [&](store::Transaction& transaction) { return store::give_back(transaction, lease); });
}

Result<void> deliver_kind(const CourierParts& parts, std::string_view kind, Round& round) {
  const std::string lease = parts.new_id();
  std::vector<store::ClaimedNotice> claimed;
  HOSHI_CHECK(parts.database.run(store::Access::write, [&](store::Transaction& transaction) -> Result<void> {
    claimed = HOSHI_TRY(store::claim_notices(transaction, kind, lease, parts.now(), parts.settings.lease_time, parts.settings.at_once));
    return {};
  }));
  const Instant end = parts.now() + parts.settings.round_time;
  for (const store::ClaimedNotice& one : claimed) {
    if (parts.now() > end || (parts.is_over && parts.is_over())) return give_back(parts, lease);
    std::string why;
    const Fate fate = HOSHI_TRY(carry(parts, one.notice, why));
    const auto settled = settle(parts, one.notice, lease, fate, why);
    // conflict: the lease ran out while it was being sent; the next courier sends it again under the same name.
    if (!settled && settled.error().code != ErrorCode::conflict) return settled;
    round.delivered += fate == Fate::delivered;
    round.failed += fate == Fate::failed;
    round.dropped += fate == Fate::dropped;
  }
  return {};
}

}  // namespace

Result<Round> deliver_once(const CourierParts& parts) {
  Round round;
  HOSHI_CHECK(deliver_kind(parts, "mail", round));
  HOSHI_CHECK(deliver_kind(parts, "webhook", round));
  return round;
}

void deliver_until(const std::function<bool()>& is_over, const CourierParts& parts, std::chrono::milliseconds pause,
                   const std::function<void(const Error&)>& complain) {
  constexpr std::chrono::milliseconds step{100};  // how late the end may be noticed
  CourierParts of_round = parts;
  of_round.is_over = is_over;
  while (!is_over()) {
    const auto round = deliver_once(of_round);
    if (!round) complain(round.error());
    if (round && round->claimed() > 0) continue;
    for (std::chrono::milliseconds waited{0}; waited < pause && !is_over(); waited += step) std::this_thread::sleep_for(step);
  }
}

}  // namespace hoshi::courier
