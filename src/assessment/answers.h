// The answers people gave to one question, by subject, and whether they count.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "assessment/findings.h"
#include "domain/assessment.h"

namespace hoshi::assessment {

// The first three count; the others leave the question open, most telling first.
enum class AnswerState {
  yes,
  no,
  conflicting,     // answers that count contradict each other
  lapsed,          // what it rests on is not, or no longer, what was read
  wrong_document,  // does not rest on a document of the kind asked for
  incomplete,      // a hand test without what was done, what was seen, or its record
  not_signed,      // without name, role or date
  dated_ahead,     // of a day after the assessment: nobody can have done it yet
  unknown,         // "unknown" was answered
  missing,
};

// Answers to `question`. Made once a check: one pass over the records, then look-ups. Borrows the file.
class Answers {
 public:
  Answers(const CaseFile& file, const Question& question);

  AnswerState to(std::string_view subject) const;
  const Question& question() const { return question_; }

 private:
  AnswerState state_of(const CaseFile& file, const Record& record) const;

  const Question& question_;
  std::map<std::string_view, AnswerState> by_subject_;
};

// Those to the check's question; nothing when it asks none.
std::optional<Answers> answers_for(const RuleInput& input);

// Adds to the findings what the answer for the subject says: yes passes, no fails, anything else stays open
// and asks. Returns the state.
AnswerState judge_answer(Findings& findings, const Answers& answers, const std::string& subject);

// What the check's question, which must be there, is asked of: `judge` looks at each subject. Of an unknown or an empty
// list the check stays open; where there is nothing of the kind it does not apply.
CheckResult judge_each_subject(const RuleInput& input, const std::function<void(Findings&, const Answers&, const std::string&)>& judge);

// "S1.1-13/need main tcp/80", as answers are named in results.
std::string label_of(std::string_view question, std::string_view subject);

}  // namespace hoshi::assessment
