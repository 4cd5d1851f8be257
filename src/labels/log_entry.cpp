// Entries of the public log as deterministic CBOR.
// SPDX-License-Identifier: Apache-2.0
#include "labels/log_entry.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

#include "base/encoding.h"
#include "labels/cbor.h"
#include "labels/shape.h"
#include "labels/statement.h"

namespace hoshi::labels {
namespace {

constexpr int entry_version = 1;
constexpr std::size_t reason_bytes_max = 40;
constexpr std::size_t edition_bytes_max = 40;
constexpr std::size_t salt_bytes = 32;
constexpr std::string_view commitment_context = "hoshi commitment v1";
constexpr std::int64_t year_2000_ms = 946'684'800'000;
constexpr std::int64_t year_2150_ms = 5'680'281'600'000;
constexpr std::uint64_t sequence_max = std::numeric_limits<std::int64_t>::max();

// The keys of the map, in the order of the bytes; the first four are in every entry.
enum Member : unsigned {
  version_member = 1,
  kind_member,
  at_member,
  scheme_member,
  number_member,
  statement_member,
  digest_member,
  reason_member,
  until_member,
  successor_member,
  commitment_member,
  sequence_member,
  list_member,
  edition_member,
};
constexpr unsigned first_optional = number_member;
constexpr std::array<std::string_view, edition_member + 1> member_names{
    "",       "version", "kind",      "at",         "scheme",   "number", "statement", "digest",
    "reason", "until",   "successor", "commitment", "sequence", "list",   "edition"};

using Members = unsigned;
constexpr Members bit(Member member) { return 1u << member; }

struct KindRule {
  EntryKind kind;
  std::string_view name;
  Members must;
  Members may;
};

// What an event about a label may say besides: which statement, why, and a sealed note of the office.
constexpr Members besides = bit(digest_member) | bit(reason_member) | bit(commitment_member);

constexpr std::array kind_rules{
    KindRule{EntryKind::issue, "issue", bit(statement_member), bit(commitment_member)},
    KindRule{EntryKind::amend, "amend", bit(statement_member), bit(digest_member) | bit(commitment_member)},
    KindRule{EntryKind::extend, "extend", bit(statement_member), bit(digest_member) | bit(commitment_member)},
    KindRule{EntryKind::grace_granted, "grace_granted", bit(number_member) | bit(until_member), besides},
    KindRule{EntryKind::restrict, "restrict", bit(number_member) | bit(reason_member), besides},
    KindRule{EntryKind::suspend, "suspend", bit(number_member) | bit(reason_member), besides},
    KindRule{EntryKind::reinstate, "reinstate", bit(number_member), besides},
    KindRule{EntryKind::revoke, "revoke", bit(number_member) | bit(reason_member), besides},
    KindRule{EntryKind::withdraw, "withdraw", bit(number_member), besides},
    KindRule{EntryKind::supersede, "supersede", bit(number_member) | bit(successor_member), besides},
    KindRule{EntryKind::expiry_observed, "expiry_observed", bit(number_member), bit(digest_member)},
    KindRule{EntryKind::status_list_published, "status_list_published",
             bit(list_member) | bit(sequence_member) | bit(digest_member), 0},
    KindRule{EntryKind::requirement_set_published, "requirement_set_published", bit(edition_member) | bit(digest_member), 0},
    KindRule{EntryKind::role_grant, "role_grant", bit(commitment_member), 0},
    KindRule{EntryKind::decision_commitment, "decision_commitment", bit(commitment_member), bit(number_member)},
    KindRule{EntryKind::trust_root_published, "trust_root_published", bit(sequence_member) | bit(digest_member), 0},
    KindRule{EntryKind::audit_digest, "audit_digest", bit(sequence_member) | bit(digest_member), 0}};

const KindRule* rule_of(EntryKind kind) {
  const auto* found = std::find_if(kind_rules.begin(), kind_rules.end(), [kind](const KindRule& rule) { return rule.kind == kind; });
  return found == kind_rules.end() ? nullptr : found;
}

tl::unexpected<Error> unfit(std::string_view member, std::string_view why) {
  return fail(ErrorCode::invalid_input, fmt::format("log entry: {}: {}", member, why));
}

// Numbers have no empty form, so they count as there when the kind wants them.
Members members_of(const LogEntry& entry, Members wanted) {
  Members found = wanted & (bit(sequence_member) | bit(list_member));
  const auto note = [&found](bool is_there, Member member) { found |= is_there ? bit(member) : 0; };
  note(!entry.number.empty(), number_member);
  note(!entry.statement.empty(), statement_member);
  note(!entry.digest.empty(), digest_member);
  note(!entry.reason.empty(), reason_member);
  note(entry.until.has_value(), until_member);
  note(!entry.successor.empty(), successor_member);
  note(!entry.commitment.empty(), commitment_member);
  note(entry.sequence != 0, sequence_member);
  note(entry.list != 0, list_member);
  note(!entry.edition.empty(), edition_member);
  return found;
}

Result<void> check_members(const KindRule& rule, Members members) {
  const Members missing = rule.must & ~members;
  const Members foreign = members & ~(rule.must | rule.may);
  if (missing == 0 && foreign == 0) return {};
  const auto member = static_cast<std::size_t>(std::countr_zero(missing != 0 ? missing : foreign));
  return unfit(member_names[member], fmt::format("{} in an entry of kind {}", missing != 0 ? "is missing" : "does not belong", rule.name));
}

Result<Statement> statement_in(const LogEntry& entry) {
  const SignedStatement read = HOSHI_TRY(read_signed(entry.statement));
  return read_statement(read.payload);
}

Result<void> check_texts(const LogEntry& entry) {
  if (!is_scheme_id(entry.scheme, scheme_bytes_max)) return unfit("scheme", "is no scheme id");
  if (!entry.number.empty() && !is_visible_text(entry.number, number_bytes_max)) return unfit("number", "is no number of a label");
  if (!entry.successor.empty() && !is_visible_text(entry.successor, number_bytes_max)) {
    return unfit("successor", "is no number of a label");
  }
  if (!entry.successor.empty() && entry.successor == entry.number) return unfit("successor", "a label cannot succeed itself");
  if (!entry.reason.empty() && !is_scheme_id(entry.reason, reason_bytes_max)) return unfit("reason", "is no reason code");
  if (!entry.edition.empty() && !is_visible_text(entry.edition, edition_bytes_max)) return unfit("edition", "is no edition");
  return {};
}

Result<void> check_values(const LogEntry& entry) {
  const std::int64_t at = entry.at.time_since_epoch().count();
  if (at < year_2000_ms || at > year_2150_ms) return unfit("at", "is not between the years 2000 and 2150");
  if (!entry.digest.empty() && entry.digest.size() != digest_bytes) return unfit("digest", "must have 32 bytes");
  if (!entry.commitment.empty() && entry.commitment.size() != digest_bytes) return unfit("commitment", "must have 32 bytes");
  if (entry.until && !day_number(*entry.until)) return unfit("until", "is no day between 1970 and 2149-06-06");
  if (entry.sequence > sequence_max) return unfit("sequence", "is more than 2^63 - 1");
  if (entry.statement.empty()) return {};
  const auto statement = statement_in(entry);
  if (!statement) return unfit("statement", statement.error().message);
  if (statement->scheme != entry.scheme) return unfit("statement", "is of another scheme than the entry");
  return {};
}

void write_members(CborWriter& writer, const LogEntry& entry, Members members) {
  const auto has = [&writer, members](Member member) {
    if ((members & bit(member)) == 0) return false;
    writer.integer(member);
    return true;
  };
  if (has(number_member)) writer.text(entry.number);
  if (has(statement_member)) writer.bytes(entry.statement);
  if (has(digest_member)) writer.bytes(entry.digest);
  if (has(reason_member)) writer.text(entry.reason);
  if (has(until_member)) writer.integer(*day_number(*entry.until));
  if (has(successor_member)) writer.text(entry.successor);
  if (has(commitment_member)) writer.bytes(entry.commitment);
  if (has(sequence_member)) writer.integer(static_cast<std::int64_t>(entry.sequence));
  if (has(list_member)) writer.integer(entry.list);
  if (has(edition_member)) writer.text(entry.edition);
}

Result<Bytes> read_bytes(CborReader& reader, std::string_view what) {
  const ByteView bytes = HOSHI_TRY(reader.bytes(what));
  return Bytes(bytes.begin(), bytes.end());
}

Result<void> read_member(CborReader& reader, std::int64_t member, LogEntry& entry) {
  switch (member) {
    case number_member: entry.number = HOSHI_TRY(reader.text("number")); break;
    case statement_member: entry.statement = HOSHI_TRY(read_bytes(reader, "statement")); break;
    case digest_member: entry.digest = HOSHI_TRY(read_bytes(reader, "digest")); break;
    case reason_member: entry.reason = HOSHI_TRY(reader.text("reason")); break;
    case until_member: entry.until = day_of(HOSHI_TRY(reader.number("until", day_number_max))); break;
    case successor_member: entry.successor = HOSHI_TRY(reader.text("successor")); break;
    case commitment_member: entry.commitment = HOSHI_TRY(read_bytes(reader, "commitment")); break;
    case sequence_member: entry.sequence = HOSHI_TRY(reader.number("sequence", sequence_max)); break;
    case list_member:
      entry.list = static_cast<std::uint32_t>(HOSHI_TRY(reader.number("list", std::numeric_limits<std::uint32_t>::max())));
      break;
    case edition_member: entry.edition = HOSHI_TRY(reader.text("edition")); break;
    default: return fail(ErrorCode::corrupt, fmt::format("log entry: no member {}", member));
  }
  return {};
}

Result<void> read_beginning(CborReader& reader, LogEntry& entry) {
  for (const Member member : {version_member, kind_member, at_member, scheme_member}) {
    const std::int64_t key = HOSHI_TRY(reader.integer("log entry: key"));
    if (key != member) return fail(ErrorCode::corrupt, fmt::format("log entry: member {} where {} belongs", key, int(member)));
    if (member == version_member) (void)HOSHI_TRY(reader.number("version", entry_version));
    if (member == kind_member) entry.kind = static_cast<EntryKind>(HOSHI_TRY(reader.number("kind", kind_rules.size())));
    if (member == at_member) {
      const std::uint64_t at = HOSHI_TRY(reader.number("at", year_2150_ms));
      entry.at = Instant(std::chrono::milliseconds(static_cast<std::int64_t>(at)));
    }
    if (member == scheme_member) entry.scheme = HOSHI_TRY(reader.text("scheme"));
  }
  return {};
}

}  // namespace

std::string_view name_of(EntryKind kind) {
  const KindRule* rule = rule_of(kind);
  return rule == nullptr ? "" : rule->name;
}

Result<Bytes> write_entry(const LogEntry& entry) {
  const KindRule* rule = rule_of(entry.kind);
  if (rule == nullptr) return unfit("kind", "there is no such kind");
  const Members members = members_of(entry, rule->must);
  HOSHI_CHECK(check_members(*rule, members));
  HOSHI_CHECK(check_texts(entry));
  HOSHI_CHECK(check_values(entry));
  CborWriter writer;
  writer.map(first_optional - version_member + static_cast<std::size_t>(std::popcount(members)));
  writer.integer(version_member);
  writer.integer(entry_version);
  writer.integer(kind_member);
  writer.integer(static_cast<int>(entry.kind));
  writer.integer(at_member);
  writer.integer(entry.at.time_since_epoch().count());
  writer.integer(scheme_member);
  writer.text(entry.scheme);
  write_members(writer, entry, members);
  Bytes out = std::move(writer).take();
  if (out.size() > entry_bytes_max) return unfit(rule->name, "too large");
  return out;
}

Result<LogEntry> read_entry(ByteView bytes) {
  if (bytes.size() > entry_bytes_max) return fail(ErrorCode::corrupt, "log entry: longer than any can be");
  CborReader reader(bytes);
  std::size_t members = HOSHI_TRY(reader.map("log entry"));
  LogEntry entry;
  HOSHI_CHECK(read_beginning(reader, entry));
  for (members -= std::min<std::size_t>(members, first_optional - version_member); members > 0; --members) {
    const std::int64_t member = HOSHI_TRY(reader.integer("log entry: key"));
    HOSHI_CHECK(read_member(reader, member, entry));
  }
  HOSHI_CHECK(reader.end("log entry"));
  const auto again = write_entry(entry);
  if (!again) return fail(ErrorCode::corrupt, again.error().message);
  if (!std::equal(again->begin(), again->end(), bytes.begin(), bytes.end())) {
    return fail(ErrorCode::corrupt, "log entry: not in the one form that is written");
  }
  return entry;
}

std::string number_of(const LogEntry& entry) {
  if (!entry.number.empty() || entry.statement.empty()) return entry.number;
  const auto statement = statement_in(entry);
  return statement ? statement->number : std::string();
}

Result<Bytes> commitment_to(ByteView content, ByteView salt) {
  if (salt.size() != salt_bytes) return fail(ErrorCode::invalid_input, "the salt of a commitment has 32 bytes");
  ByteWriter bytes;
  bytes.append(commitment_context);
  bytes.u8(0);
  bytes.append(salt);
  bytes.append(content);
  return sha256(bytes.bytes());
}

}  // namespace hoshi::labels
