// Both lint engines together.
// SPDX-License-Identifier: Apache-2.0
#include "labels/lint.h"

#include "labels/lint_bytes.h"
#include "labels/lint_fields.h"

namespace hoshi::labels {

std::vector<LintFinding> lint_statement(ByteView signed_bytes, const LintProfile& profile) {
  std::vector<LintFinding> findings = lint_fields(signed_bytes, profile);
  for (LintFinding& finding : lint_bytes(signed_bytes, profile)) findings.push_back(std::move(finding));
  return findings;
}

std::string to_text(const std::vector<LintFinding>& findings) {
  std::string text;
  for (const LintFinding& finding : findings) {
    if (!text.empty()) text += "; ";
    text += std::string(finding.rule) + ": " + finding.why;
  }
  return text;
}

}  // namespace hoshi::labels
