// The state machines of what belongs to no scheme: organisations as parties, and the office with its editions and profile.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "workflow/machine.h"

namespace hoshi::office {

// unregistered → registered → checked; closed at the end. Whoever may see an organisation as its own may keep its record
// (role "public"); what gives it weight (proof, mandates, accreditation) is the office's.
const workflow::Machine& organisation_machine();

// One state. Adoption and end of editions and the choice of the profile take two people who say the same.
const workflow::Machine& office_machine();

// One state: who of the office opened which file of an application, a case or a party. Administrators have no need to know.
const workflow::Machine& reading_machine();

}  // namespace hoshi::office
