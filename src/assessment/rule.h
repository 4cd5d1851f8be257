// The interface of a rule: facts, answers and description in, one check's verdict out. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/assessment.h"

namespace hoshi::assessment {

struct RuleInput {
  const Check& check;
  const Criterion& criterion;
  const CaseFile& file;
};

struct Rule {
  std::string_view name;                         // = the file's name
  std::vector<std::string_view> arguments;       // names of arguments it understands
  std::vector<std::string_view> required_arguments;
  std::vector<std::string_view> parameters;      // names of the parameters it needs
  bool asks = false;                             // whether it needs a question
  // Fills verdict, reasons, because, records, parameters, questions. check, basis and rule are filled by the caller.
  CheckResult (*evaluate)(const RuleInput& input);
};

// All rules, in the order of their names. Made from the list of files in src/assessment/rules/.
const std::vector<const Rule*>& catalog();
const Rule* find_rule(std::string_view name);

}  // namespace hoshi::assessment
