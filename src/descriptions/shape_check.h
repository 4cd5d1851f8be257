// Checks a whole description against its shapes and records every mistake.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tables/table.h"

namespace hoshi::descriptions {

// A partial description (examples of schemes) may lack its format, its product's id, and whole tables that
// others refer to.
enum class Extent { whole, partial };

// Fields, ids, references, secrets. The root's keys are all used afterwards; it is finished here.
void check_shapes(const tables::Document& document, Extent extent, tables::Problems& problems);

}  // namespace hoshi::descriptions
