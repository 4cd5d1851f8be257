// What the parsers of scanner reports share: limits, dates, severities, names of targets.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "protocols/reports/report.h"

namespace hoshi::protocols::reports {

// YYYY-MM-DD from the beginning of an RFC 3339 date or instant, or "".
std::string day_of(std::string_view text);
// The CVSS v3.1 rating (section 5) of a score such as "7.5"; "unknown" when it is none.
std::string severity_of_score(std::string_view score);
// "CVE-2024-1234" at the text's beginning (in any case), or "".
std::string cve_at(std::string_view text);
// Printable, cut at 200 bytes, one line.
std::string short_text(std::string_view text);
// Names stay, IP addresses become "[address]".
std::string without_address(std::string_view target);
// "443/tcp" or a protocol and port as "tcp/443"; "" for "general/tcp" and the like.
std::string endpoint_of(std::string_view port, std::string_view protocol);

// Sorts, removes repetitions; invalid_input beyond finding_limit.
[[nodiscard]] Result<void> finish(Report& report);

}  // namespace hoshi::protocols::reports
