// The one place where the parts of a check become its verdict.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/findings.h"

#include <algorithm>
#include <tuple>

#include "assessment/reason.h"

namespace hoshi::assessment {
namespace {

template <class T, class Key>
void sort_and_reduce(std::vector<T>& list, Key key) {
  std::sort(list.begin(), list.end(), [&](const T& a, const T& b) { return key(a) < key(b); });
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

void append(std::vector<Message>& to, std::vector<Message> from) {
  tidy(from);
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

void tidy(std::vector<std::string>& texts) {
  sort_and_reduce(texts, [](const std::string& text) -> const std::string& { return text; });
}

void tidy(std::vector<Message>& messages) {
  sort_and_reduce(messages, [](const Message& m) { return std::tie(m.key, m.slots); });
}

std::int64_t Findings::parameter(std::string_view name) {
  const Parameter* found = find_parameter(input_.criterion, name);
  HOSHI_ASSERT(found != nullptr);
  parameters_.emplace_back(name);
  return found->value;
}

CheckResult Findings::result() && {
  CheckResult result;
  if (!failing_.empty()) {
    result.verdict = Verdict::fail;
    append(result.reasons, std::move(failing_));
    append(result.reasons, std::move(open_));
  } else if (!open_.empty()) {
    result.verdict = Verdict::inconclusive;
    append(result.reasons, std::move(open_));
  } else if (!passing_.empty()) {
    result.verdict = Verdict::pass;
    append(result.reasons, std::move(passing_));
  } else if (!not_applicable_.empty()) {
    result.verdict = Verdict::not_applicable;
    append(result.reasons, std::move(not_applicable_));
  } else {
    result.verdict = Verdict::inconclusive;
    result.reasons.push_back(reason("check.nothing"));
  }
  tidy(because_);
  tidy(records_);
  tidy(parameters_);
  sort_and_reduce(questions_, [](const OpenQuestion& q) { return std::tie(q.question, q.subject); });
  result.because = std::move(because_);
  result.records = std::move(records_);
  result.parameters = std::move(parameters_);
  result.questions = std::move(questions_);
  return result;
}

}  // namespace hoshi::assessment
