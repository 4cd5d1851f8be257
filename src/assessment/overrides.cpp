// Overrides are tested like everything else: where something is missing they count for nothing.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/overrides.h"

#include <algorithm>

#include "assessment/findings.h"
#include "assessment/reason.h"
#include "base/text.h"

namespace hoshi::assessment {
namespace {

// Two people: the same name in another spelling of case or blanks is the same person.
bool has_second_person(const Record& record) {
  const std::string second = lower(trimmed(record.second_person));
  return !second.empty() && second != lower(trimmed(record.who));
}

std::optional<Message> objection(const Record& record) {
  const auto wanted = verdict_named(record.verdict);
  if (!wanted || *wanted == Verdict::accepted_by_recognition) {
    return reason("override.verdict", {{"verdict", record.verdict}});
  }
  if (trimmed(record.comment).empty()) return reason("override.comment");
  if (!record.is_signed_off()) return reason("override.not_signed");
  if (!has_second_person(record)) return reason("override.second_person");
  if (record.document.empty() && record.file.empty()) return reason("override.evidence");
  if (record.has_lapsed()) return reason("override.lapsed");
  return std::nullopt;
}

// Of several that agree the first by content, so that their order in the file does not matter.
bool precedes(const Record& a, const Record& b) { return to_json(to_value(a)) < to_json(to_value(b)); }

OverrideResult applied(const Record& record, Verdict verdict) {
  const Verdict wanted = *verdict_named(record.verdict);
  OverrideResult result;
  result.applied = Override{verdict, wanted, record};
  result.reasons.push_back(reason("override.applied", {{"from", std::string(name_of(verdict))},
                                                       {"to", std::string(name_of(wanted))},
                                                       {"who", record.who},
                                                       {"second_person", record.second_person},
                                                       {"comment", record.comment}}));
  return result;
}

}  // namespace

OverrideResult override_of(const Criterion& criterion, Verdict verdict, const CaseFile& file) {
  const std::string question = criterion.id + "/override";
  OverrideResult ignored;
  const Record* best = nullptr;
  bool is_disputed = false;
  for (const auto& record : file.records) {
    if (record.question != question) continue;
    if (auto against = objection(record)) {
      ignored.reasons.push_back(std::move(*against));
      continue;
    }
    if (best != nullptr && best->verdict != record.verdict) is_disputed = true;
    if (best == nullptr || precedes(record, *best)) best = &record;
  }
  if (is_disputed) ignored.reasons.push_back(reason("override.conflicting"));
  tidy(ignored.reasons);
  if (best == nullptr || is_disputed) return ignored;
  OverrideResult result = applied(*best, verdict);
  result.reasons.insert(result.reasons.end(), ignored.reasons.begin(), ignored.reasons.end());
  return result;
}

}  // namespace hoshi::assessment
