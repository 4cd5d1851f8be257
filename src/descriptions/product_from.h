// Makes the product of the domain from a checked description.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/product.h"

namespace hoshi::descriptions {

// Never fails: what is missing or of another kind is left at its default. A description without targets has
// one target, "main", so that nothing is ever judged over no target at all.
Product product_from(Value description);

}  // namespace hoshi::descriptions
