// Reports of vulnerability scanners (nmap, Greenbone, Trivy, Grype) as one shape. Files are hostile.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace hoshi::protocols::reports {

constexpr std::size_t report_limit_bytes = 32u << 20;
constexpr std::size_t finding_limit = 20'000;

struct ReportFinding {
  std::string endpoint;   // "tcp/443", or "" when the finding is about a component
  std::string finding;    // CVE, or the scanner's own id
  std::string severity;   // lower case: critical, high, medium, low, negligible, unknown …
  std::string component;  // "busybox 1.36.1", or ""
  std::string title;      // at most 200 bytes
  friend auto operator<=>(const ReportFinding&, const ReportFinding&) = default;
};

struct Report {
  std::string tool;           // "nmap", "greenbone", "trivy", "grype"
  std::string tool_version;   // "" when the report does not say
  std::string database_date;  // YYYY-MM-DD of the vulnerability data; "" when the report does not say
  std::string target;         // what was scanned, by name; addresses are written as "[address]"
  std::string scanned_on;     // YYYY-MM-DD, or ""
  std::vector<ReportFinding> findings;  // sorted, each once
};

// Finds out which of the four it is. invalid_input: none of them, too large, too many findings; corrupt:
// broken or a scan that had not finished (its silence would mean nothing).
[[nodiscard]] Result<Report> parse_report(std::string_view text);

// Only what `--script vulners` and the scripts of the category vuln say; a mere port scan is invalid_input.
[[nodiscard]] Result<Report> parse_nmap_xml(std::string_view text);
// Greenbone (OpenVAS); a lower bound of the feed's date is the newest test that gave a result.
[[nodiscard]] Result<Report> parse_greenbone_xml(std::string_view text);
// Trivy's report, optionally with `trivy version --format json` as the member VersionInfo (it knows the
// database).
[[nodiscard]] Result<Report> parse_trivy_json(std::string_view text);
[[nodiscard]] Result<Report> parse_grype_json(std::string_view text);

}  // namespace hoshi::protocols::reports
