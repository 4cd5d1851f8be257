// Whether an answers or credentials file has the right format and is for the right product.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "tables/table.h"

namespace hoshi::descriptions {

// Reads `format` and `product`; a mismatch becomes a problem and the rest of the file is not worth reading.
bool belongs_to(tables::Table& root, std::string_view format, std::string_view product_id);

}  // namespace hoshi::descriptions
