// Starts the processes of an office, looks after them, and ends them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "schemes/known_rule.h"
#include "serving/settings.h"

namespace hoshi::serving {

struct Started {
  std::string address;     // "http://localhost:8080"
  std::string first_link;  // of the first administrator, whole; "" when there is one already
};

// Makes data folder, database and keys at the first start. Must be called from the main thread before any other thread is started. `started` is
// called once when pages are served; returns when `stop_wanted` says so (asked twice a second), after all processes have ended. A
// process that dies is started again, with growing pauses; the signer and the issuer together, for one is nothing without the other.
// conflict: another office has the data folder open. Errors of the first start are returned; nothing stays behind.
[[nodiscard]] Result<void> serve(Settings settings, const schemes::Known& known, const std::function<void(const Started&)>& started,
                                 const std::function<bool()>& stop_wanted);

}  // namespace hoshi::serving
