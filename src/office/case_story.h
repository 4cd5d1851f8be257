// What was written and handed in during a case, and the cases about one organisation.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "office/office.h"
#include "office/views.h"

namespace hoshi::office {

struct CaseEntry {       // a text or a file that a step brought
  Words step;            // the name of the step
  Instant at;
  std::string text;
  std::vector<Upload> files;  // what was handed in: role and hash
  std::string side;      // "applicant", "office" …: who wrote it
};

struct CaseStory {
  Words state_meaning;
  std::vector<CaseEntry> entries;  // oldest first: all of them for the office, for others those of their own steps and texts addressed to them
};

// not_found where there is no such case, or none this actor may know of.
[[nodiscard]] Result<CaseStory> story_of_case(const Office& office, const workflow::Actor& actor, std::string_view id);
// Newest first, as far as this actor may know of them; at most 50.
[[nodiscard]] Result<std::vector<CaseView>> cases_about(const Office& office, const workflow::Actor& actor, std::string_view organisation);

}  // namespace hoshi::office
