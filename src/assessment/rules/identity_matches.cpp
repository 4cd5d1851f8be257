// The model the device shows is one of the declared family.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>

#include "assessment/findings.h"
#include "assessment/reason.h"
#include "assessment/subjects.h"
#include "base/text.h"

namespace hoshi::assessment {
namespace {

bool continues_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '/' || c == '.';
}

// "HC-100 Network Camera" names HC-100; "HC-100B" and "HC-100-B" are other models.
bool names(const std::string& shown, const std::string& model) {
  const std::string text = lower(shown);
  const std::string wanted = lower(trimmed(model));
  if (wanted.empty()) return false;
  for (auto at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + 1)) {
    const auto end = at + wanted.size();
    const bool starts = at == 0 || !continues_name(text[at - 1]);
    const bool ends = end == text.size() || !continues_name(text[end]);
    if (starts && ends) return true;
  }
  return false;
}

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const auto models = subjects_of("models", input.file)->names;
  if (models.empty()) findings.stays_open(reason("identity.no_model"));
  findings.does_not_apply(reason("identity.not_shown"));
  for (const auto* seen : input.file.observations.with_fact("identity.shown")) {
    const std::string shown(trimmed(seen->value["model"].as_text()));
    if (shown.empty()) continue;
    findings.rest_on(*seen);
    const bool is_known = std::any_of(models.begin(), models.end(),
                                      [&](const std::string& model) { return names(shown, model); });
    if (is_known) {
      findings.passes(reason("identity.matches", {{"shown", shown}}));
    } else if (!models.empty()) {
      findings.fails(reason("identity.differs", {{"shown", shown}, {"declared", join(models, ", ")}}));
    }
  }
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_identity_matches;
const Rule rule_identity_matches{"identity_matches", {}, {}, {}, false, evaluate};

}  // namespace hoshi::assessment
