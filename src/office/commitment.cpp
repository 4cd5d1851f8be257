// Commitments to decisions.
// SPDX-License-Identifier: Apache-2.0
#include "office/commitment.h"

#include "office/label_tables.h"

namespace hoshi::office {

Result<void> commit_decision(Work& work, std::string_view scheme, std::string_view subject, std::string_view content, const Bytes& salt) {
  labels::LogEntry entry;
  entry.kind = labels::EntryKind::decision_commitment;
  entry.at = work.now;
  entry.scheme = scheme;
  entry.commitment = HOSHI_TRY(labels::commitment_to(view_of(content), salt));
  work.log_entries.push_back({entry, std::string(subject)});
  return {};
}

}  // namespace hoshi::office
