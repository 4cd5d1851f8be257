// The first lint engine: decodes a signed statement with the house's reader and judges the values.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "labels/lint.h"

namespace hoshi::labels {

const std::vector<LintRule>& field_rules();
std::vector<LintFinding> lint_fields(ByteView signed_bytes, const LintProfile& profile);

}  // namespace hoshi::labels
