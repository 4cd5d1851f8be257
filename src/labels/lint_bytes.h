// The second lint engine: compares the bytes of a signed statement with the layout they must have, without any CBOR reader.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "labels/lint.h"

namespace hoshi::labels {

const std::vector<LintRule>& byte_rules();
std::vector<LintFinding> lint_bytes(ByteView signed_bytes, const LintProfile& profile);

}  // namespace hoshi::labels
