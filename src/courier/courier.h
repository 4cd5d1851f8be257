// Takes queued notices to where they go: mail by SMTP, webhooks by HTTPS. Runs in a process of its own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "store/outbox.h"

namespace hoshi::courier {

struct Mail {
  std::string to;       // address; checked again before it becomes part of a command
  std::string subject;  // UTF-8
  std::string text;     // UTF-8, plain; lines of any length
};

struct Webhook {
  std::string url;     // https://, or http:// to the loopback
  std::string secret;  // for the signature; shared with the receiver
  std::string body;    // JSON
};

// Who is meant and in what words: looked up at the moment of sending, so that an erased address is not used any more.
// not_found: the recipient is gone (erased, unsubscribed): the notice counts as delivered.
struct Letters {
  std::function<Result<Mail>(store::Transaction&, const store::Notice&)> mail;
  std::function<Result<Webhook>(store::Transaction&, const store::Notice&)> webhook;
};

// Sends one; an Error says why not, without addresses and secrets.
class Carrier {
 public:
  virtual ~Carrier() = default;
  [[nodiscard]] virtual Result<void> send(const Mail& mail, const std::string& message_id) = 0;
  [[nodiscard]] virtual Result<void> send(const Webhook& webhook, const std::string& name) = 0;
};

struct CourierSettings {
  std::string host = "localhost";       // in Message-IDs
  // No sending begins later than this in a round of a kind: what is slow must not hold up the other kind.
  std::chrono::seconds round_time{60};
  std::chrono::seconds lease_time{900};  // longer than a whole round can take, with the one sending that outlasts round_time
  std::int64_t at_once = 20;
};

struct Round {
  std::int64_t delivered = 0, failed = 0, dropped = 0;  // dropped: nobody is there to get it any more
  std::int64_t claimed() const { return delivered + failed + dropped; }
};

struct CourierParts {
  store::Database& database;
  Carrier& carrier;
  Letters letters;
  std::function<Instant()> now;
  std::function<std::string()> new_id;  // identifier for a lease
  CourierSettings settings = {};
  std::function<bool()> is_over = {};  // asked between sendings; what has not been sent is given back
};

// One round: claims what is due, sends it, says how it went. A notice is marked in a transaction of its own behind its
// sending: when the courier dies in between, it goes out once more under the same name (Message-ID, Idempotency-Key).
[[nodiscard]] Result<Round> deliver_once(const CourierParts& parts);

// Rounds until `is_over` says so, with `pause` between rounds that found nothing. What fails is told to `complain` and tried
// again: a database that is away for a while ends nothing.
void deliver_until(const std::function<bool()>& is_over, const CourierParts& parts, std::chrono::milliseconds pause,
                   const std::function<void(const Error&)>& complain);

}  // namespace hoshi::courier
