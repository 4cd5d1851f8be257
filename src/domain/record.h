// What a person said or did: confirmations, hand tests, needs, triage, overrides (the answers file).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/date.h"
#include "base/value.h"

namespace hoshi {

enum class Answer { yes, no, unknown };

std::string_view name_of(Answer answer);  // "yes", "no", "unknown"

// One answer. It counts only while the document it relies on is the one that was read.
struct Record {
  std::string question;  // id of a question of the scheme: "S1.1-05/contact"
  std::string subject;   // what of, where the question is asked for each: a route, asset, port "main tcp/80", finding id
  Answer answer = Answer::unknown;
  std::string who;
  std::string role;
  std::string when;      // YYYY-MM-DD
  std::string done;      // what was done
  std::string seen;      // what was seen
  std::string document;  // id of a document of the description, or empty
  std::string file;      // path relative to the answers file, or empty
  std::string sha256;    // of the file or document relied on, as the person recorded it
  std::string sha256_now;  // of the same bytes now; empty when they are not to be had
  std::string second_person;  // overrides only
  std::string verdict;        // overrides only: the verdict wanted
  std::string comment;

  // True when a document or file was relied on and its bytes are not (or no longer) the ones recorded.
  bool has_lapsed() const;
  // who, role and when are there; without them an answer counts for nothing.
  bool is_signed_off() const;
};

Value to_value(const Record& record);
[[nodiscard]] Result<Record> record_from(const Value& value);

}  // namespace hoshi
