// What subscribers are sent: the request to confirm, and changes of labels, as mail or webhook.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "courier/courier.h"
#include "serving/house.h"

namespace hoshi::serving {

// Whether the notice is one of office/subscriptions.h.
bool is_for_subscriber(const store::Notice& notice);

// In the subscriber's language, with the link that ends it. not_found when the subscription is over.
[[nodiscard]] Result<courier::Mail> subscriber_mail(const House& house, store::Transaction& transaction, const store::Notice& notice);
// {"event": "confirm", "confirm": URL} or {"event": "change", "change": {…}, "end": URL}; signed with the subscription's secret in hexadecimal.
[[nodiscard]] Result<courier::Webhook> subscriber_webhook(const House& house, store::Transaction& transaction, const store::Notice& notice);

}  // namespace hoshi::serving
