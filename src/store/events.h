// The events everything else is a fold of: appended once, by aggregate and version, each a leaf of the audit tree.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/date.h"
#include "base/value.h"
#include "store/database.h"

namespace hoshi::store {

// What happened, as it is kept for ever. `data` holds no personal data that may have to be erased: that stands in tables of
// its own and is named here by id and salted digest.
struct Event {
  std::int64_t sequence = 0;  // of all events, from 1, without gaps: the leaf index of the audit tree plus 1
  std::string aggregate;      // "application/0198f3…", "label/…", "case/…", "account/…", "office"
  std::int64_t version = 0;   // within the aggregate, from 1, without gaps
  std::string kind;           // "submit", "accept", "issue" …: names of workflow.toml
  Instant at;
  std::string actor;          // account id, "clock", "issuer" or "import"
  Value data;
  friend bool operator==(const Event&, const Event&) = default;
};

// The bytes of the leaf: canonical JSON of all members. RFC 6962, 2.1: the tree hashes 0x00 || leaf.
std::string leaf_of(const Event& event);

// Appends to one aggregate. conflict when its version is not `expected_version` any more. Fills sequence and version.
[[nodiscard]] Result<std::vector<Event>> append_events(Transaction& transaction, std::string_view aggregate,
                                                       std::int64_t expected_version, std::vector<Event> events);
[[nodiscard]] Result<std::vector<Event>> events_of(Transaction& transaction, std::string_view aggregate);
[[nodiscard]] Result<std::vector<Event>> events_since(Transaction& transaction, std::int64_t sequence, std::int64_t most);

struct AuditHead {
  std::int64_t size = 0;
  Bytes root;  // 32, SHA-256; of the empty tree as RFC 6962, 2.1
};
[[nodiscard]] Result<AuditHead> audit_head(Transaction& transaction);
// Reads every event again, hashes it and compares each leaf and the head. corrupt names the first row that was altered,
// dropped or added. Walks in pieces: memory does not grow with the trail.
[[nodiscard]] Result<AuditHead> check_audit_trail(Database& database);
// The same within one transaction: of the state it sees.
[[nodiscard]] Result<AuditHead> check_audit_trail(Transaction& transaction);

}  // namespace hoshi::store
