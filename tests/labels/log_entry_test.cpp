// Log entries: every kind comes back as written, in one form only, with the members of its kind only.
// SPDX-License-Identifier: Apache-2.0
#include "labels/log_entry.h"

#include <gtest/gtest.h>

#include "labels/label_samples.h"

namespace hoshi::labels {
namespace {

LogEntry entry_of(EntryKind kind) {
  LogEntry entry;
  entry.kind = kind;
  entry.at = *parse_instant("2026-04-01T01:02:03.004Z");
  entry.scheme = "jc-star";
  return entry;
}

LogEntry with_statement(EntryKind kind) {
  LogEntry entry = entry_of(kind);
  entry.statement = SampleKey(1).sign_statement(sample_statement());
  return entry;
}

LogEntry about_label(EntryKind kind) {
  LogEntry entry = entry_of(kind);
  entry.number = "JCS-1-0001234";
  entry.digest = sha256(view_of("statement"));
  return entry;
}

std::vector<LogEntry> one_of_each_kind() {
  std::vector<LogEntry> entries;
  for (const EntryKind kind : {EntryKind::issue, EntryKind::amend, EntryKind::extend}) entries.push_back(with_statement(kind));
  entries.push_back(about_label(EntryKind::grace_granted));
  entries.back().until = Date{2028, 9, 30};
  for (const EntryKind kind : {EntryKind::restrict, EntryKind::suspend, EntryKind::revoke}) {
    entries.push_back(about_label(kind));
    entries.back().reason = "demand-unanswered";
    entries.back().commitment = sha256(view_of("sealed"));
  }
  for (const EntryKind kind : {EntryKind::reinstate, EntryKind::withdraw, EntryKind::expiry_observed}) {
    entries.push_back(about_label(kind));
  }
  entries.push_back(about_label(EntryKind::supersede));
  entries.back().successor = "JCS-1-0001235";
  entries.push_back(entry_of(EntryKind::status_list_published));
  entries.back().digest = sha256(view_of("list"));  // list 0, sequence 0
  entries.push_back(entry_of(EntryKind::requirement_set_published));
  entries.back().digest = sha256(view_of("edition"));
  entries.back().edition = "1.1";
  for (const EntryKind kind : {EntryKind::role_grant, EntryKind::decision_commitment}) {
    entries.push_back(entry_of(kind));
    entries.back().commitment = *commitment_to(view_of("Tanaka Hanako, decider"), Bytes(32, 5));
  }
  for (const EntryKind kind : {EntryKind::trust_root_published, EntryKind::audit_digest}) {
    entries.push_back(entry_of(kind));
    entries.back().digest = sha256(view_of("root"));
    entries.back().sequence = 123'456'789'012;
  }
  return entries;
}

TEST(LogEntry, EveryKindComesBackAsItWasWritten) {
  const auto entries = one_of_each_kind();
  ASSERT_EQ(entries.size(), 17u);
  for (const LogEntry& entry : entries) {
    const auto bytes = write_entry(entry);
    ASSERT_TRUE(bytes.has_value()) << bytes.error().message;
    const auto read = read_entry(*bytes);
    ASSERT_TRUE(read.has_value()) << read.error().message;
    EXPECT_EQ(*read, entry) << name_of(entry.kind);
    EXPECT_FALSE(name_of(entry.kind).empty());
  }
}

TEST(LogEntry, KeepsItsBytes) {
  LogEntry entry = entry_of(EntryKind::suspend);
  entry.number = "JCS-1-0001234";
  entry.reason = "doubt";
  EXPECT_EQ(to_hex(*write_entry(entry)), "a6" "0101" "0206" "031b0000019d468fcefc" "04676a632d73746172"
                                         "056d4a43532d312d30303031323334" "0865646f756274");
}

TEST(S18LogEntry, CutAtEveryByteOrLongerIsRefused) {
  for (const LogEntry& entry : one_of_each_kind()) {
    Bytes bytes = *write_entry(entry);
    for (std::size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(read_entry(ByteView(bytes).first(size)).has_value());
    bytes.push_back(0);
    EXPECT_FALSE(read_entry(bytes).has_value());
  }
  EXPECT_FALSE(read_entry(Bytes(entry_bytes_max + 1)).has_value());
}

TEST(S18LogEntry, WhateverIsReadIsInTheOneForm) {
  for (const LogEntry& entry : one_of_each_kind()) {
    const Bytes bytes = *write_entry(entry);
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      for (const std::uint8_t flip : {0x01, 0x02, 0x10, 0x80}) {
        Bytes altered = bytes;
        altered[at] ^= flip;
        const auto read = read_entry(altered);
        EXPECT_EQ(read ? *write_entry(*read) : altered, altered);
      }
    }
  }
}

TEST(LogEntry, MembersOfOtherKindsAndMissingOnesAreRefusedByName) {
  struct Case {
    const char* member;
    EntryKind kind;
    void (*change)(LogEntry&);
  };
  const Case cases[] = {{"reason", EntryKind::revoke, [](LogEntry& e) { e.reason.clear(); }},
                        {"until", EntryKind::grace_granted, [](LogEntry& e) { e.until.reset(); }},
                        {"successor", EntryKind::supersede, [](LogEntry& e) { e.successor.clear(); }},
                        {"successor", EntryKind::supersede, [](LogEntry& e) { e.successor = e.number; }},
                        {"statement", EntryKind::issue, [](LogEntry& e) { e.statement.clear(); }},
                        {"statement", EntryKind::issue, [](LogEntry& e) { e.statement.back() ^= 1, e.statement[0] = 0; }},
                        {"statement", EntryKind::issue, [](LogEntry& e) { e.scheme = "other"; }},
                        {"number", EntryKind::issue, [](LogEntry& e) { e.number = "JCS-1-0001234"; }},
                        {"number", EntryKind::withdraw, [](LogEntry& e) { e.number.clear(); }},
                        {"commitment", EntryKind::decision_commitment, [](LogEntry& e) { e.commitment.clear(); }},
                        {"commitment", EntryKind::audit_digest, [](LogEntry& e) { e.commitment = Bytes(32, 1); }},
                        {"edition", EntryKind::suspend, [](LogEntry& e) { e.edition = "1.1"; }},
                        {"digest", EntryKind::audit_digest, [](LogEntry& e) { e.digest.pop_back(); }},
                        {"sequence", EntryKind::audit_digest, [](LogEntry& e) { e.sequence = ~std::uint64_t{0}; }},
                        {"reason", EntryKind::suspend, [](LogEntry& e) { e.reason = "Mr. Tanaka said so"; }},
                        {"scheme", EntryKind::suspend, [](LogEntry& e) { e.scheme.clear(); }},
                        {"at", EntryKind::suspend, [](LogEntry& e) { e.at = Instant{}; }},
                        {"kind", EntryKind::suspend, [](LogEntry& e) { e.kind = static_cast<EntryKind>(18); }}};
  const auto entries = one_of_each_kind();
  for (const Case& one : cases) {
    LogEntry entry = *std::find_if(entries.begin(), entries.end(), [&one](const LogEntry& e) { return e.kind == one.kind; });
    one.change(entry);
    const auto refused = write_entry(entry);
    ASSERT_FALSE(refused.has_value()) << one.member;
    EXPECT_NE(refused.error().message.find(std::string("entry: ") + one.member), std::string::npos) << refused.error().message;
  }
}

TEST(LogEntry, TellsTheNumberItIsAbout) {
  EXPECT_EQ(number_of(with_statement(EntryKind::issue)), sample_statement().number);
  EXPECT_EQ(number_of(about_label(EntryKind::withdraw)), "JCS-1-0001234");
  EXPECT_EQ(number_of(entry_of(EntryKind::audit_digest)), "");
}

TEST(S15Commitment, CannotBeFoundWithoutItsSalt) {
  const Bytes content = to_bytes("decided by account 0198f3");
  const Bytes commitment = *commitment_to(content, Bytes(32, 1));
  EXPECT_EQ(commitment, *commitment_to(content, Bytes(32, 1)));
  EXPECT_NE(commitment, *commitment_to(content, Bytes(32, 2)));
  EXPECT_NE(commitment, *commitment_to(to_bytes("decided by account 0198f4"), Bytes(32, 1)));
  EXPECT_NE(commitment, sha256(content));
  EXPECT_EQ(commitment_to(content, Bytes(31)).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(commitment_to(content, {}).error().code, ErrorCode::invalid_input);
}

}  // namespace
}  // namespace hoshi::labels
