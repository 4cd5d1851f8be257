// What each step on an application brings: reads its data, writes tables, gives what its event holds.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "office/application_form.h"
#include "office/application_state.h"
#include "office/kind.h"

namespace hoshi::office {

// By the name of the step; steps without an entry bring nothing. Each is called after take_step has said yes.
[[nodiscard]] Result<Brought> bring_to_application(Work& work, const Taken& taken);

// The parts, in files of their own.
[[nodiscard]] Result<Brought> bring_draft(Work& work, const Taken& taken);
[[nodiscard]] Result<Brought> bring_submission(Work& work, const Taken& taken);
[[nodiscard]] Result<Brought> bring_finding(Work& work, const Taken& taken);
[[nodiscard]] Result<Brought> bring_answer(Work& work, const Taken& taken);
[[nodiscard]] Result<Brought> bring_closing(Work& work, const Taken& taken);     // close_finding, reopen_finding
[[nodiscard]] Result<Brought> bring_confirmation(Work& work, const Taken& taken);
[[nodiscard]] Result<Brought> bring_report(Work& work, const Taken& taken);
[[nodiscard]] Result<Brought> bring_rejudging(Work& work, const Taken& taken);
[[nodiscard]] Result<Brought> bring_fee(Work& work, const Taken& taken);
[[nodiscard]] Result<Brought> bring_payment(Work& work, const Taken& taken);
[[nodiscard]] Result<Brought> bring_decision(Work& work, const Taken& taken);
[[nodiscard]] Result<Brought> bring_other_deadline(Work& work, const Taken& taken);
[[nodiscard]] Result<Brought> bring_accepted_filing(Work& work, const Taken& taken);
[[nodiscard]] Result<Brought> bring_intent(Work& work, const Taken& taken);      // begin_issue
[[nodiscard]] Result<Brought> bring_issue(Work& work, const Taken& taken);       // issue
[[nodiscard]] Result<Brought> bring_abort(Work& work, const Taken& taken);       // abort_issue

// The row of the application as a draft leaves it. invalid_input where the form names what is not there.
[[nodiscard]] Result<void> keep_application(Work& work, const Record& record, const Draft& draft, const ApplicationForm& form);

}  // namespace hoshi::office
