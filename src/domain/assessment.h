// The result of judging: verdicts for checks, items, criteria and the level, each with what it rests on.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "domain/observation.h"
#include "domain/product.h"
#include "domain/record.h"
#include "domain/scheme.h"
#include "domain/verdict.h"
#include "domain/words.h"

namespace hoshi {

// A question somebody still has to answer, for one subject.
struct OpenQuestion {
  std::string question;  // "S1.1-13/need"
  std::string subject;   // "main tcp/9999"
  friend bool operator==(const OpenQuestion&, const OpenQuestion&) = default;
};

struct CheckResult {
  std::string check;
  Basis basis = Basis::required;
  std::string rule;
  Verdict verdict = Verdict::inconclusive;
  std::vector<Message> reasons;           // at least one
  std::vector<std::string> because;       // ids of observations
  std::vector<std::string> records;       // questions of the answers relied on ("S1.1-05/contact", with " subject")
  std::vector<std::string> parameters;    // names of the parameters the verdict used
  std::vector<OpenQuestion> questions;
};

struct ItemResult {
  std::string item;
  Verdict verdict = Verdict::inconclusive;
  bool counts = true;  // false: an alternative that was not chosen
  std::vector<CheckResult> checks;
};

// An override changes the verdict that counts; both stay visible.
struct Override {
  Verdict from = Verdict::inconclusive;
  Verdict to = Verdict::inconclusive;
  Record record;
};

struct CriterionResult {
  std::string criterion;
  Verdict verdict = Verdict::inconclusive;
  bool provisional = false;  // rests on something not verified against the scheme's original
  std::vector<Message> reasons;  // why, at criterion level (applicability, recognition, choice); may be empty
  std::vector<ItemResult> items;
  std::vector<CheckResult> advice;  // basis `beyond`
  std::vector<Override> overridden;  // none or one
  std::vector<std::string> because;  // ids of observations that contradict a written reason for not applying
};

struct Judgement {
  int level = 0;
  Verdict verdict = Verdict::inconclusive;
  std::vector<Message> reasons;  // out of scope, unknown level …
  std::vector<CriterionResult> criteria;
};

// What judging looks at; nothing else may influence a verdict.
struct CaseFile {
  const Scheme* scheme = nullptr;    // borrowed, never null when judged
  const Product* product = nullptr;  // borrowed, never null when judged
  int level = 1;
  Observations observations;
  std::vector<Record> records;
  Date today;  // the day of the assessment: for statements in force and ages; replay uses the recorded one
};

}  // namespace hoshi
