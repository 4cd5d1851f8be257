// The facts of applications and filings that guards ask for.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "office/application_state.h"

namespace hoshi::office {

[[nodiscard]] Result<bool> application_holds(Work& work, const Record& record, std::string_view guard);

// What is to be paid: entered by the office, or the scheme's. conflict when nobody knows.
[[nodiscard]] Result<std::int64_t> fee_of(const Record& record, const ApplicationState& state, const SchemeOffice& scheme);
// The precheck of the draft while it is with the applicant, of the submission from then on. Kept in `work` for the transaction.
[[nodiscard]] Result<std::vector<Remark>> remarks_of(Work& work, const Record& record, const ApplicationState& state);
// Where draft and submission may differ: before the first submission and while it is returned.
bool is_with_applicant(const Record& record, const workflow::Machine& machine);

}  // namespace hoshi::office
