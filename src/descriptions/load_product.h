// Reads a product description (docs/product-description.md) and reports every mistake in it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "descriptions/shape_check.h"
#include "domain/product.h"
#include "domain/scheme.h"
#include "tables/problem.h"

namespace hoshi::descriptions {

// With problems the product holds what could be read; it must not be assessed.
struct LoadedProduct {
  Product product;
  tables::Problems problems;
};

LoadedProduct load_product(std::string_view text, std::string_view file_name, Extent extent = Extent::whole);

// Problems of what the description says about the scheme: criteria, items and recognitions it names.
tables::Problems check_against(const Scheme& scheme, std::string_view text, std::string_view file_name);

}  // namespace hoshi::descriptions
