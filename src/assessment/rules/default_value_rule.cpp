// How the first password comes about, and whether it is long enough.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/findings.h"
#include "assessment/reason.h"
#include "assessment/subjects.h"

namespace hoshi::assessment {
namespace {

constexpr std::string_view per_unit = "per_unit_characters_min";
constexpr std::string_view user_set = "user_set_characters_min";

void judge_length(Findings& findings, const Authentication& one, std::string_view parameter) {
  if (one.minimum_length <= 0) {
    return findings.stays_open(reason("default_value.length_missing", {{"authentication", one.id}}));
  }
  const std::int64_t minimum = findings.parameter(parameter);
  if (one.minimum_length >= minimum) {
    return findings.passes(
        reason("default_value.long_enough", {{"authentication", one.id},
                                             {"length", std::to_string(one.minimum_length)},
                                             {"minimum", std::to_string(minimum)}}));
  }
  findings.fails(reason("default_value.too_short", {{"authentication", one.id},
                                                    {"length", std::to_string(one.minimum_length)},
                                                    {"minimum", std::to_string(minimum)}}));
}

void judge_one(Findings& findings, const Authentication& one) {
  if (one.default_value == "common") {
    return findings.fails(reason("default_value.common", {{"authentication", one.id}}));
  }
  if (one.default_value == "unique_per_unit") return judge_length(findings, one, per_unit);
  if (one.default_value == "set_at_first_use") return judge_length(findings, one, user_set);
  findings.stays_open(reason("default_value.not_said", {{"authentication", one.id}}));
}

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  bool has_any = false;
  for (const auto* one : user_authentications(*input.file.product)) {
    if (!is_password(*one)) continue;
    has_any = true;
    judge_one(findings, *one);
  }
  if (!has_any) findings.stays_open(reason("default_value.none"));
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_default_value_rule;
const Rule rule_default_value_rule{"default_value_rule", {}, {}, {per_unit, user_set}, false, evaluate};

}  // namespace hoshi::assessment
