// Subscriptions to one label or to a search: asked for, confirmed from the address itself, told of changes, ended by one click.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/words.h"
#include "office/office.h"
#include "register/entry.h"

namespace hoshi::office {

// What somebody who is not known wants to be told of. Addresses stand in the table alone: never in events, notices or logs.
struct SubscriptionWish {
  std::string label;     // number; or
  Value search;          // {"q","level","category"} as the register's form asks, each a text; null where a label is meant
  std::string email;     // one of the two
  std::string webhook;   // https://…
  Language language = Language::ja;
  std::string network;   // of the client, for the limit; kept as a digest for a day
};

struct SubscriptionMade {
  std::string secret;    // of a webhook: hexadecimal, shown once; "" for mails
};

// invalid_input: neither a label nor a search, no such label, no address. What comes back is the same whether the address is known here or not,
// and so is the time it takes but for the mail itself: nobody learns who subscribed. At most subscriptions_of_address a day for an
// address and subscriptions_of_network for a client: beyond, mails are not sent (address) or the wish is `unavailable` (network).
[[nodiscard]] Result<SubscriptionMade> subscribe(const Office& office, const SubscriptionWish& wish);

constexpr std::int64_t subscriptions_of_address = 5;
constexpr std::int64_t subscriptions_of_network = 20;
constexpr std::int64_t searches_most = 10'000;        // subscriptions to searches that can be confirmed at a time
constexpr std::int64_t confirm_days = 3;              // then what nobody confirmed is deleted

enum class SubscriptionAct { confirm, end };
// The last part of the link in a mail: HMAC-SHA-256 under the subscription's own secret, hexadecimal.
std::string subscription_code(ByteView secret, SubscriptionAct act, std::string_view id);

// not_found for a wrong code as for a subscription that is not there. Confirming twice, and ending twice, is fine. Ending erases the address.
[[nodiscard]] Result<void> act_on_subscription(const Office& office, SubscriptionAct act, std::string_view id, std::string_view code);

// The words of what somebody searches for, folded (register/folding.h).
using WordsOf = std::function<std::vector<std::string>(std::string_view)>;

// Queues notices for changes since the last call, in the order of the feed, each once; deletes wishes nobody confirmed. The number of
// changes that were looked at. Called by the clock.
[[nodiscard]] Result<int> tell_subscribers(const Office& office, const WordsOf& words);

// Whether a change of this label is news to who subscribed to the search: whether the search finds it, whatever its status.
bool matches(const Value& search, const public_register::Entry& entry, const std::function<std::string(std::string_view)>& fold, const WordsOf& words);

}  // namespace hoshi::office
