// Files of applications, cases and parties, to those who may see them.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/encoding.h"
#include "office/application_state.h"
#include "office/kind.h"
#include "office/queries.h"
#include "office/reading.h"

namespace hoshi::office {
namespace {

// S16: who of the office opened which file stands in the trail before it is given out.
Result<std::string> give_out(const Office& office, const workflow::Actor& actor, std::string_view id, std::string_view sha256) {
  if (is_of_office(actor)) {
    Command command;
    command.aggregate = "reading/" + std::string(id);
    command.event = "read_file";
    command.data = object({{"sha256", sha256}});
    command.idempotency_key = "reading:" + to_hex(office.parts().random(16));
    HOSHI_CHECK(office.perform(actor, command));
  }
  return office.parts().blobs.read(sha256);
}

tl::unexpected<Error> no_such_file() { return fail(ErrorCode::not_found, "there is no such file here"); }

}  // namespace

Result<std::string> file_of(const Office& office, const workflow::Actor& actor, std::string_view id, std::string_view sha256) {
  HOSHI_CHECK(in_reading(office, actor, [&](Work& work) -> Result<void> {
    const Record record = HOSHI_TRY(visible_record(work, application_kind(), "application/" + std::string(id)));
    const ApplicationState state = state_of(record);
    std::vector<Upload> files = HOSHI_TRY(draft_of(work, record, state)).files;
    for (const auto& entry : state.submissions) {
      const auto more = draft_of_submission(HOSHI_TRY(submission_of(work.transaction, entry.hash))).files;
      files.insert(files.end(), more.begin(), more.end());
    }
    const bool is_file = std::any_of(files.begin(), files.end(), [&](const Upload& one) { return one.sha256 == sha256; });
    const bool is_report = std::any_of(state.reports.begin(), state.reports.end(), [&](const ReportEntry& one) { return one.sha256 == sha256; });
    const bool is_result = is_of_office(work.actor) && state.rejudged == sha256;
    if (!is_file && !is_report && !is_result) return no_such_file();
    return {};
  }));
  return give_out(office, actor, id, sha256);
}

Result<std::string> file_of_case(const Office& office, const workflow::Actor& actor, std::string_view id, std::string_view sha256) {
  HOSHI_CHECK(in_reading(office, actor, [&](Work& work) -> Result<void> {
    const Record record = HOSHI_TRY(visible_record(work, case_kind(), "case/" + std::string(id)));
    const workflow::Machine machine = HOSHI_TRY(case_kind().machine(work, record));
    for (const auto* event : sight_of(actor, record, machine).events) {
      if (!may_read(actor, *event, machine)) continue;
      const auto& files = event->data["data"]["files"].as_list();
      if (std::any_of(files.begin(), files.end(), [&](const Value& one) { return one["sha256"].as_text() == sha256; })) return {};
    }
    return no_such_file();
  }));
  return give_out(office, actor, id, sha256);
}

Result<std::string> file_of_party(const Office& office, const workflow::Actor& actor, std::string_view id, std::string_view sha256) {
  HOSHI_CHECK(in_reading(office, actor, [&](Work& work) -> Result<void> {
    const Record record = HOSHI_TRY(visible_record(work, organisation_kind(), "organisation/" + std::string(id)));
    const auto rows = HOSHI_TRY(work.transaction.query(
        "SELECT 1 FROM organisations WHERE id = $1 AND proof_hash = $2 UNION ALL SELECT 1 FROM mandates WHERE (agent = $1 OR principal = $1) AND "
        "document_hash = $2 LIMIT 1",
        {record.id(), std::string(sha256)}));
    return rows.empty() ? Result<void>(no_such_file()) : Result<void>();
  }));
  return give_out(office, actor, id, sha256);
}

}  // namespace hoshi::office
