// A scheme as its office runs it: criteria, rulebook, calendar and the profile of separation chosen; loaded once, never changed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "domain/scheme.h"
#include "workflow/calendar.h"
#include "workflow/rulebook.h"

namespace hoshi::office {

struct SchemeOffice {
  Scheme scheme;
  workflow::Rulebook rulebook;
  workflow::Calendar calendar;
  std::string profile;                       // id of a profile of the rulebook: the recorded choice of the office
  std::string log_origin;                    // of the public log, as it stands in every statement

  // The code in both languages where the scheme has no name for it.
  Words category_name(std::string_view code) const;
};

}  // namespace hoshi::office
