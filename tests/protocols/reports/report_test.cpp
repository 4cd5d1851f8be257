// Tests of the import of scanner reports, on small reports written for the purpose.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/reports/report.h"

#include <gtest/gtest.h>

#include "base/file.h"

namespace hoshi::protocols::reports {
namespace {

std::string sample(std::string_view name) {
  return read_file(std::string(HOSHI_SOURCE_FOLDER) + "/tests/data/reports/" + std::string(name)).value();
}

std::string with(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

ErrorCode error_of(std::string_view text) {
  const auto report = parse_report(text);
  return report ? ErrorCode::internal : report.error().code;
}

using Findings = std::vector<ReportFinding>;

TEST(Nmap, IsNoVulnerabilityScanForTheNameOfItsFile) {
  const auto report = parse_report(
      "<nmaprun args='nmap -sV -oX vulners.xml 192.0.2.1' start='1795600000' version='7.93'><host><address addr='192.0.2.1'/>"
      "</host><runstats><finished exit='success'/></runstats></nmaprun>");
  EXPECT_TRUE(!report.has_value() || report->database_date.empty());
}

TEST(NmapReport, HasFindingsOfVulnersAndVulnScripts) {
  const auto report = parse_report(sample("nmap_vulners.xml"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->tool, "nmap");
  EXPECT_EQ(report->tool_version, "7.93");
  EXPECT_EQ(report->scanned_on, "2026-11-25");
  EXPECT_EQ(report->database_date, "2026-11-25");
  EXPECT_EQ(report->target, "cam.test");
  EXPECT_EQ(
      report->findings,
      (Findings{{"tcp/22", "CVE-2021-36369", "high", "Dropbear sshd 2019.78", "vulners"},
                {"tcp/443", "CVE-2014-3566", "unknown", "lighttpd 1.4.50", "SSL POODLE information leak"}}));
}

TEST(NmapReport, OfAPortScanOrAnUnfinishedScanIsRefused) {
  const std::string good = sample("nmap_vulners.xml");
  EXPECT_EQ(error_of(with(good, "exit=\"success\"", "exit=\"error\"")), ErrorCode::corrupt);
  EXPECT_EQ(error_of(with(good, "<runstats>", "<other>")), ErrorCode::corrupt);
  EXPECT_EQ(error_of("<nmaprun args='nmap -sV' version='7.93'><runstats><finished "
                     "exit='success'/></runstats></nmaprun>"),
            ErrorCode::invalid_input);
}

TEST(NmapReport, ReadsPrintedOutputWhenNothingIsStructured) {
  const auto report = parse_report(
      "<nmaprun args='--script vulners' start='1795600000'><host><address addr='192.0.2.1'/><ports>"
      "<port protocol='tcp' portid='80'><script id='vulners' output='CVE-2021-41773 9.8 CVE-2021-41773 "
      "CVE-20'/></port>"
      "</ports></host><runstats><finished exit='success'/></runstats></nmaprun>");
  ASSERT_TRUE(report);
  ASSERT_EQ(report->findings.size(), 1u);
  EXPECT_EQ(report->findings[0].finding, "CVE-2021-41773");
  EXPECT_EQ(report->target, "[address]");
}

TEST(GreenboneReport, HasResultsAndALowerBoundOfItsFeed) {
  const auto report = parse_report(sample("greenbone.xml"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->tool, "greenbone");
  EXPECT_EQ(report->tool_version, "22.4");
  EXPECT_EQ(report->database_date, "2026-11-08");
  EXPECT_EQ(report->scanned_on, "2026-11-10");
  EXPECT_EQ(report->target, "[address]");
  EXPECT_EQ(report->findings, (Findings{{"tcp/23", "CVE-2020-10000", "critical", "", "Default password"},
                                        {"tcp/443", "1.3.6.1.4.1.25623.1.0.117274", "medium", "",
                                         "SSL/TLS: old protocol versions"}}));
}

TEST(GreenboneReport, OfAScanThatIsNotDoneIsRefused) {
  EXPECT_EQ(error_of(with(sample("greenbone.xml"), ">Done<", ">Running<")), ErrorCode::corrupt);
}

TEST(TrivyReport, HasFindingsAndTheDateOfItsData) {
  const auto report = parse_report(sample("trivy.json"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->tool_version, "0.66.0");
  EXPECT_EQ(report->database_date, "2026-11-14");
  EXPECT_EQ(report->scanned_on, "2026-11-15");
  EXPECT_EQ(report->target, "firmware-rootfs");
  EXPECT_EQ(report->findings,
            (Findings{{"", "CVE-2026-0001", "high", "libexample1 1.2-3", "libexample: out-of-bounds write"},
                      {"", "CVE-2026-0002", "low", "zlib1g 1.2.13", ""}}));
}

TEST(TrivyReport, WithoutVersionInfoHasNoDate) {
  const auto report =
      parse_report(R"({"SchemaVersion":2,"ArtifactName":"x","Trivy":{"Version":"0.74.0"},"Results":[]})");
  ASSERT_TRUE(report);
  EXPECT_EQ(report->tool_version, "0.74.0");
  EXPECT_EQ(report->database_date, "");
}

TEST(GrypeReport, HasMatchesAndWhatItWasToldToIgnore) {
  const auto report = parse_report(sample("grype.json"));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->tool_version, "0.87.0");
  EXPECT_EQ(report->database_date, "2026-11-19");
  EXPECT_EQ(report->target, "/build/rootfs");
  EXPECT_EQ(report->findings,
            (Findings{{"", "CVE-2026-1111", "critical", "mosquitto 1.6.9", "A made-up flaw."},
                      {"", "CVE-2026-2222", "medium", "busybox 1.30.1", ""}}));
}

TEST(GrypeReport, WithAnInvalidDatabaseHasNoDate) {
  EXPECT_EQ(parse_report(with(sample("grype.json"), "\"valid\": true", "\"valid\": false"))->database_date,
            "");
}

TEST(GrypeReport, OfOlderVersionsHasTheDateElsewhere) {
  const auto report = parse_report(
      R"({"matches":[],"source":{"target":{"userInput":"img:1"}},)"
      R"("descriptor":{"name":"grype","version":"0.6","db":{"built":"2023-01-02T00:00:00Z"}}})");
  EXPECT_EQ(report->database_date, "2023-01-02");
  EXPECT_EQ(report->target, "img:1");
}

TEST(Reports, ThatAreNoneAreRefused) {
  EXPECT_EQ(error_of(""), ErrorCode::invalid_input);
  EXPECT_EQ(error_of("no vulnerabilities"), ErrorCode::invalid_input);
  EXPECT_EQ(error_of("{}"), ErrorCode::invalid_input);
  EXPECT_EQ(error_of("<html></html>"), ErrorCode::invalid_input);
  EXPECT_EQ(error_of(std::string(report_limit_bytes + 1, ' ')), ErrorCode::invalid_input);
}

TEST(Reports, DoNotReadExternalEntities) {
  const auto report = parse_report(
      "<!DOCTYPE nmaprun [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><nmaprun args='vuln' version='&x;'>"
      "<runstats><finished exit='success'/></runstats></nmaprun>");
  ASSERT_TRUE(report);
  EXPECT_EQ(report->tool_version, "&x;");
}

TEST(Reports, WithTooManyFindingsAreRefusedNotCut) {
  std::string text = R"({"descriptor":{"name":"grype"},"matches":[)";
  for (std::size_t i = 0; i <= finding_limit; ++i)
    text += std::string(i == 0 ? "" : ",") + R"({"vulnerability":{"id":"x"}})";
  EXPECT_EQ(error_of(text + "]}"), ErrorCode::invalid_input);
}

TEST(Reports, TruncatedAnywhereAreRefused) {
  for (const std::string_view name : {"nmap_vulners.xml", "greenbone.xml", "trivy.json", "grype.json"}) {
    const std::string whole = sample(name);
    const auto end = whole.find_last_of(">}");
    for (std::size_t length = 0; length < end; ++length) {
      EXPECT_FALSE(parse_report(std::string_view(whole).substr(0, length))) << name << " " << length;
    }
  }
}

}  // namespace
}  // namespace hoshi::protocols::reports
