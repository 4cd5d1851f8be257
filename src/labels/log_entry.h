// Entries of the public log: what happens to labels and to the scheme, in the bytes that the log's leaves will have.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/date.h"

namespace hoshi::labels {

constexpr std::size_t entry_bytes_max = 512;

// Numbers are for ever.
enum class EntryKind : int {
  issue = 1,                 // statement
  amend = 2,                 // statement (the same number, other content)
  extend = 3,                // statement (the same number, a later end)
  grace_granted = 4,         // number, until: the last day of grace
  restrict = 5,              // number, reason
  suspend = 6,               // number, reason
  reinstate = 7,             // number
  revoke = 8,                // number, reason
  withdraw = 9,              // number
  supersede = 10,            // number, successor
  expiry_observed = 11,      // number; the clock's doing, told for those who keep an index
  status_list_published = 12,      // list, sequence, digest of its bytes
  requirement_set_published = 13,  // edition, digest
  role_grant = 14,                 // commitment
  decision_commitment = 15,        // commitment
  trust_root_published = 16,       // sequence: its version; digest
  audit_digest = 17,               // sequence: size of the audit tree; digest: its root
};
// "issue", "grace_granted" …
std::string_view name_of(EntryKind kind);

// One entry. Which members an entry of a kind must have and may have stands beside the kinds above and in log_entry.cpp; all
// others are empty. Nothing personal or confidential stands here except as `commitment`.
struct LogEntry {
  EntryKind kind = EntryKind::issue;
  Instant at;                  // when the office did it; UTC, milliseconds
  std::string scheme;          // id
  std::string number;          // 登録番号; not where a statement says it
  Bytes statement;             // the signed statement as published
  Bytes digest;                // 32: SHA-256 of what is published, or a root; of a label's event: of the statement it is about
  std::string reason;          // code of the scheme's data: a to z, 0 to 9, hyphens
  std::optional<Date> until;
  std::string successor;       // 登録番号
  Bytes commitment;            // 32, see commitment_to
  std::uint64_t sequence = 0;
  std::uint32_t list = 0;
  std::string edition;
  friend bool operator==(const LogEntry&, const LogEntry&) = default;
};

// Deterministic CBOR (RFC 8949, 4.2.1). invalid_input names the member that is missing, does not belong or does not fit.
[[nodiscard]] Result<Bytes> write_entry(const LogEntry& entry);
// Refuses everything write_entry would not write. The bytes are hostile.
[[nodiscard]] Result<LogEntry> read_entry(ByteView bytes);

// The number the entry is about: its own or its statement's; empty for entries about the scheme.
std::string number_of(const LogEntry& entry);

// SHA-256 over "hoshi commitment v1", a zero byte, the salt and the content. Without the salt nothing about the content can be
// found out, even by trying: whoever destroys the salt has erased what it stands for. invalid_input unless the salt has 32 bytes,
// which the caller draws at random for every commitment.
[[nodiscard]] Result<Bytes> commitment_to(ByteView content, ByteView salt);

}  // namespace hoshi::labels
