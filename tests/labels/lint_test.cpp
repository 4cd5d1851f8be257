// Lint: each rule of both engines has what passes and what fails it, and each engine stands alone.
// SPDX-License-Identifier: Apache-2.0
#include "labels/lint.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "labels/label_samples.h"
#include "labels/lint_bytes.h"
#include "labels/lint_fields.h"

namespace hoshi::labels {
namespace {

Bytes good() { return SampleKey(1).sign_statement(sample_statement()); }

std::set<std::string_view> found(const std::vector<LintFinding>& findings) {
  std::set<std::string_view> rules;
  for (const LintFinding& finding : findings) rules.insert(finding.rule);
  return rules;
}

Bytes of(const Statement& statement) { return SampleKey(1).sign_statement(statement); }

template <class Change>
Bytes statement_with(Change change) {
  Statement statement = sample_statement();
  change(statement);
  return of(statement);
}

Bytes with_byte(std::size_t at, std::uint8_t byte) {
  Bytes bytes = good();
  bytes[at] = byte;
  return bytes;
}

Bytes with_blank_signature() {
  Bytes bytes = good();
  std::fill(bytes.end() - 64, bytes.end(), 0);
  return bytes;
}

Bytes with_blank_key_id() {
  Bytes bytes = good();
  std::fill(bytes.begin() + 8, bytes.begin() + 16, 7);
  return bytes;
}

// `from` replaced by `to` in the payload, whose length is corrected.
Bytes payload_with(std::string_view from, std::string_view to) {
  SignedStatement envelope = *read_signed(good());
  const Bytes old = *from_hex(from);
  const auto at = std::search(envelope.payload.begin(), envelope.payload.end(), old.begin(), old.end());
  const Bytes changed = *from_hex(to);
  const auto where = envelope.payload.erase(at, at + static_cast<std::ptrdiff_t>(old.size()));
  envelope.payload.insert(where, changed.begin(), changed.end());
  return *write_signed(envelope);
}

struct Fixture {
  std::string_view rule;
  Bytes fails;
};

std::vector<Fixture> field_fixtures() {
  return {{"fields.decodes", with_byte(1, 0x85)},
          {"fields.scheme", statement_with([](Statement& s) { s.scheme = "jc-stan"; })},
          {"fields.number", statement_with([](Statement& s) { s.number = "number"; })},
          {"fields.number", statement_with([](Statement& s) { s.number = "JCS  1"; })},
          {"fields.level", statement_with([](Statement& s) { s.level = 5; })},
          {"fields.requirement_set", statement_with([](Statement& s) { s.requirement_set = Bytes(32); })},
          {"fields.requirement_set", statement_with([](Statement& s) { s.requirement_set = sha256({}); })},
          {"fields.holder", statement_with([](Statement& s) { s.holder_digest = Bytes(16, 0xff); })},
          {"fields.models", statement_with([](Statement& s) { s.models_digest = models_digest({}); })},
          {"fields.distinct", statement_with([](Statement& s) { s.models_digest = s.requirement_set; })},
          {"fields.term", statement_with([](Statement& s) { s.valid_until = {2028, 4, 1}; })},
          {"fields.log_origin", statement_with([](Statement& s) { s.log_origin = "other.example.jp/2026"; })},
          {"fields.key_id", with_blank_key_id()},
          {"fields.signature", with_blank_signature()}};
}

std::vector<Fixture> byte_fixtures() {
  Bytes cut = good();
  cut.resize(10);
  Bytes behind = good();
  behind.push_back(1);
  return {{"bytes.length", cut},
          {"bytes.length", Bytes(261, 0xD2)},
          {"bytes.envelope", with_byte(0, 0xD1)},
          {"bytes.envelope", with_byte(1, 0x9f)},
          {"bytes.protected_header", with_byte(5, 0x25)},
          {"bytes.protected_header", with_byte(3, 0xA3)},
          {"bytes.protected_header", with_blank_key_id()},
          {"bytes.unprotected_header", with_byte(16, 0xA1)},
          {"bytes.payload_length", with_byte(18, 0x30)},
          {"bytes.payload_length", behind},
          {"bytes.signature", with_blank_signature()},
          {"bytes.signature", with_byte(good().size() - 66, 0x59)},
          {"bytes.keys", payload_with("ac0101", "ac0102")},
          {"bytes.keys", payload_with("ac0101", "ad0101")},
          {"bytes.keys", payload_with("0a030b", "0b030a")},
          {"bytes.integers", payload_with("0401", "041801")},
          {"bytes.integers", payload_with("0a03", "0a190003")},
          {"bytes.integers", payload_with("0a03", "0a20")},
          {"bytes.texts", payload_with("6d4a", "6d08")},
          {"bytes.texts", payload_with("036d4a4353", "036de2808b")},
          {"bytes.texts", payload_with("036d4a4353", "036dc0a053")},
          {"bytes.texts", payload_with("676a632d73746172", "78076a632d73746172")},
          {"bytes.scheme", statement_with([](Statement& s) { s.scheme = "jc-stan"; })},
          {"bytes.level", statement_with([](Statement& s) { s.level = 5; })},
          {"bytes.level", payload_with("0401", "0400")},
          {"bytes.digests", statement_with([](Statement& s) { s.requirement_set = Bytes(32); })},
          {"bytes.digests", statement_with([](Statement& s) { s.holder_digest = Bytes(16); })},
          {"bytes.digests", payload_with("0650", "064f")},
          {"bytes.days", statement_with([](Statement& s) { s.valid_until = {2028, 4, 1}; })},
          {"bytes.days", payload_with("08195040", "08195400")},
          {"bytes.status", payload_with("0b1a0001e240", "0b1a00100000")},
          {"bytes.origin", statement_with([](Statement& s) { s.log_origin = "other.example.jp/2026"; })}};
}

TEST(Lint, FindsNothingInWhatIsRight) {
  EXPECT_EQ(lint_statement(good(), sample_profile()), std::vector<LintFinding>{});
  EXPECT_EQ(lint_statement(SampleP256Key().sign_statement(sample_statement()), sample_profile()), std::vector<LintFinding>{});
  const Bytes japanese = statement_with([](Statement& s) { s.number = "第JCS-1-0001234号"; });
  EXPECT_EQ(lint_statement(japanese, sample_profile()), std::vector<LintFinding>{});
}

TEST(Lint, EveryRuleOfTheFieldsFailsItsFixturesAndPassesWhatIsRight) {
  std::set<std::string_view> seen{"fields.round_trip"};  // the reader refuses first what this would find
  for (const Fixture& fixture : field_fixtures()) {
    seen.insert(fixture.rule);
    EXPECT_EQ(found(lint_fields(fixture.fails, sample_profile())), std::set{fixture.rule}) << fixture.rule;
  }
  for (const LintRule& rule : field_rules()) {
    EXPECT_TRUE(seen.contains(rule.id)) << rule.id;
    EXPECT_FALSE(rule.source.empty());
  }
}

TEST(Lint, EveryRuleOfTheBytesFailsItsFixturesAndPassesWhatIsRight) {
  std::set<std::string_view> seen;
  for (const Fixture& fixture : byte_fixtures()) {
    seen.insert(fixture.rule);
    EXPECT_TRUE(found(lint_bytes(fixture.fails, sample_profile())).contains(fixture.rule))
        << fixture.rule << " in " << to_hex(fixture.fails) << ": " << to_text(lint_bytes(fixture.fails, sample_profile()));
  }
  for (const LintRule& rule : byte_rules()) {
    EXPECT_TRUE(seen.contains(rule.id)) << rule.id;
    EXPECT_FALSE(rule.source.empty());
  }
}

// What the reader refuses the bytes engine refuses too, though it shares nothing with it (differential test, S18).
TEST(S18Lint, TheEnginesAgreeOnWhatIsNoStatement) {
  const Bytes bytes = good();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(lint_bytes(ByteView(bytes).first(size), sample_profile()).empty()) << size;
    EXPECT_FALSE(lint_fields(ByteView(bytes).first(size), sample_profile()).empty()) << size;
  }
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (int value = 0; value < 256; ++value) {
      Bytes altered = bytes;
      altered[at] = static_cast<std::uint8_t>(value);
      const auto fields = found(lint_fields(altered, sample_profile()));
      const auto raw = lint_bytes(altered, sample_profile());
      const bool decodes = !fields.contains("fields.decodes");
      EXPECT_TRUE(decodes || !raw.empty()) << at << " " << value;
      // Only the fields engine knows what makes a number, and that digests should differ.
      EXPECT_TRUE(!raw.empty() || fields.empty() || fields.contains("fields.number")) << at << " " << value;
    }
  }
}

TEST(Lint, TheEnginesShareNoCode) {
  std::ifstream file(std::string(HOSHI_SOURCE_FOLDER) + "/src/labels/lint_bytes.cpp");
  std::stringstream text;
  text << file.rdbuf();
  std::set<std::string> house;
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with("#include \"")) house.insert(line);
  }
  EXPECT_EQ(house, (std::set<std::string>{"#include \"labels/lint_bytes.h\""}));
}

}  // namespace
}  // namespace hoshi::labels
