// The rows behind intents: places in status lists, and the intents themselves.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "office/issue_intent.h"

namespace hoshi::office {

struct StatusPlace {
  std::uint32_t list = 0;
  std::uint32_t index = 0;
};

// A place drawn at random that nobody has or had.
[[nodiscard]] Result<StatusPlace> allocate_status_place(Work& work, const std::string& number);
[[nodiscard]] Result<void> insert_intent(Work& work, const Intent& intent, std::string_view lint);

// Offers a queue a page at a time, so that a long row of those that wait hides nobody. `sql` gives first the name and in `time_column` the
// time it has stood there, of those behind ($1, $2) in this order, $3 at most, and takes `more` from $4 on. `look` sees each row offered.
[[nodiscard]] Result<void> offer_queue(store::Transaction& transaction, const std::string& sql, std::size_t time_column, const std::vector<store::Cell>& more,
                                       Turn& turn, const std::function<void(const store::Row&)>& look = {});

}  // namespace hoshi::office
