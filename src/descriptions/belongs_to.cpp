// Format first, then product: a file of another format says nothing about products.
// SPDX-License-Identifier: Apache-2.0
#include "descriptions/belongs_to.h"

#include "descriptions/problem_kinds.h"
#include "tables/problem_kinds.h"

namespace hoshi::descriptions {

bool belongs_to(tables::Table& root, std::string_view format, std::string_view product_id) {
  const std::string found = root.text("format", tables::Presence::required);
  if (found != format) {
    if (!found.empty()) root.problem("format", tables::wrong_format, {{"wanted", std::string(format)}});
    return false;
  }
  const std::string product = root.text("product", tables::Presence::required);
  if (product == product_id) return !product.empty();
  if (!product.empty()) {
    root.problem("product", other_product,
                 {{"value", tables::excerpt_of(product)}, {"product", tables::excerpt_of(product_id)}});
  }
  return false;
}

}  // namespace hoshi::descriptions
