// Retention and erasure of personal data: the scheme's rules, applied by the clock.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "office/office.h"

namespace hoshi::office {

struct Erased {
  int persons = 0;
  int accounts = 0;
  int files = 0;
  std::int64_t rows = 0;  // notices, sessions, links
  bool is_done = true;    // false: there is more than one call takes; call again
};

// Applies every [[retention]] rule of every scheme, and persons' own retain_until. Erasing a person empties name, address and telephone and
// destroys the salt: digests in the trail can no longer be matched with anybody, and the trail still checks. Nobody is erased whose
// organisation has a label in force, an open application or an open case, nor an account with a role in force. What was erased, by which rule
// and when stands in the table `erasures`. At most `most` things of a kind in one call.
[[nodiscard]] Result<Erased> apply_retention(const Office& office, int most = 200);

}  // namespace hoshi::office
