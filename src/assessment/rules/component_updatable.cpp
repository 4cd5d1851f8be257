// Each software component can be updated, or the description says why not.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "assessment/findings.h"
#include "assessment/reason.h"
#include "base/text.h"

namespace hoshi::assessment {
namespace {

bool has_update(const Product& product, const Component& component) {
  return std::any_of(product.updates.begin(), product.updates.end(),
                     [&](const UpdateMechanism& update) { return update.id == component.update_mechanism; });
}

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const Product& product = *input.file.product;
  if (product.components.empty()) findings.stays_open(reason("component.none"));
  for (const auto& component : product.components) {
    if (has_update(product, component)) {
      findings.passes(reason("component.updatable", {{"component", component.id}}));
    } else if (!trimmed(component.why_not_updatable).empty()) {
      findings.passes(reason("component.explained", {{"component", component.id}}));
    } else {
      findings.stays_open(reason("component.not_said", {{"component", component.id}}));
    }
  }
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_component_updatable;
const Rule rule_component_updatable{"component_updatable", {}, {}, {}, false, evaluate};

}  // namespace hoshi::assessment
