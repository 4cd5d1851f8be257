// Implementation of what the parsers of scanner reports share, and the choice of the parser.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/reports/common.h"

#include <algorithm>

#include "base/date.h"
#include "base/text.h"

namespace hoshi::protocols::reports {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_address(std::string_view text) {
  const auto all_of = [&](std::string_view allowed) {
    return std::all_of(text.begin(), text.end(),
                       [&](char c) { return allowed.find(c) != std::string_view::npos; });
  };
  const bool is_v4 = std::count(text.begin(), text.end(), '.') == 3 && all_of("0123456789./-*,");
  const bool is_v6 = std::count(text.begin(), text.end(), ':') >= 2 && all_of("0123456789abcdefABCDEF:./%");
  return is_v4 || is_v6;
}

}  // namespace

std::string day_of(std::string_view text) {
  const auto date = parse_date(text.substr(0, std::min<std::size_t>(10, text.size())));
  const bool ends = text.size() == 10 || (text.size() > 10 && !is_digit(text[10]));
  return date && ends ? to_text(*date) : "";
}

std::string severity_of_score(std::string_view score) {
  const auto dot = score.find('.');
  const auto whole = parse_number(score.substr(0, dot), 10);
  const auto tenth = dot == std::string_view::npos ? std::optional<std::uint64_t>(0)
                                                   : parse_number(score.substr(dot + 1, 1), 9);
  if (!whole || !tenth) return "unknown";
  const auto tenths = *whole * 10 + *tenth;
  if (tenths == 0) return "none";
  if (tenths < 40) return "low";
  if (tenths < 70) return "medium";
  return tenths < 90 ? "high" : "critical";
}

std::string cve_at(std::string_view text) {
  constexpr std::string_view prefix = "cve-";
  constexpr std::size_t year_end = 8;  // "CVE-2024"
  if (!starts_with_ignoring_case(text, prefix) || text.size() < year_end + 5 || text[year_end] != '-')
    return {};
  std::size_t end = year_end + 1;
  while (end < text.size() && is_digit(text[end]) && end < year_end + 12) ++end;
  const bool has_year = std::all_of(text.begin() + prefix.size(), text.begin() + year_end, is_digit);
  if (!has_year || end < year_end + 5) return {};
  return std::string("CVE-").append(text.substr(prefix.size(), end - prefix.size()));
}

std::string short_text(std::string_view text) {
  std::string line(trimmed(text.substr(0, 2000)));
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  constexpr std::size_t kept_bytes = 190;  // with printable's mark it stays under 200
  return printable(line, kept_bytes);
}

std::string without_address(std::string_view target) {
  const std::string_view name = trimmed(target);
  return is_address(name) ? "[address]" : short_text(name);
}

std::string endpoint_of(std::string_view port, std::string_view protocol) {
  const auto number = parse_number(port, 65535);
  const bool is_known = protocol == "tcp" || protocol == "udp";
  return number && *number > 0 && is_known ? std::string(protocol) + "/" + std::to_string(*number) : "";
}

Result<void> finish(Report& report) {
  if (report.findings.size() > finding_limit)
    return fail(ErrorCode::invalid_input, "more than 20,000 findings");
  auto& findings = report.findings;
  std::sort(findings.begin(), findings.end());
  findings.erase(std::unique(findings.begin(), findings.end()), findings.end());
  return {};
}

Result<Report> parse_report(std::string_view text) {
  if (text.size() > report_limit_bytes) return fail(ErrorCode::invalid_input, "a report beyond 32 MiB");
  constexpr std::size_t looked_at = 4096;
  const std::string_view start = trimmed(text.substr(0, looked_at));
  if (start.starts_with('<') || start.starts_with("\xEF\xBB\xBF<")) {
    const bool is_nmap = start.find("<nmaprun") != std::string_view::npos;
    return is_nmap ? parse_nmap_xml(text) : parse_greenbone_xml(text);
  }
  if (!start.starts_with('{')) return fail(ErrorCode::invalid_input, "neither XML nor JSON");
  const bool is_trivy = text.find("\"SchemaVersion\"") != std::string_view::npos;
  const bool is_grype = text.find("\"matches\"") != std::string_view::npos;
  if (is_grype) {
    auto grype = parse_grype_json(text);
    if (grype || !is_trivy) return grype;
  }
  return parse_trivy_json(text);
}

}  // namespace hoshi::protocols::reports
