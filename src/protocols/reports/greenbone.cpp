// Results of Greenbone (OpenVAS) from its XML report.
// SPDX-License-Identifier: Apache-2.0
#include <pugixml.hpp>

#include <vector>

#include "base/text.h"
#include "protocols/reports/common.h"

namespace hoshi::protocols::reports {
namespace {

// Reports come wrapped in a response, a report of the report, or bare: the innermost one with results is
// meant.
pugi::xml_node report_node(const pugi::xml_document& document) {
  auto node = document.document_element();
  constexpr int wrappings = 4;
  for (int i = 0; i < wrappings; ++i) {
    if (node.child("results")) return node;
    node = node.child("report");
  }
  return {};
}

std::string only_cve(const pugi::xml_node& nvt) {
  std::vector<std::string> cves;
  for (const auto& reference : nvt.child("refs").children("ref")) {
    const std::string cve = cve_at(reference.attribute("id").as_string());
    if (!cve.empty()) cves.push_back(cve);
  }
  return cves.size() == 1 ? cves.front() : "";
}

std::string severity_of(const pugi::xml_node& result) {
  const std::string threat = lower(result.child("threat").text().as_string());
  if (threat == "false positive") return "false_positive";
  const std::string_view score = result.child("severity").text().as_string();
  const std::string severity = severity_of_score(score);
  if (severity != "unknown") return severity;
  return threat.empty() ? severity : short_text(threat);
}

// "443/tcp", "general/tcp".
std::string endpoint_of_result(const pugi::xml_node& result) {
  const auto parts = split(trimmed(result.child("port").text().as_string()), '/');
  return parts.size() == 2 ? endpoint_of(parts[0], parts[1]) : "";
}

void add_result(const pugi::xml_node& result, Report& report) {
  const auto nvt = result.child("nvt");
  // Only the newest test is known to have been there: the feed is at least of that day.
  const std::string tested = day_of(trimmed(result.child("scan_nvt_version").text().as_string()));
  if (tested > report.database_date) report.database_date = tested;
  const std::string severity = severity_of(result);
  if (severity == "none" || severity == "log") return;  // what was merely noted
  const std::string cve = only_cve(nvt);
  const std::string id = cve.empty() ? short_text(nvt.attribute("oid").as_string()) : cve;
  const std::string name = short_text(nvt.child("name").text().as_string());
  report.findings.push_back({endpoint_of_result(result), id.empty() ? name : id, severity, "", name});
}

void add_target(const pugi::xml_node& host, Report& report) {
  const std::string_view name = trimmed(host.child("hostname").text().as_string());
  const std::string_view own =
      trimmed(host.child("ip") ? host.child("ip").text().as_string() : host.text().as_string());
  const std::string target = without_address(name.empty() ? own : name);
  if (target.empty() || report.target.find(target) != std::string::npos) return;
  report.target += (report.target.empty() ? "" : ", ") + target;
}

}  // namespace

Result<Report> parse_greenbone_xml(std::string_view text) {
  pugi::xml_document document;
  const auto parsed =
      document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
  const auto node = report_node(document);
  if (!parsed) return fail(ErrorCode::corrupt, "broken XML");
  if (!node) return fail(ErrorCode::invalid_input, "neither the XML of nmap nor of Greenbone");
  const std::string_view status = node.child("scan_run_status").text().as_string();
  if (status != "Done") return fail(ErrorCode::corrupt, "a Greenbone scan that was not done");
  Report report;
  report.tool = "greenbone";
  report.tool_version = short_text(node.child("gmp").child("version").text().as_string());
  report.scanned_on = day_of(trimmed(node.child("scan_start").text().as_string()));
  for (const auto& host : node.children("host")) add_target(host, report);
  for (const auto& result : node.child("results").children("result")) {
    add_target(result.child("host"), report);
    add_result(result, report);
  }
  report.target = short_text(report.target);
  HOSHI_CHECK(finish(report));
  return report;
}

}  // namespace hoshi::protocols::reports
