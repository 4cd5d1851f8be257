// A criterion is left out only for a written reason that description and observations bear out.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/applicability.h"

#include "assessment/findings.h"
#include "assessment/reason.h"
#include "assessment/surfaces.h"
#include "base/text.h"
#include "domain/features.h"

namespace hoshi::assessment {
namespace {

std::string written_reason(const Criterion& criterion, const Product& product) {
  for (const auto& written : product.not_applicable) {
    const auto text = trimmed(written.reason);
    if (written.criterion == criterion.id && !text.empty()) return std::string(text);
  }
  return "";
}

Applicability doubtful(Message why) { return {Applies::doubtful, {std::move(why)}, {}, nullptr}; }

// A feature that is absent, and the reason written: still refuted by what was seen.
Applicability absent_with_reason(const NotApplicable& rule, const std::string& written,
                                 const CaseFile& file) {
  auto against = seen_against_absence(rule.feature, file);
  if (against.empty()) {
    return {Applies::no, {reason("not_applicable.reason", {{"reason", written}})}, {}, &rule};
  }
  auto doubt = doubtful(reason("not_applicable.observed_otherwise",
                               {{"feature", rule.feature}, {"observations", join(against, ", ")}}));
  doubt.because = std::move(against);
  return doubt;
}

// A reason was written, but the description does not say that the feature is absent.
Applicability unfounded(const Criterion& criterion, const Product& product) {
  for (const auto& rule : criterion.not_applicable) {
    if (feature_of(product, rule.feature) == Feature::not_said) {
      return doubtful(reason("not_applicable.not_said", {{"feature", rule.feature}}));
    }
  }
  if (criterion.not_applicable.empty()) return doubtful(reason("not_applicable.never"));
  return doubtful(
      reason("not_applicable.contradiction", {{"feature", criterion.not_applicable.front().feature}}));
}

}  // namespace

Applicability applicability_of(const Criterion& criterion, const CaseFile& file) {
  const std::string written = written_reason(criterion, *file.product);
  for (const auto& rule : criterion.not_applicable) {
    if (feature_of(*file.product, rule.feature) != Feature::absent) continue;
    if (!written.empty()) return absent_with_reason(rule, written, file);
    return doubtful(reason("not_applicable.reason_missing", {{"feature", rule.feature}}));
  }
  if (written.empty()) return {};
  return unfounded(criterion, *file.product);
}

}  // namespace hoshi::assessment
