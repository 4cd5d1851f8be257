// Rules over the decoded values of a signed statement.
// SPDX-License-Identifier: Apache-2.0
#include "labels/lint_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/encoding.h"
#include "labels/statement.h"

namespace hoshi::labels {
namespace {

struct Subject {
  const SignedStatement& envelope;
  const Statement& statement;
  const LintProfile& profile;
};

using Answer = std::optional<std::string>;  // what is wrong

bool is_uniform(const Bytes& bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [&bytes](std::uint8_t byte) { return byte == bytes.front(); });
}

// A digest that was never filled in, or is that of nothing.
bool is_of_nothing(const Bytes& digest) {
  const Bytes of_nothing = sha256({});
  return is_uniform(digest) || std::equal(digest.begin(), digest.end(), of_nothing.begin());
}

Answer scheme(const Subject& subject) {
  if (subject.statement.scheme == subject.profile.scheme) return {};
  return fmt::format("scheme \"{}\", not \"{}\"", subject.statement.scheme, subject.profile.scheme);
}

Answer number(const Subject& subject) {
  const std::string& text = subject.statement.number;
  const bool has_digit = std::any_of(text.begin(), text.end(), [](char letter) { return letter >= '0' && letter <= '9'; });
  if (!has_digit) return "a registration number without a digit";
  if (text.find("  ") != std::string::npos) return "two blanks in a row: two numbers that look like one";
  return {};
}

Answer level(const Subject& subject) {
  const int level = subject.statement.level;
  if (level >= subject.profile.level_least && level <= subject.profile.level_most) return {};
  return fmt::format("level {} is none of {} to {}", level, subject.profile.level_least, subject.profile.level_most);
}

Answer requirement_set(const Subject& subject) {
  if (is_of_nothing(subject.statement.requirement_set)) return "not the digest of an edition";
  return {};
}

Answer holder(const Subject& subject) {
  if (is_of_nothing(subject.statement.holder_digest)) return "not the digest of a holder";
  return {};
}

Answer models(const Subject& subject) {
  if (is_of_nothing(subject.statement.models_digest)) return "a label for no model";
  return {};
}

Answer distinct(const Subject& subject) {
  const Statement& statement = subject.statement;
  const bool holder_repeats = std::equal(statement.holder_digest.begin(), statement.holder_digest.end(),
                                         statement.requirement_set.begin()) ||
                              std::equal(statement.holder_digest.begin(), statement.holder_digest.end(),
                                         statement.models_digest.begin());
  if (statement.requirement_set == statement.models_digest || holder_repeats) return "one digest stands in two places";
  return {};
}

Answer term(const Subject& subject) {
  const auto days = (to_days(subject.statement.valid_until) - to_days(subject.statement.valid_from)).count() + 1;
  if (days >= 1 && days <= subject.profile.term_days_most) return {};
  return fmt::format("valid for {} days, at most {} are allowed", days, subject.profile.term_days_most);
}

Answer log_origin(const Subject& subject) {
  if (subject.statement.log_origin == subject.profile.log_origin) return {};
  return fmt::format("log \"{}\", not \"{}\"", subject.statement.log_origin, subject.profile.log_origin);
}

Answer key_id(const Subject& subject) {
  if (is_uniform(subject.envelope.key_id)) return "a key id that was never filled in";
  return {};
}

Answer signature(const Subject& subject) {
  if (is_uniform(subject.envelope.signature)) return "a signature that was never filled in";
  return {};
}

Answer round_trip(const Subject& subject) {
  const auto payload = write_statement(subject.statement);
  if (!payload || *payload != subject.envelope.payload) return "decoded and written again it is another";
  return {};
}

struct FieldRule {
  LintRule rule;
  Answer (*check)(const Subject& subject);
};

constexpr LintRule decodes{"fields.decodes", "RFC 9052, 4.2; register.md 3.1, LabelStatement"};

const std::vector<FieldRule>& rules() {
  static const std::vector<FieldRule> all{
      {{"fields.scheme", "register.md 4, S5: useless for another scheme"}, scheme},
      {{"fields.number", "register.md 3.1: a stable registration number; practice.md 4, 登録番号"}, number},
      {{"fields.level", "register.md 4, S5; scheme data, levels"}, level},
      {{"fields.requirement_set", "register.md 3.1: every decision names one requirement-set hash"}, requirement_set},
      {{"fields.holder", "register.md 3.1, LabelStatement: holder"}, holder},
      {{"fields.models", "RFC 6962, 2.1; register.md 3.1: one label covers many models"}, models},
      {{"fields.distinct", "register.md 8.6: a profile that changed between two steps"}, distinct},
      {{"fields.term", "scheme data, term of a label; practice.md 5"}, term},
      {{"fields.log_origin", "C2SP tlog-checkpoint, origin; register.md 4, S5"}, log_origin},
      {{"fields.key_id", "RFC 9052, 3.1, kid"}, key_id},
      {{"fields.signature", "RFC 8032, 5.1.6; RFC 9053, 2.1"}, signature},
      {{"fields.round_trip", "RFC 8949, 4.2.1; register.md 4, S18: canonical CBOR only"}, round_trip}};
  return all;
}

}  // namespace

const std::vector<LintRule>& field_rules() {
  static const std::vector<LintRule> all = [] {
    std::vector<LintRule> list{decodes};
    for (const FieldRule& rule : rules()) list.push_back(rule.rule);
    return list;
  }();
  return all;
}

std::vector<LintFinding> lint_fields(ByteView signed_bytes, const LintProfile& profile) {
  const auto envelope = read_signed(signed_bytes);
  if (!envelope) return {{decodes.id, envelope.error().message}};
  const auto statement = read_statement(envelope->payload);
  if (!statement) return {{decodes.id, statement.error().message}};
  std::vector<LintFinding> findings;
  for (const FieldRule& rule : rules()) {
    if (auto wrong = rule.check({*envelope, *statement, profile})) findings.push_back({rule.rule.id, std::move(*wrong)});
  }
  return findings;
}

}  // namespace hoshi::labels
