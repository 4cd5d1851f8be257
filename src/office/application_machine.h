// The steps an office needs on every application whatever its scheme says: drafts, findings, confirmations, reports, fees.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "workflow/machine.h"

namespace hoshi::office {

// Lays them upon a machine of applications or filings. None changes the state; where they can be taken follows from the machine:
// drafts, answers and reports where a submission begins, findings and confirmations where the office can return or recommend,
// fees where acceptance or a guard on the fee begins. Who confirmed or found never decides.
workflow::Machine with_house_steps(workflow::Machine machine);

}  // namespace hoshi::office
