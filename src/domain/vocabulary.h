// Words that descriptions and schemes share: documents, products, facts, and what a question is asked of.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace hoshi {

const std::vector<std::string>& login_kinds();     // docs/product-description.md
const std::vector<std::string>& document_kinds();  // docs/product-description.md
const std::vector<std::string>& product_kinds();   // docs/product-description.md

// docs/recipes.md
const std::vector<std::string>& recipe_purposes();
const std::vector<std::string>& recipe_step_kinds();
const std::vector<std::string>& effect_names();    // what a recipe or a probe may do to the device
const std::vector<std::string>& artifact_kinds();
const std::vector<std::string>& artifact_stages();

const std::vector<std::string>& fact_names();      // docs/facts.md

// What a scheme may ask a question `over` (docs/rules.md), parts of lists ("documents:manual") included.
const std::vector<std::string>& asked_over_names();

}  // namespace hoshi
