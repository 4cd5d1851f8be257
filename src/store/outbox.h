// Notices on their way out: queued in the transaction of what they tell, delivered at least once under one name.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/value.h"
#include "store/database.h"

namespace hoshi::store {

// A notice is never lost: it is committed with its cause, and stays until somebody says it was delivered. It is queued once:
// its name is unique. It is *sent* once or, when the courier dies between sending and saying so, once more; both times with the
// same name (Message-ID of a mail, Idempotency-Key of a webhook), by which the receiver knows it again.
struct Notice {
  std::string id;         // identifier
  std::string name;       // what makes it this notice and no other: "application/0198…/7/accepted/0198…"
  std::string kind;       // "mail", "webhook" …: which courier takes it
  std::string recipient;  // id of a person, account or subscription; never an address, which may have to be erased
  Value body;             // template and what fills its slots; no personal data
  friend bool operator==(const Notice&, const Notice&) = default;
};

// True: it is queued, and goes out when the transaction commits. False: it was queued before. conflict: another notice has its name.
[[nodiscard]] Result<bool> queue_notice(Transaction& transaction, const Notice& notice, Instant now);

// Whether a notice of that name was ever put in and is still kept, delivered or not.
[[nodiscard]] Result<bool> was_queued(Transaction& transaction, std::string_view name);

struct ClaimedNotice {
  Notice notice;
  std::int64_t attempts = 0;  // failed ones before
  Instant created_at;
};
// Takes up to `most` notices of a kind that are due, oldest first, for `lease_time`; nobody else gets them until that is over. `lease`
// is new for each call (an identifier).
[[nodiscard]] Result<std::vector<ClaimedNotice>> claim_notices(Transaction& transaction, std::string_view kind, std::string_view lease, Instant now,
                                                               std::chrono::seconds lease_time, std::int64_t most);
// conflict: the lease ran out and somebody else has it now, or it is delivered already.
[[nodiscard]] Result<void> mark_delivered(Transaction& transaction, std::string_view id, std::string_view lease, Instant now);
// Puts it back for later, or aside after attempts_most. `why` is for the office's page: no addresses, no secrets.
[[nodiscard]] Result<void> mark_failed(Transaction& transaction, std::string_view id, std::string_view lease, Instant now, std::string_view why);
// What is still held under the lease is due again at once, as if it had not been taken.
[[nodiscard]] Result<void> give_back(Transaction& transaction, std::string_view lease);
// Sends again what was put aside. not_found: it is not put aside.
[[nodiscard]] Result<void> queue_again(Transaction& transaction, std::string_view id, Instant now);

constexpr std::int64_t attempts_most = 20;  // with the delays below: five days
// 1, 2, 4 … minutes, at most 8 hours; after the given number of failed attempts.
std::chrono::minutes delay_after(std::int64_t attempts);

// "<32 hexadecimal digits@host>": the same for every attempt at the same notice (RFC 5322, 3.6.4).
std::string message_id(const Notice& notice, std::string_view host);

struct OutboxState {
  std::int64_t waiting = 0;
  std::int64_t put_aside = 0;
  std::optional<Instant> oldest_waiting;
};
[[nodiscard]] Result<OutboxState> outbox_state(Transaction& transaction);

}  // namespace hoshi::store
