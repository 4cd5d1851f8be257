// What accepting a filing brings: the decision an amendment rests on, and the end of a label that its holder gives up.
// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"
#include "office/application_steps.h"

namespace hoshi::office {
namespace {

// An accepted notice of change is what the amended statement rests on, as an approval is for a new label.
Result<std::string> keep_acceptance(Work& work, const Taken& taken, const ApplicationState& state) {
  const Value content = object({{"application", taken.record.aggregate}, {"outcome", "accept_filing"}, {"subject", taken.subject}});
  const std::string hash = sha256_hex(to_json(content));
  HOSHI_CHECK(work.transaction.execute(
      "INSERT INTO decisions (id, application, ordinal, outcome, submission, submission_hash, edition_hash, findings_hash, hash, decided_at, data) "
      "VALUES ($1, $2, 1, 'accept_filing', $3, $3, $4, $5, $1, $6, $7)",
      {hash, taken.record.id(), state.submission()->hash, state.edition_sha256, findings_hash(state), work.milliseconds(),
       to_json(object({{"subject", taken.subject}}))}));
  HOSHI_CHECK(work.transaction.execute("INSERT INTO decision_people (decision, account, part, signed_at) VALUES ($1, $2, 'acceptance', $3)",
                                       {hash, work.actor.account, work.milliseconds()}));
  return hash;
}

}  // namespace

Result<Brought> bring_accepted_filing(Work& work, const Taken& taken) {
  if (!taken.command.data.is_null()) return fail(ErrorCode::invalid_input, "data: this step brings none");
  const ApplicationState state = state_of(taken.record);
  if (state.submission() == nullptr) return fail(ErrorCode::conflict, "nothing has been submitted");
  Brought brought;
  if (taken.record.kind == "change") {
    brought.made["decision"] = HOSHI_TRY(keep_acceptance(work, taken, state));
    brought.data = object({{"decision", brought.made["decision"]}});
  }
  // Whoever may do both does both at once; otherwise a registrar enters the withdrawal later.
  if (taken.record.kind == "withdrawal" && work.actor.roles.contains("registrar")) {
    Command command;
    command.aggregate = "label/" + state.about;
    command.event = "withdraw_label";
    brought.follow_ups.push_back({work.actor, std::move(command)});
  }
  return brought;
}

}  // namespace hoshi::office
