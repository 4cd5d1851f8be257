// Examining a signed statement before it leaves the house, by two engines that share no code.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace hoshi::labels {

// What statements of one scheme must be like, beyond being well-formed.
struct LintProfile {
  std::string scheme;
  std::string log_origin;
  int level_least = 1;
  int level_most = 4;
  int term_days_most = 1827;  // from the first to the last day, both counted; five years unless the scheme says otherwise
};

struct LintRule {
  std::string_view id;      // "fields.level": engine and subject
  std::string_view source;  // the clause it rests on
};

struct LintFinding {
  std::string_view rule;  // id
  std::string why;
  friend bool operator==(const LintFinding&, const LintFinding&) = default;
};

// Both engines, one after the other; clean only when both find nothing. Says nothing of the signature's truth: the public
// verifier does. `signed_bytes` may carry any 64 bytes as signature but zeros.
std::vector<LintFinding> lint_statement(ByteView signed_bytes, const LintProfile& profile);

// One line for logs and errors: "bytes.length: …; fields.level: …".
std::string to_text(const std::vector<LintFinding>& findings);

}  // namespace hoshi::labels
