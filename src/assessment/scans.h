// Whether all ports of every target were really looked at.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "assessment/findings.h"

namespace hoshi::assessment {

// True when each target has a complete port scan of that transport ("tcp", "udp") with control, over every address
// family that was tried. Adds an open part for each target that has not, and rests the findings on the scans.
bool judge_scans(Findings& findings, const CaseFile& file, std::string_view transport = "tcp");

}  // namespace hoshi::assessment
