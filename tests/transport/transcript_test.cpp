// Tests the lines of transcripts: written and read alike, and refused when they are not as they should be.
// SPDX-License-Identifier: Apache-2.0
#include "transport/transcript.h"

#include <gtest/gtest.h>

#include "transport/replay_network.h"

namespace hoshi::transport {
namespace {

const std::string conversation =
    "{\"t\":10,\"c\":1,\"e\":\"connect\",\"target\":\"main\",\"port\":80}\n"
    "{\"t\":20,\"c\":1,\"e\":\"sent\",\"b\":\"YWJj\"}\n"
    "{\"t\":30,\"c\":1,\"e\":\"got\",\"b\":\"ZGVm\"}\n"
    "{\"t\":31,\"c\":1,\"e\":\"closed\"}\n"
    "{\"t\":32,\"c\":1,\"e\":\"ended\"}\n";

TEST(Transcript, IsReadAsItWasWritten) {
  const auto events = parse_transcript(conversation).value();
  ASSERT_EQ(events.size(), 5u);
  std::string again;
  for (const Event& event : events) again += to_line(event) + "\n";
  const auto second = parse_transcript(again).value();
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(to_line(events[i]), to_line(second[i]));
    EXPECT_EQ(events[i].bytes, second[i].bytes);
  }
}

TEST(Transcript, IsRefusedOrCutShortWhenTruncatedAtAnyByte) {
  for (std::size_t size = 0; size < conversation.size(); ++size) {
    const auto events = parse_transcript(std::string_view(conversation).substr(0, size));
    const bool whole_lines = size == 0 || conversation[size - 1] == '\n' || conversation[size] == '\n';
    EXPECT_EQ(events.has_value(), whole_lines) << size;
    EXPECT_TRUE(events || events.error().code == ErrorCode::corrupt);
  }
}

TEST(Transcript, RefusesWhatIsNotATranscript) {
  for (const char* wrong :
       {"\n", "[]", "{}", "{\"t\":-1,\"c\":0,\"e\":\"cut\"}", "{\"t\":1,\"c\":-1,\"e\":\"cut\"}",
        "{\"t\":1,\"c\":0,\"e\":\"dance\"}", "{\"t\":1.5,\"c\":0,\"e\":\"cut\"}",
        "{\"t\":1,\"c\":0,\"e\":\"got\"}", "{\"t\":1,\"c\":0,\"e\":\"got\",\"b\":\"?\"}",
        "{\"t\":9000000000000,\"c\":0,\"e\":\"cut\"}",
        "{\"t\":2,\"c\":0,\"e\":\"cut\"}\n{\"t\":1,\"c\":0,\"e\":\"cut\"}",
        "{\"t\":1,\"c\":0,\"e\":\"cut\",\"x\":[[[[[[1]]]]]]}"}) {
    const auto events = parse_transcript(wrong);
    ASSERT_FALSE(events.has_value()) << wrong;
    EXPECT_EQ(events.error().code, ErrorCode::corrupt);
  }
}

TEST(Transcript, IsBoundedInSizeAndLines) {
  EXPECT_FALSE(parse_transcript(conversation, {.text_bytes = 100, .events = 100}).has_value());
  EXPECT_FALSE(parse_transcript(conversation, {.text_bytes = 1000, .events = 4}).has_value());
  EXPECT_TRUE(parse_transcript(conversation, {.text_bytes = 1000, .events = 5}).has_value());
}

Event with_details(EventKind kind, ValueMap details) {
  return Event{TaskTime(1000), 0, kind, {}, std::move(details)};
}

TEST(Transcript, KeepsScanReports) {
  ScanReport report{.open = {22, 443},
                    .open_ipv4 = {22},
                    .open_ipv6 = {22, 443},
                    .closed = 65'000,
                    .filtered = 533,
                    .rate_per_second = 4998,
                    .filtered_sample = {7, 9},
                    .complete = false,
                    .took = TaskTime(900)};
  const auto read = scan_report_in(with_details(EventKind::scan, details_of(report))).value();
  EXPECT_EQ(read.open, report.open);
  EXPECT_EQ(read.open_ipv4, report.open_ipv4);
  EXPECT_EQ(read.open_ipv6, report.open_ipv6);
  EXPECT_EQ(read.filtered_sample, report.filtered_sample);
  EXPECT_EQ(read.closed, report.closed);
  EXPECT_EQ(read.filtered, report.filtered);
  EXPECT_EQ(read.rate_per_second, report.rate_per_second);
  EXPECT_EQ(read.complete, report.complete);
  EXPECT_EQ(read.took, report.took);
}

TEST(Transcript, RefusesAbsurdScanReports) {
  const ValueMap good = details_of(ScanReport{});
  const std::pair<const char*, Value> absurd[] = {{"open", Value(ValueList{Value(2), Value(1)})},
                                                  {"open", Value(ValueList{Value(70'000)})},
                                                  {"closed", Value(-1)},
                                                  {"filtered", Value("many")},
                                                  {"took", Value(2000)},
                                                  {"rate", Value(nullptr)}};
  for (const auto& [key, value] : absurd) {
    ValueMap details = good;
    details[key] = value;
    EXPECT_FALSE(scan_report_in(with_details(EventKind::scan, details)).has_value()) << key;
  }
}

TEST(Transcript, RefusesAnUnknownOutcomeOfSsh) {
  ValueMap details = details_of(SshLogin{});
  EXPECT_TRUE(ssh_login_in(with_details(EventKind::ssh, details)).has_value());
  details["outcome"] = Value("perhaps");
  EXPECT_FALSE(ssh_login_in(with_details(EventKind::ssh, details)).has_value());
}

TEST(Transcript, KeepsErrorsWithTheirCodes) {
  const Error error{ErrorCode::forbidden, "no"};
  EXPECT_EQ(error_in(with_details(EventKind::error, details_of(error))).code, ErrorCode::forbidden);
  EXPECT_EQ(error_in(with_details(EventKind::error, {})).code, ErrorCode::corrupt);
  EXPECT_EQ(error_in(with_details(EventKind::timeout, {})).code, ErrorCode::timed_out);
}

TEST(Transcript, ThatIsCorruptMakesNoNetwork) {
  const auto network = replay_network({{"", conversation}, {"second", "{"}});
  ASSERT_FALSE(network.has_value());
  EXPECT_EQ(network.error().code, ErrorCode::corrupt);
  EXPECT_EQ(network.error().message.find("lane 'second'"), 0u);
}

}  // namespace
}  // namespace hoshi::transport
