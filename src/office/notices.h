// Notices of steps: rendered from the scheme's templates and put into the outbox in the step's own transaction.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "office/kind.h"

namespace hoshi::office {

// Each template of the transition once for each recipient, under a name made of aggregate, version, template and recipient: a
// step that is tried again puts nothing in twice. A recipient without an address is left out; the office's own is a setting.
[[nodiscard]] Result<void> queue_notices(Work& work, const Kind& kind, const Record& record, const workflow::Transition& transition);

// The same for a template that no step sends: reminders by the clock. `occasion` makes its name, and each is sent once, on whatever
// day it is asked for again. `due` is the day it speaks of; "": the record's own.
[[nodiscard]] Result<void> queue_reminder(Work& work, const Kind& kind, const Record& record, std::string_view notice,
                                          std::string_view occasion, const std::string& due = "");

}  // namespace hoshi::office
