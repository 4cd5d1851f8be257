// A scheme as its office runs it: criteria, state machines, numbers, fees, terms and calendar, loaded once and never changed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/scheme.h"
#include "workflow/machine.h"

namespace hoshi::office {

struct SchemeOffice {
  Scheme scheme;
  workflow::Machine application;
  workflow::Machine label;
  workflow::Machine supervision;  // cases
};

}  // namespace hoshi::office
