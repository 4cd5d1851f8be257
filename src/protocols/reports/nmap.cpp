// Findings of nmap's vulners and vuln scripts from its XML output.
// SPDX-License-Identifier: Apache-2.0
#include <pugixml.hpp>

#include <chrono>
#include <set>

#include "base/date.h"
#include "base/text.h"
#include "protocols/reports/common.h"

namespace hoshi::protocols::reports {
namespace {

constexpr std::size_t cves_per_output = 2000;

std::string element(const pugi::xml_node& table, const char* key) {
  return table.find_child_by_attribute("elem", "key", key).text().as_string();
}

std::string day_of_epoch(std::string_view seconds) {
  constexpr std::uint64_t latest = 253402300799;  // 9999-12-31
  const auto number = parse_number(seconds, latest);
  if (!number) return {};
  return to_text(date_of(Instant(std::chrono::seconds(static_cast<std::int64_t>(*number)))));
}

struct Place {
  std::string endpoint;
  std::string component;
};

// Scripts without structured output (older ones) only print: every CVE named there counts.
void add_from_output(std::string_view output, const Place& place, std::string_view script, Report& report) {
  std::set<std::string> seen;
  for (auto at = output.find("CVE-"); at != std::string_view::npos; at = output.find("CVE-", at + 1)) {
    const std::string cve = cve_at(output.substr(at));
    if (cve.empty() || seen.size() >= cves_per_output || !seen.insert(cve).second) continue;
    report.findings.push_back({place.endpoint, cve, "unknown", place.component, std::string(script)});
  }
}

void add_vulners_entry(const pugi::xml_node& entry, const Place& place, Report& report) {
  const std::string id = element(entry, "id");
  const std::string cve = cve_at(id);
  const bool is_exploit = element(entry, "is_exploit") == "true";
  if (id.empty() || (is_exploit && cve.empty())) return;  // exploits are named beside what they exploit
  report.findings.push_back({place.endpoint, cve.empty() ? short_text(id) : cve,
                             severity_of_score(element(entry, "cvss")), place.component, "vulners"});
}

// Entries stand in a table for each CPE, or (in other versions) directly in the script.
void add_vulners(const pugi::xml_node& script, const Place& place, Report& report) {
  const std::size_t before = report.findings.size();
  for (const auto& table : script.children("table")) {
    add_vulners_entry(table, place, report);
    for (const auto& entry : table.children("table")) add_vulners_entry(entry, place, report);
  }
  if (report.findings.size() == before)
    add_from_output(script.attribute("output").as_string(), place, "vulners", report);
}

bool is_vulnerable(std::string_view state) {
  return state.starts_with("VULNERABLE") || state.starts_with("LIKELY VULNERABLE");
}

// The common form of the category vuln: a table for each problem, with state, title and ids.
void add_vuln(const pugi::xml_node& script, const Place& place, Report& report) {
  const std::string name = short_text(script.attribute("id").as_string());
  bool has_state = false;
  for (const auto& table : script.children("table")) {
    const std::string state = element(table, "state");
    has_state = has_state || !state.empty();
    if (!is_vulnerable(state)) continue;
    const std::string cve = cve_at(table.attribute("key").as_string());
    report.findings.push_back({place.endpoint, cve.empty() ? name : cve, "unknown", place.component,
                               short_text(element(table, "title"))});
  }
  const std::string_view output = script.attribute("output").as_string();
  const bool says_so = output.find("VULNERABLE") != std::string_view::npos &&
                       output.find("NOT VULNERABLE") == std::string_view::npos;
  if (!has_state && says_so)
    report.findings.push_back({place.endpoint, name, "unknown", place.component, short_text(output)});
}

void add_scripts(const pugi::xml_node& parent, const Place& place, Report& report, bool& has_vuln_script) {
  for (const auto& script : parent.children("script")) {
    const std::string_view id = script.attribute("id").as_string();
    if (id == "vulners" || id == "vulscan") {
      has_vuln_script = true;
      add_vulners(script, place, report);
    } else if (id.find("vuln") != std::string_view::npos ||
               script.child("table").find_child_by_attribute("elem", "key", "state")) {
      has_vuln_script = true;
      add_vuln(script, place, report);
    }
  }
}

// What follows --script, up to the next option: a file or host named like a script is none.
bool asks_for_script(std::string_view arguments, std::string_view name) {
  constexpr std::string_view option = "--script";
  for (auto at = arguments.find(option); at != std::string_view::npos; at = arguments.find(option, at + 1)) {
    const auto rest = arguments.substr(at + option.size());
    if (!rest.starts_with(' ') && !rest.starts_with('=')) continue;
    if (rest.substr(0, rest.find(" -")).find(name) != std::string_view::npos) return true;
  }
  return false;
}

std::string target_of(const pugi::xml_node& host) {
  const std::string_view name = host.child("hostnames").child("hostname").attribute("name").as_string();
  return without_address(name.empty() ? host.child("address").attribute("addr").as_string() : name);
}

}  // namespace

Result<Report> parse_nmap_xml(std::string_view text) {
  pugi::xml_document document;
  // Doctypes are read over and external entities do not exist for pugixml.
  const auto parsed =
      document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
  const auto run = document.child("nmaprun");
  if (!parsed || !run) return fail(ErrorCode::corrupt, "not the XML of nmap");
  const std::string_view outcome =
      run.child("runstats").child("finished").attribute("exit").as_string("success");
  if (!run.child("runstats").child("finished") || outcome != "success") {
    return fail(ErrorCode::corrupt, "an nmap scan that had not finished");
  }
  Report report;
  report.tool = "nmap";
  report.tool_version = short_text(run.attribute("version").as_string());
  report.scanned_on = day_of_epoch(run.attribute("start").as_string());
  const std::string_view arguments = run.attribute("args").as_string();
  bool has_vuln_script = arguments.find("vuln") != std::string_view::npos;
  for (const auto& host : run.children("host")) {
    const std::string target = target_of(host);
    if (report.target.find(target) == std::string::npos)
      report.target += (report.target.empty() ? "" : ", ") + target;
    add_scripts(host.child("hostscript"), {}, report, has_vuln_script);
    for (const auto& port : host.child("ports").children("port")) {
      const auto service = port.child("service");
      const std::string component = std::string(service.attribute("product").as_string()) + " " +
                                    service.attribute("version").as_string();
      const Place place{
          endpoint_of(port.attribute("portid").as_string(), port.attribute("protocol").as_string()),
          short_text(component)};
      add_scripts(port, place, report, has_vuln_script);
    }
  }
  if (!has_vuln_script) return fail(ErrorCode::invalid_input, "a port scan without vulnerability scripts");
  // vulners asks its service during the scan, so its data is as old as the scan; the vuln scripts have no
  // date.
  if (asks_for_script(arguments, "vulners")) report.database_date = report.scanned_on;
  report.target = short_text(report.target);
  HOSHI_CHECK(finish(report));
  return report;
}

}  // namespace hoshi::protocols::reports
