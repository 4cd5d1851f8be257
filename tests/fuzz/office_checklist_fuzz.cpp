// Fuzzes what applicants hand in: checklists and application forms, as JSON of a stranger.
// SPDX-License-Identifier: Apache-2.0
#include "office/application_form.h"
#include "office/checklist.h"
#include "office/difference.h"
#include "office/organisation.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hoshi;
  const std::string text(data, data + size);
  const auto checklist = office::checklist_from(std::string_view(text));
  if (checklist) HOSHI_ASSERT(checklist->criteria.size() <= 500);
  const auto value = parse_json(text, {.depth = 16, .input_bytes = 1u << 16});
  if (!value) return 0;
  const auto form = office::application_form_from(*value);
  if (form) HOSHI_ASSERT(form->product.models.size() <= office::models_max);
  const auto organisation = office::organisation_from(*value);
  // What was taken is written and taken again as the same.
  if (organisation) HOSHI_ASSERT(office::organisation_from(office::to_value(*organisation)).value() == *organisation);
  HOSHI_ASSERT(office::differences(*value, *value).empty());
  HOSHI_ASSERT(office::differences(*value, Value()).size() <= office::differences_max);
  return 0;
}
