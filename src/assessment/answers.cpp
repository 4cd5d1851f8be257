// Folds answers so that their order never matters.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/answers.h"

#include <algorithm>

#include "assessment/reason.h"
#include "assessment/subjects.h"
#include "base/text.h"

namespace hoshi::assessment {
namespace {

bool is_blank(const std::string& text) { return trimmed(text).empty(); }

bool counts(AnswerState state) {
  return state == AnswerState::yes || state == AnswerState::no || state == AnswerState::conflicting;
}

// An answer that counts hides those that do not; two that count and differ contradict each other.
AnswerState folded(AnswerState a, AnswerState b) {
  if (counts(a) && counts(b)) return a == b ? a : AnswerState::conflicting;
  if (counts(a) || counts(b)) return counts(a) ? a : b;
  return std::min(a, b);
}

// A "no" may rest on nothing: there may be no such document. What it names must be right all the same.
bool rests_on_right_document(const Product& product, const Record& record, std::string_view kind) {
  if (kind.empty()) return true;
  if (record.answer == Answer::no && record.document.empty()) return true;
  // Where a file is named as well, the hash is the file's, and nobody would see that the document changed.
  if (record.answer == Answer::yes && !record.file.empty()) return false;
  const Document* document = product.document(record.document);
  return document != nullptr && document->kind == kind;
}

Message reason_for(AnswerState state, const std::string& label, const std::string& document) {
  switch (state) {
    case AnswerState::yes: return reason("answer.yes", {{"question", label}});
    case AnswerState::no: return reason("answer.no", {{"question", label}});
    case AnswerState::conflicting: return reason("answer.conflicting", {{"question", label}});
    case AnswerState::lapsed: return reason("answer.lapsed", {{"question", label}});
    case AnswerState::wrong_document:
      return reason("answer.wrong_document", {{"question", label}, {"document", document}});
    case AnswerState::incomplete: return reason("answer.incomplete", {{"question", label}});
    case AnswerState::not_signed: return reason("answer.not_signed", {{"question", label}});
    case AnswerState::dated_ahead: return reason("answer.dated_ahead", {{"question", label}});
    case AnswerState::unknown: return reason("answer.unknown", {{"question", label}});
    case AnswerState::missing: return reason("answer.missing", {{"question", label}});
  }
  return reason("answer.missing", {{"question", label}});
}

}  // namespace

Answers::Answers(const CaseFile& file, const Question& question) : question_(question) {
  for (const auto& record : file.records) {
    if (record.question != question.id) continue;
    const AnswerState state = state_of(file, record);
    const auto [place, is_new] = by_subject_.try_emplace(record.subject, state);
    if (!is_new) place->second = folded(place->second, state);
  }
}

AnswerState Answers::state_of(const CaseFile& file, const Record& record) const {
  if (record.answer == Answer::unknown) return AnswerState::unknown;
  if (!record.is_signed_off()) return AnswerState::not_signed;
  if (*parse_date(record.when) > file.today) return AnswerState::dated_ahead;
  if (record.has_lapsed()) return AnswerState::lapsed;
  if (!rests_on_right_document(*file.product, record, question_.document)) return AnswerState::wrong_document;
  const bool has_record = !record.file.empty() || !record.document.empty();
  const bool is_hand_test = question_.kind == Question::Kind::hand_test;
  if (is_hand_test && (is_blank(record.done) || is_blank(record.seen) || !has_record)) {
    return AnswerState::incomplete;
  }
  return record.answer == Answer::yes ? AnswerState::yes : AnswerState::no;
}

AnswerState Answers::to(std::string_view subject) const {
  const auto found = by_subject_.find(subject);
  return found != by_subject_.end() ? found->second : AnswerState::missing;
}

std::optional<Answers> answers_for(const RuleInput& input) {
  const Question* question = find_question(input.criterion, input.check.question);
  if (question == nullptr) return std::nullopt;
  return Answers(input.file, *question);
}

AnswerState judge_answer(Findings& findings, const Answers& answers, const std::string& subject) {
  const AnswerState state = answers.to(subject);
  const std::string label = label_of(answers.question().id, subject);
  const Message why = reason_for(state, label, answers.question().document);
  if (counts(state)) findings.rest_on_answer(label);
  if (state == AnswerState::yes) {
    findings.passes(why);
  } else if (state == AnswerState::no) {
    findings.fails(why);
  } else {
    findings.stays_open(why);
    findings.ask(answers.question().id, subject);
  }
  return state;
}

CheckResult judge_each_subject(const RuleInput& input,
                               const std::function<void(Findings&, const Answers&, const std::string&)>& judge) {
  Findings findings(input);
  const Question& question = *find_question(input.criterion, input.check.question);
  const auto subjects = subjects_of(question.over, input.file);
  if (!subjects) {
    findings.stays_open(reason("confirmed.unknown_over", {{"over", question.over}}));
    return std::move(findings).result();
  }
  if (subjects->is_none) {
    findings.does_not_apply(reason("confirmed.none", {{"over", question.over}}));
  } else if (subjects->names.empty()) {
    findings.stays_open(reason("confirmed.no_subject", {{"over", question.over}}));
  }
  const Answers answers(input.file, question);
  for (const auto& subject : subjects->names) judge(findings, answers, subject);
  return std::move(findings).result();
}

std::string label_of(std::string_view question, std::string_view subject) {
  std::string label(question);
  if (!subject.empty()) label.append(" ").append(subject);
  return label;
}

}  // namespace hoshi::assessment
