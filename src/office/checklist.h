// The checklist as it is submitted: assessment.json of `hoshi assess`, read from a stranger and reduced to what an office looks at.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"
#include "domain/verdict.h"

namespace hoshi::office {

struct ChecklistCriterion {
  std::string id;
  Verdict verdict = Verdict::inconclusive;
  bool is_provisional = false;
  bool has_reason = false;    // something is written why it does not apply, or what was relied on
  std::size_t open_questions = 0;
};

struct Checklist {
  std::string scheme;
  std::string edition;
  std::string scheme_sha256;    // of the edition's data it was judged by
  std::string document_number;
  int level = 1;
  std::string date;             // of the assessment
  Verdict verdict = Verdict::inconclusive;
  std::string product_name;
  std::string firmware;
  std::string kind;             // of product: "ip_device" …
  std::vector<std::string> models;  // the representative model and its family
  std::map<std::string, ChecklistCriterion, std::less<>> criteria;
  std::map<std::string, std::string, std::less<>> not_applicable_reasons;  // criterion → what the maker wrote
};

constexpr std::size_t checklist_bytes_max = 16u << 20;

// invalid_input says what is not as docs/assessment.schema.json has it.
[[nodiscard]] Result<Checklist> checklist_from(std::string_view json);
// The same of what is parsed already.
[[nodiscard]] Result<Checklist> checklist_from(const Value& assessment);

// The part that is compared between submissions: criteria with verdicts and reasons, without observations.
Value summary_of(const Checklist& checklist);

}  // namespace hoshi::office
