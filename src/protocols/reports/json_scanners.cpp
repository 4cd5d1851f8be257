// Matches of Trivy and Grype from their JSON reports.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "base/value.h"
#include "protocols/reports/common.h"

namespace hoshi::protocols::reports {
namespace {

Result<Value> parse_bounded(std::string_view text) {
  constexpr std::size_t depth = 40;
  return parse_json(text, {depth, report_limit_bytes});
}

std::string severity_named(const std::string& name) {
  return name.empty() ? "unknown" : short_text(lower(name));
}

std::string component_of(const std::string& name, const std::string& version) {
  return short_text(version.empty() ? name : name + " " + version);
}

void add_trivy_result(const Value& result, Report& report) {
  for (const auto& item : result["Vulnerabilities"].as_list()) {
    report.findings.push_back({"", short_text(item["VulnerabilityID"].as_text()),
                               severity_named(item["Severity"].as_text()),
                               component_of(item["PkgName"].as_text(), item["InstalledVersion"].as_text()),
                               short_text(item["Title"].as_text())});
  }
}

// Grype names GHSA and distribution ids; the CVE stands beside them when there is exactly one.
std::string grype_id(const Value& match) {
  const std::string& own = match["vulnerability"]["id"].as_text();
  const auto& related = match["relatedVulnerabilities"].as_list();
  const std::string cve = related.size() == 1 ? cve_at(related[0]["id"].as_text()) : "";
  return cve_at(own).empty() && !cve.empty() ? cve : short_text(own);
}

void add_grype_match(const Value& match, Report& report) {
  const auto& vulnerability = match["vulnerability"];
  const auto& artifact = match["artifact"];
  report.findings.push_back({"", grype_id(match), severity_named(vulnerability["severity"].as_text()),
                             component_of(artifact["name"].as_text(), artifact["version"].as_text()),
                             short_text(vulnerability["description"].as_text())});
}

// The place of the database's date has moved with the versions of Grype.
std::string grype_database_date(const Value& database) {
  const auto& status = database["status"];
  const bool is_invalid = (status.has("valid") && !status["valid"].as_bool()) ||
                          (database.has("valid") && !database["valid"].as_bool());
  if (is_invalid) return {};
  const std::string built = day_of(status["built"].as_text());
  return built.empty() ? day_of(database["built"].as_text()) : built;
}

std::string grype_target(const Value& target) {
  if (target.is_text()) return without_address(target.as_text());
  for (const std::string_view key : {"userInput", "path", "imageID", "manifestDigest"}) {
    if (!target[key].as_text().empty()) return without_address(target[key].as_text());
  }
  return {};
}

}  // namespace

Result<Report> parse_trivy_json(std::string_view text) {
  const Value value = HOSHI_TRY(parse_bounded(text));
  if (value["SchemaVersion"].as_integer() < 2 || value["ArtifactName"].as_text().empty()) {
    return fail(ErrorCode::invalid_input, "not the JSON of Trivy (schema 2) or Grype");
  }
  Report report;
  report.tool = "trivy";
  const auto& version = value["VersionInfo"];
  report.tool_version = short_text(version["Version"].as_text().empty() ? value["Trivy"]["Version"].as_text()
                                                                        : version["Version"].as_text());
  report.database_date = day_of(version["VulnerabilityDB"]["UpdatedAt"].as_text());
  report.target = without_address(value["ArtifactName"].as_text());
  report.scanned_on = day_of(value["CreatedAt"].as_text());
  for (const auto& result : value["Results"].as_list()) add_trivy_result(result, report);
  HOSHI_CHECK(finish(report));
  return report;
}

Result<Report> parse_grype_json(std::string_view text) {
  const Value value = HOSHI_TRY(parse_bounded(text));
  const auto& descriptor = value["descriptor"];
  if (descriptor["name"].as_text() != "grype" || !value["matches"].is_list()) {
    return fail(ErrorCode::invalid_input, "not the JSON of Grype");
  }
  Report report;
  report.tool = "grype";
  report.tool_version = short_text(descriptor["version"].as_text());
  report.database_date = grype_database_date(descriptor["db"]);
  report.target = grype_target(value["source"]["target"]);
  report.scanned_on = day_of(descriptor["timestamp"].as_text());
  for (const auto& match : value["matches"].as_list()) add_grype_match(match, report);
  // Whatever somebody told Grype to ignore is still to be looked at by whoever triages.
  for (const auto& match : value["ignoredMatches"].as_list()) add_grype_match(match, report);
  HOSHI_CHECK(finish(report));
  return report;
}

}  // namespace hoshi::protocols::reports
