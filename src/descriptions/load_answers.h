// Reads what people said and did (`hoshi-answers/1`): the answers file of one product.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/product.h"
#include "domain/record.h"
#include "domain/scheme.h"
#include "tables/problem.h"

namespace hoshi::descriptions {

// The hash that the record's document or file has now; "" when its bytes are not to be had.
using HashNow = std::function<std::string(const Record&)>;

// With problems the records must not be used.
struct LoadedAnswers {
  std::vector<Record> records;
  tables::Problems problems;
};

// Another product's answers are refused, and so are questions that `scheme` (may be null: not checked)
// does not ask and documents the product does not have.
LoadedAnswers load_answers(std::string_view text, std::string_view file_name, const Product& product,
                           const Scheme* scheme, const HashNow& hash_now);

}  // namespace hoshi::descriptions
