// A labelling scheme as data: levels, criteria, evaluation items, checks, parameters, questions.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/date.h"
#include "base/value.h"
#include "domain/verdict.h"
#include "domain/words.h"

namespace hoshi {

// A threshold. It is never in code: rules look it up by name.
struct Parameter {
  std::string name;  // "lock_after_tries_max"
  std::int64_t value = 0;
  std::string unit;  // "tries", "characters", "per_hour", "days"
  Confidence confidence = Confidence::unverified;
  std::string source;
  Words meaning;
};

// Something only a person can say. Its id is "<criterion>/<name>", as answers files name it.
struct Question {
  std::string id;
  enum class Kind { confirmation, hand_test, decision } kind = Kind::confirmation;
  std::string over;      // "" asked once, or "routes", "open_ports", "assets" …: asked for each (docs/rules.md)
  std::string document;  // kind of document it must rest on ("disclosure_policy"), or ""
  Words text;
};

// One check: a rule of src/assessment/rules/ with its arguments.
struct Check {
  std::string id;  // unique within the criterion: "no_slowing"
  Basis basis = Basis::required;
  std::string rule;
  Value arguments;  // a map; members by docs/rules.md
  std::vector<std::string> parameters;  // names of the criterion's parameters the rule reads
  std::string question;                 // full id of the question the rule asks, or ""
  bool satisfied_by_declaration = false;  // contradicts_declaration only: a contradiction fails, not just doubts
  std::string official_method;            // "document", "real_device" or "" for what the tool looks at in addition
  Words title;
};

enum class Combine {
  all,     // cumulative: every one must pass
  any,     // alternatives: one that passes suffices
  chosen,  // alternatives of which the maker declares one (`[[choice]]` of the description)
};

struct Item {
  std::string id;  // "1", as the criteria document numbers them
  Words title;
  Confidence confidence = Confidence::unverified;
  std::vector<Check> checks;  // always cumulative within an item
};

struct NotApplicable {
  std::string feature;  // name of a product feature (domain/features.h) whose absence makes it not applicable
  Confidence confidence = Confidence::unverified;
  Words meaning;
};

struct Criterion {
  std::string id;  // "S1.1-04"
  std::string category;
  Words title;
  Words summary;      // what is asked, in our own words
  Words explanation;  // how to understand it and what reviewers look at
  std::vector<std::string> methods;  // official: "document", "real_device"
  Confidence method_confidence = Confidence::unverified;
  Confidence confidence = Confidence::unverified;  // of the summary
  std::string source;
  std::vector<NotApplicable> not_applicable;
  std::vector<Parameter> parameters;
  Combine combine = Combine::all;
  std::vector<Item> items;
  std::vector<Check> advice;  // checks of basis `beyond`
  std::vector<Question> questions;
  Words evidence;  // what to hand in
  Words remedy;    // what to do when it fails
  std::vector<std::string> probes;         // names of the probes that serve it, for --only and --skip
  std::vector<std::string> recognised_by;  // ids of recognitions that stand for it
};

struct Recognition {
  std::string id;  // "psti"
  Words title;
  Confidence confidence = Confidence::unverified;
  Date from;       // in force since
  bool effective = true;  // false: known, but without effect until its terms are
};

struct Level {
  int number = 0;
  Words title;
  std::string evaluator;  // "maker" or "laboratory"
  std::string categories; // "all" or "per_category"
  bool assessable = false;  // its criteria are here
  std::vector<std::string> criteria;
  Words note;
};

struct Scheme {
  std::string id;  // "jc-star"
  Words name;
  std::string edition;          // "1.1"
  std::string document_number;  // "JST-CR-01-01-2024R1"
  Date effective_from;
  std::string transition;       // how long the former edition may still be used, in words; "" when there is none
  Words notice;                 // what must be said about the scheme wherever its name stands
  Words provisional_mark;       // "暫定（原典未確認）" / "provisional (original not verified)"
  std::vector<Level> levels;
  std::vector<Recognition> recognitions;
  std::vector<Criterion> criteria;  // in the order of their ids
  std::vector<std::string> scope_out;  // kinds of product that are out ("personal_computer", "tablet", "smartphone")
  std::string sha256;           // over all files of the folder, by path

  const Criterion* criterion(std::string_view id) const;
  const Level* level(int number) const;
};

std::string_view name_of(Combine combine);
std::string_view name_of(Question::Kind kind);
const Parameter* find_parameter(const Criterion& criterion, std::string_view name);
const Question* find_question(const Criterion& criterion, std::string_view id);

}  // namespace hoshi
