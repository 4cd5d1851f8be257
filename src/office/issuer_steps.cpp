// The transactions of the issuing pipeline.
// SPDX-License-Identifier: Apache-2.0
#include "office/issuer_steps.h"

#include <set>

#include "base/encoding.h"
#include "office/issue_tables.h"

namespace hoshi::office {
namespace {

constexpr std::string_view label_keys = "label_key/";

std::string event_of(const Intent& intent) {
  if (intent.kind == "extend" || intent.kind == "amend") return intent.kind;
  return "publish";
}

Value to_value(const labels::LabelKey& key) {
  return object({{"id", to_hex(key.id)},
                 {"algorithm", static_cast<std::int64_t>(key.algorithm)},
                 {"key", to_hex(key.key)},
                 {"from", to_text(key.from)},
                 {"until", to_text(key.until)}});
}

// States from which some scheme's applications are issued.
std::set<std::string> states_before_issue(const Parts& parts) {
  std::set<std::string> states;
  for (const auto& [id, scheme] : parts.schemes) {
    const workflow::Machine* machine = scheme.rulebook.machine("application");
    if (machine == nullptr) continue;
    for (const auto& transition : machine->transitions) {
      if (transition.event == "begin_issue") states.insert(transition.from.begin(), transition.from.end());
    }
  }
  return states;
}

Result<void> supersede(Work& work, const Record& application) {
  const std::string old = state_of(application).about;
  const std::string aggregate = "label/" + old;
  const Record label = HOSHI_TRY(load(work.transaction, aggregate));
  const workflow::Machine machine = HOSHI_TRY(label_kind().machine(work, label));
  // A scheme without supersession leaves the old number to a withdrawal by its holder.
  if (machine.transition(label.state, "supersede") == nullptr) return {};
  HOSHI_CHECK(take(work, step_on(aggregate, "supersede")));
  return {};
}

}  // namespace

workflow::Actor issuer_actor() { return {"issuer", "", {"issuer"}}; }

Command step_on(std::string aggregate, std::string event) {
  Command command;
  command.aggregate = std::move(aggregate);
  command.event = std::move(event);
  return command;
}

Result<void> offer_decided_applications(Work& work, Turn& turn) {
  for (const auto& state : states_before_issue(work.parts)) {
    HOSHI_CHECK(offer_queue(work.transaction, "SELECT aggregate, since FROM states WHERE machine = 'application' AND state = $4 AND (since, aggregate) > ($1, $2) "
                                  "ORDER BY since, aggregate LIMIT $3", 1, {state}, turn));
  }
  return {};
}

Result<void> offer_accepted_changes(Work& work, Turn& turn) {
  return offer_queue(work.transaction, "SELECT s.aggregate, s.since FROM applications a JOIN states s ON s.aggregate = 'application/' || a.id JOIN labels l ON l.number = a.label "
                           "WHERE s.machine = 'filing' AND s.state = 'accepted' AND a.kind = 'change' AND l.status IN ('valid', 'grace', 'restricted') "
                           "AND NOT EXISTS (SELECT 1 FROM label_intents i WHERE i.application = a.id) AND (s.since, s.aggregate) > ($1, $2) "
                           "ORDER BY s.since, s.aggregate LIMIT $3", 1, {}, turn);
}

Result<void> plan_change(Work& work, const std::string& aggregate) {
  const Record record = HOSHI_TRY(load(work.transaction, aggregate));
  const SchemeOffice* scheme = HOSHI_TRY(work.scheme(record.scheme));
  HOSHI_CHECK(plan_intent(work, record, state_of(record), *scheme));
  return {};
}

Result<std::string> profile_now(Work& work, const Intent& intent) {
  const Record record = HOSHI_TRY(load(work.transaction, "application/" + intent.application));
  const SchemeOffice* scheme = HOSHI_TRY(work.scheme(record.scheme));
  return issuing_profile(*scheme);
}

Result<std::vector<Bytes>> signed_before(Work& work, const Intent& intent) {
  const auto rows = HOSHI_TRY(work.transaction.query(
      "SELECT payload, state FROM label_intents WHERE number = $1 AND id <> $2 ORDER BY created_at DESC, id DESC LIMIT 20",
      {intent.number, intent.id}));
  std::vector<Bytes> payloads;
  for (const auto& row : rows) {
    if (row.text(1) == "published") {
      payloads.insert(payloads.begin(), row.bytes(0));
      break;
    }
    payloads.push_back(row.bytes(0));
  }
  if (payloads.empty()) return fail(ErrorCode::corrupt, "label " + intent.number + " has no statement that could be replaced");
  return payloads;
}

Result<void> keep_keys(Work& work, const std::vector<labels::LabelKey>& keys) {
  for (const auto& key : keys) {
    HOSHI_CHECK(work.transaction.execute(
        "INSERT INTO settings (name, value, changed_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING",
        {std::string(label_keys) + to_hex(key.id), to_json(to_value(key)), work.milliseconds()}));
  }
  return {};
}

Result<void> publish_intent(Work& work, const Intent& intent, const std::vector<labels::LabelKey>& keys) {
  const auto signed_statement = HOSHI_TRY(labels::read_signed(intent.signed_statement));
  if (signed_statement.payload != intent.payload) return fail(ErrorCode::corrupt, "what was signed is not what was planned");
  const auto statement = HOSHI_TRY(labels::verify_statement(intent.signed_statement, keys));
  if (statement.number != intent.number) return fail(ErrorCode::corrupt, "the signed statement is about another number");
  const Record application = HOSHI_TRY(load(work.transaction, "application/" + intent.application));
  const SchemeOffice* scheme = HOSHI_TRY(work.scheme(application.scheme));
  if (issuing_profile(*scheme) != intent.profile) return fail(ErrorCode::conflict, "the issuing profile has changed since the statement was planned");
  const auto found = labels::lint_statement(intent.signed_statement, lint_profile(*scheme));
  if (!found.empty()) return fail(ErrorCode::corrupt, "the signed statement was not let through: " + labels::to_text(found));
  HOSHI_CHECK(end_intent(work, intent, "published", ""));
  HOSHI_CHECK(take(work, step_on("label/" + intent.number, event_of(intent))));
  if (intent.kind == "amend") return {};
  HOSHI_CHECK(take(work, step_on(application.aggregate, "issue")));
  if (intent.kind == "transfer") HOSHI_CHECK(supersede(work, application));
  return {};
}

Result<void> abandon_intent(Work& work, const Intent& intent, const std::string& why) {
  HOSHI_CHECK(end_intent(work, intent, "voided", why));
  const bool has_new_number = intent.kind == "issue" || intent.kind == "transfer";
  if (has_new_number) HOSHI_CHECK(take(work, step_on("label/" + intent.number, "void")));
  if (intent.kind == "amend") return {};
  Command abort = step_on("application/" + intent.application, "abort_issue");
  abort.reason = why;
  HOSHI_CHECK(take(work, abort));
  return {};
}

}  // namespace hoshi::office
