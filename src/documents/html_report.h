// The result of an assessment as one self-contained HTML file: result, why, what to do, evidence.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "documents/report_input.h"

namespace hoshi::documents {

// No script, no outside reference; prints well. Observations of one check are cut at 200 with the count said.
std::string html_report(const ReportInput& input);

}  // namespace hoshi::documents
