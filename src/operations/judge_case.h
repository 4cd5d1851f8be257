// Judges what was observed and answered, and writes the papers: assessment.json, report, open questions.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "domain/assessment.h"
#include "documents/terminal.h"
#include "operations/home.h"

namespace hoshi::operations {

struct JudgeInput {
  const Scheme& scheme;
  const Product& product;
  int level = 1;
  const Observations& observations;
  const std::vector<Record>& records;
  const Value& run;  // run.json; its "date" is the day of judging
};

struct Judged {
  Judgement judgement;
  std::string assessment_json;
  std::string html;
  std::string todo_toml;  // an answers file with every open question, to be filled in
};

Judged judge_case(const Home& home, const JudgeInput& input);
std::string result_table(const Home& home, const JudgeInput& input, const Judgement& judgement,
                         documents::Colour colour, std::size_t columns);

// The criteria array alone, as assessment.json holds it: what a replay must reproduce byte for byte.
std::string criteria_json(const Judgement& judgement, const Scheme& scheme);

// 0 every criterion is satisfied, 1 one fails, 2 none fails and something is inconclusive.
int exit_status_of(Verdict verdict);

}  // namespace hoshi::operations
