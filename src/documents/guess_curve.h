// The picture of a measurement of guessing, and its figures, as part of the HTML report.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "documents/report_input.h"

namespace hoshi::documents {

// A figure with inline SVG that also reads in black and white and aloud; "" when the login has no curve. `throttle` is a
// login.throttle observation; its login.curve has the same subject.
std::string guess_curve(const ReportInput& input, const Observation& throttle);

}  // namespace hoshi::documents
