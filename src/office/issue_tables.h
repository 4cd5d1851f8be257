// The rows behind intents: places in status lists, and the intents themselves.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "office/issue_intent.h"

namespace hoshi::office {

struct StatusPlace {
  std::uint32_t list = 0;
  std::uint32_t index = 0;
};

// A place drawn at random that nobody has or had.
[[nodiscard]] Result<StatusPlace> allocate_status_place(Work& work, const std::string& number);
[[nodiscard]] Result<void> insert_intent(Work& work, const Intent& intent, std::string_view lint);

}  // namespace hoshi::office
