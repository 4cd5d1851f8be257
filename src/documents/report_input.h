// What every report is made from; all borrowed, all of one assessment.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "domain/assessment.h"
#include "i18n/catalogue.h"

namespace hoshi::documents {

struct ReportInput {
  const Scheme& scheme;
  const Product& product;
  const Judgement& judgement;
  const Observations& observations;
  const std::vector<Record>& records;
  const Value& run;  // run.json: tool, date, targets, permission, sandbox, tasks
  const i18n::Catalogue& words;
  Language language = Language::ja;

  std::string text(std::string_view key) const { return words.text(language, key); }
  std::string text(std::string_view key, const std::map<std::string, std::string>& slots) const {
    return words.render(language, key, slots);
  }
  std::string verdict_text(Verdict verdict) const {
    return text("verdict." + std::string(name_of(verdict)));
  }
};

// "★1"
std::string level_mark(int level);
// The one sentence that explains a criterion's verdict best: of its deciding checks the first, or its own reason.
std::string main_reason(const ReportInput& input, const CriterionResult& result);
// "適合 12、不適合 1 …"
std::string counts_line(const ReportInput& input);
// How each target bore the tests, a sentence for each; with `only_trouble` those that suffered.
enum class HealthLines { all, only_trouble };
std::vector<std::string> health_lines(const ReportInput& input, HealthLines which);
// Questions nobody has answered, once each, in the order of the criteria; the text names the subject.
struct Todo {
  std::string criterion;
  std::string question;
  std::string subject;
  std::string text;
};
std::vector<Todo> open_questions(const ReportInput& input);

}  // namespace hoshi::documents
