// Words that descriptions and schemes share: kinds of documents and products, and what a question is asked of.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace hoshi {

const std::vector<std::string>& document_kinds();  // docs/product-description.md
const std::vector<std::string>& product_kinds();   // docs/product-description.md

// Whether a scheme may ask a question or check `over` this (docs/rules.md); `documents:<kind>` included.
bool is_asked_over(const std::string& over);
// The names of docs/rules.md without the documents, for suggestions.
const std::vector<std::string>& asked_over_names();

}  // namespace hoshi
