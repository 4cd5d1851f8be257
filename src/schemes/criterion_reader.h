// Reads one file of a scheme's criteria/ folder.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/scheme.h"
#include "schemes/known_rule.h"
#include "tables/document.h"

namespace hoshi::schemes {

struct ReadCriterion {
  Criterion criterion;
  int level = 0;
};

// `stem` is the file's name without ".toml", which has to be the criterion's id. What the criterion says about
// levels and recognitions is checked against `scheme`.
ReadCriterion read_criterion(const tables::Document& document, std::string_view stem, const Scheme& scheme,
                             const Known& known, tables::Problems& problems);

}  // namespace hoshi::schemes
