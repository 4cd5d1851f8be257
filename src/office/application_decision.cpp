// Decisions on applications, bound to the exact bytes decided on, and what an accepted filing leads to.
// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"
#include "office/application_steps.h"
#include "office/commitment.h"
#include "office/fields.h"
#include "office/label_tables.h"

namespace hoshi::office {
namespace {

constexpr std::size_t conditions_max = 20;
constexpr std::size_t condition_bytes_max = 1000;

struct Decision {
  std::string id;
  std::int64_t ordinal = 0;
  std::string hash;
  Value content;
};

Result<Decision> decision_of(Work& work, const Taken& taken, const ApplicationState& state, const std::vector<std::string>& conditions) {
  const SchemeOffice* scheme = HOSHI_TRY(work.scheme(taken.record.scheme));
  const auto rows = HOSHI_TRY(work.transaction.query("SELECT count(*) FROM decisions WHERE application = $1", {taken.record.id()}));
  Decision decision;
  decision.ordinal = rows[0].integer(0) + 1;
  decision.content = object({{"application", taken.record.aggregate},
                             {"ordinal", decision.ordinal},
                             {"outcome", taken.transition.event},
                             {"subject", taken.subject},
                             {"submission", state.submission()->hash},
                             {"edition", state.edition_sha256},
                             {"findings", findings_hash(state)},
                             {"rulebook", scheme->rulebook.sha256},
                             {"conditions", ValueList(conditions.begin(), conditions.end())}});
  decision.hash = sha256_hex(to_json(decision.content));
  decision.id = decision.hash;
  return decision;
}

Result<void> add_person(Work& work, const std::string& decision, const std::string& account, const Value& interest, Instant at) {
  const store::Cell statement = interest["id"].is_text() ? store::Cell(interest["id"].as_text()) : store::Cell();
  HOSHI_CHECK(work.transaction.execute(
      "INSERT INTO decision_people (decision, account, part, interest_statement, signed_at) VALUES ($1, $2, 'decider', $3, $4) "
      "ON CONFLICT (decision, account, part) DO NOTHING",
      {decision, account, statement, stored(at)}));
  return {};
}

// Those who said the same before and waited for this one.
Result<void> add_people(Work& work, const Taken& taken, const Decision& decision) {
  HOSHI_CHECK(add_person(work, decision.id, work.actor.account, Value(), work.now));
  const auto& events = taken.record.events;
  for (auto event = events.rbegin(); event != events.rend() && event->data["pending"].as_bool(); ++event) {
    const bool is_same = event->kind == taken.transition.event && event->data["subject"].as_text() == taken.subject;
    if (is_same) HOSHI_CHECK(add_person(work, decision.id, event->actor, event->data["interest"], event->at));
  }
  return {};
}

Result<void> keep_decision(Work& work, const Taken& taken, const ApplicationState& state, const Decision& decision, const Bytes& salt) {
  const std::string& submission = state.submission()->hash;
  const std::string data = to_json(object({{"salt", to_hex(salt)}, {"subject", taken.subject}}));
  HOSHI_CHECK(work.transaction.execute(
      "INSERT INTO decisions (id, application, ordinal, outcome, submission, submission_hash, edition_hash, findings_hash, conditions, hash, "
      "decided_at, data) VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $1, $9, $10)",
      {decision.hash, taken.record.id(), decision.ordinal, taken.transition.event, submission, state.edition_sha256, findings_hash(state),
       to_json(decision.content["conditions"]), work.milliseconds(), data}));
  HOSHI_CHECK(work.transaction.execute("UPDATE applications SET decision = $1 WHERE id = $2", {decision.hash, taken.record.id()}));
  return add_people(work, taken, decision);
}

}  // namespace

Result<Brought> bring_decision(Work& work, const Taken& taken) {
  const ApplicationState state = state_of(taken.record);
  Fields fields(taken.command.data, "data");
  const auto conditions = fields.texts("conditions", conditions_max, condition_bytes_max, Need::optional);
  HOSHI_CHECK(fields.finish());
  if (state.submission() == nullptr) return fail(ErrorCode::conflict, "nothing has been submitted");
  // The bytes themselves, not only what the events say of them.
  HOSHI_CHECK(submission_of(work.transaction, state.submission()->hash));
  const Decision decision = HOSHI_TRY(decision_of(work, taken, state, conditions));
  Brought brought;
  brought.data = object({{"decision", decision.hash}, {"content", decision.content}});
  if (!taken.takes_effect) return brought;
  const Bytes salt = work.parts.random(commitment_salt_bytes);
  HOSHI_CHECK(keep_decision(work, taken, state, decision, salt));
  brought.made["decision"] = decision.hash;
  if (!taken.transition.log_entry.empty()) {
    HOSHI_CHECK(commit_decision(work, taken.record.scheme, "application", to_json(decision.content), salt));
  }
  return brought;
}

}  // namespace hoshi::office
