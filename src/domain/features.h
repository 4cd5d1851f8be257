// Features of a product that decide whether a criterion applies; derived from the description alone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "domain/product.h"

namespace hoshi {

enum class Feature { present, absent, not_said };

// Names a scheme may use in `not_applicable.feature`.
std::vector<std::string_view> feature_names();

// Whether the product has the feature, as far as its description says. An unknown name is `not_said`.
Feature feature_of(const Product& product, std::string_view name);

}  // namespace hoshi
