// One step, from the fold to the receipt.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "office/kind.h"
#include "office/label_tables.h"
#include "office/notices.h"
#include "office/party_tables.h"

namespace hoshi::office {
namespace {

constexpr int follow_ups_deep_max = 4;

tl::unexpected<Error> nothing_there(const Command& command) {
  return fail(ErrorCode::not_found, printable(command.aggregate, 80) + ": there is no such thing");
}

// Everybody may do what the public may.
workflow::Actor with_public_role(workflow::Actor actor) {
  actor.roles.insert("public");
  return actor;
}

std::set<std::string> guards_from(const workflow::Machine& machine, const std::string& state) {
  std::set<std::string> guards;
  for (const auto& transition : machine.transitions) {
    const bool starts_here = std::find(transition.from.begin(), transition.from.end(), state) != transition.from.end();
    if (starts_here) guards.insert(transition.guards.begin(), transition.guards.end());
  }
  return guards;
}

std::set<std::string> guards_of(const workflow::Machine& machine, const std::string& state, const std::string& event) {
  const auto* transition = machine.transition(state, event);
  if (transition == nullptr) return {};
  return {transition->guards.begin(), transition->guards.end()};
}

Result<bool> acts_by_mandate(Work& work, const Record& record) {
  if (!work.actor.roles.contains("agent")) return false;
  return has_mandate(work, work.actor.organisation, record.applicant, record.prefix() == "application" ? record.id() : "");
}

// Two people who must do the same thing must have said the same thing.
Result<void> agrees_with_others(const Taken& taken, const Value& data) {
  if (taken.transition.people < 2) return {};
  const auto& events = taken.record.events;
  for (auto event = events.rbegin(); event != events.rend() && event->data["pending"].as_bool(); ++event) {
    const bool is_same_step = event->kind == taken.transition.event && event->data["subject"].as_text() == taken.subject;
    if (is_same_step && !(event->data["data"] == data)) {
      return fail(ErrorCode::conflict, "another person recorded this step with other data; both must agree, or the matter goes back");
    }
  }
  return {};
}

Result<Value> keep_interest(Work& work, const Record& record, const Command& command) {
  const std::string hash = sha256_hex(command.interest_statement);
  const std::string id = work.new_id();
  HOSHI_CHECK(work.transaction.execute(
      "INSERT INTO interest_statements (id, account, aggregate, has_interest, statement, hash, made_at) VALUES ($1, $2, $3, 0, $4, $5, $6)",
      {id, work.actor.account, record.aggregate, command.interest_statement, hash, work.milliseconds()}));
  return object({{"id", id}, {"hash", hash}});
}

Value opened_of(const Record& record) {
  return object({{"machine", record.machine},
                 {"scheme", record.scheme},
                 {"kind", record.kind},
                 {"level", record.level},
                 {"profile", record.profile},
                 {"applicant", record.applicant}});
}

// The last day for the move of a state; the one that runs when the state stays.
Result<std::string> due_of(Work& work, const Record& record, const workflow::Machine& machine, const std::string& to, const Brought& brought) {
  if (!brought.due.empty()) return brought.due;
  if (to == record.state && record.version > 0) return record.due;
  const workflow::State* state = machine.state(to);
  if (state == nullptr || state->due_days == 0 || record.scheme.empty()) return std::string();
  const SchemeOffice* scheme = HOSHI_TRY(work.scheme(record.scheme));
  return to_text(HOSHI_TRY(scheme->calendar.add_working_days(work.today, state->due_days)));
}

Result<Value> event_data(Work& work, const Taken& taken, const Brought& brought, const std::string& to, const std::string& due) {
  const Command& command = taken.command;
  Value data = object({{"to", to}, {"organisation", work.actor.organisation}, {"side", side_of(work.actor)}});
  if (taken.record.version == 0) data.set("opened", opened_of(taken.record));
  if (!due.empty()) data.set("due", due);
  if (!taken.subject.empty()) data.set("subject", taken.subject);
  if (!taken.takes_effect) data.set("pending", true);
  if (!command.reason_code.empty()) data.set("reason_code", command.reason_code);
  if (!command.reason.empty()) data.set("reason", command.reason);
  if (!command.interest_statement.empty()) data.set("interest", HOSHI_TRY(keep_interest(work, taken.record, command)));
  if (!brought.data.is_null()) data.set("data", brought.data);
  if (!brought.made.empty()) {
    ValueMap made;
    for (const auto& [name, text] : brought.made) made.emplace(name, text);
    data.set("made", std::move(made));
  }
  return data;
}

Result<Record> append(Work& work, const Record& record, const std::string& kind, Value data) {
  store::Event event;
  event.kind = kind;
  event.at = work.now;
  event.actor = work.actor.account;
  event.data = std::move(data);
  auto appended = HOSHI_TRY(store::append_events(work.transaction, record.aggregate, record.version, {std::move(event)}));
  std::vector<store::Event> all = record.events;
  all.insert(all.end(), std::make_move_iterator(appended.begin()), std::make_move_iterator(appended.end()));
  return fold(record.aggregate, std::move(all));
}

Result<Receipt> receipt_of(const Record& record, const Taken& taken, const Brought& brought) {
  Receipt receipt;
  receipt.aggregate = record.aggregate;
  receipt.version = record.version;
  receipt.sequence = record.events.back().sequence;
  receipt.state = record.state;
  receipt.took_effect = taken.takes_effect;
  receipt.made = brought.made;
  return receipt;
}

Result<Record> record_for(Work& work, const Kind& kind, const Command& command) {
  if (command.aggregate.find('/') == std::string::npos) return kind.open(work, command);
  auto record = load(work.transaction, command.aggregate);
  if (!record && record.error().code == ErrorCode::not_found) return kind.begin(work, command);
  if (!record) return record;
  if (!HOSHI_TRY(kind.is_visible(work, *record))) return nothing_there(command);
  return record;
}

Result<void> write_log_entries(Work& work, std::int64_t event_sequence) {
  for (const auto& one : work.log_entries) HOSHI_TRY(add_log_entry(work, one.entry, one.subject, event_sequence));
  work.log_entries.clear();
  return {};
}

Result<void> follow(Work& work, std::vector<FollowUp>& follow_ups, int depth);

Result<Receipt> take_at(Work& work, const Command& command, int depth) {
  const Kind* kind = kind_of(std::string_view(command.aggregate).substr(0, command.aggregate.find('/')));
  if (kind == nullptr) return nothing_there(command);
  const Record record = HOSHI_TRY(record_for(work, *kind, command));
  if (command.seen_version != 0 && command.seen_version != record.version) {
    return fail(ErrorCode::conflict, "it has changed since it was shown (version " + std::to_string(record.version) + "); look at it again");
  }
  const Prepared prepared = HOSHI_TRY(prepare(work, *kind, record, command));
  const workflow::Step step{command.event, command.reason, command.interest_statement};
  const auto outcome = HOSHI_TRY(workflow::take_step(prepared.machine, prepared.situation, with_public_role(work.actor), step));
  if (outcome.transition->needs_interest_statement && command.has_interest) {
    return fail(ErrorCode::forbidden, "whoever has an interest in the matter leaves this step to somebody else");
  }
  const Taken taken{record, command, *outcome.transition, outcome.takes_effect, prepared.situation.subject};
  Brought brought = HOSHI_TRY(kind->bring(work, taken));
  HOSHI_CHECK(agrees_with_others(taken, brought.data));
  if (taken.takes_effect && !taken.transition.allocates.empty()) {
    const SchemeOffice* scheme = HOSHI_TRY(work.scheme(record.scheme));
    const auto& number_kind = taken.transition.allocates;
    if (!brought.made.contains(number_kind)) {
      brought.made[number_kind] = HOSHI_TRY(allocate_number(work, *scheme, number_kind, record.level, record.aggregate));
    }
  }
  const std::string due = HOSHI_TRY(due_of(work, record, prepared.machine, outcome.to, brought));
  Value data = HOSHI_TRY(event_data(work, taken, brought, outcome.to, due));
  const Record after = HOSHI_TRY(append(work, record, command.event, std::move(data)));
  HOSHI_CHECK(keep_state(work, after, prepared.machine));
  HOSHI_CHECK(kind->project(work, after, taken.transition));
  HOSHI_CHECK(write_log_entries(work, after.events.back().sequence));
  if (taken.takes_effect) HOSHI_CHECK(queue_notices(work, *kind, after, taken.transition));
  HOSHI_CHECK(follow(work, brought.follow_ups, depth));
  return receipt_of(after, taken, brought);
}

Result<void> follow(Work& work, std::vector<FollowUp>& follow_ups, int depth) {
  HOSHI_ASSERT(follow_ups.empty() || depth < follow_ups_deep_max);
  for (const auto& one : follow_ups) {
    Work other{work.parts, work.transaction, one.actor, work.now, work.today, work.outside, {}, {}};
    HOSHI_CHECK(take_at(other, one.command, depth + 1));
  }
  return {};
}

}  // namespace

Result<Prepared> prepare(Work& work, const Kind& kind, const Record& record, const Command& command) {
  Prepared prepared;
  prepared.machine = HOSHI_TRY(kind.machine(work, record));
  workflow::Situation& situation = prepared.situation;
  situation.state = record.version == 0 ? prepared.machine.initial : record.state;
  situation.applicant = record.applicant;
  situation.past = HOSHI_TRY(kind.past_besides(work, record));
  situation.past.insert(situation.past.end(), record.past.begin(), record.past.end());
  situation.subject = HOSHI_TRY(kind.subject(work, record, command));
  const auto guards = command.event.empty() ? guards_from(prepared.machine, situation.state)
                                            : guards_of(prepared.machine, situation.state, command.event);
  for (const auto& guard : guards) {
    if (HOSHI_TRY(kind.holds(work, record, guard))) situation.facts.insert(guard);
  }
  if (HOSHI_TRY(acts_by_mandate(work, record))) situation.facts.insert("mandate_in_force");
  return prepared;
}

Result<void> keep_state(Work& work, const Record& record, const workflow::Machine& machine) {
  const workflow::State* state = machine.state(record.state);
  const std::string turn = state == nullptr ? "" : state->turn;
  const store::Cell due = record.due.empty() ? store::Cell() : store::Cell(record.due);
  const store::Cell applicant = record.applicant.empty() ? store::Cell() : store::Cell(record.applicant);
  const std::string data = to_json(object({{"scheme", record.scheme}, {"kind", record.kind}, {"level", record.level}}));
  HOSHI_CHECK(work.transaction.execute(
      "INSERT INTO states (aggregate, machine, state, version, since, turn, due, applicant, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
      "ON CONFLICT (aggregate) DO UPDATE SET state = excluded.state, version = excluded.version, since = excluded.since, "
      "turn = excluded.turn, due = excluded.due, applicant = excluded.applicant, data = excluded.data",
      {record.aggregate, record.machine, record.state, record.version, stored(record.since), turn, due, applicant, data}));
  return {};
}

Result<Record> Kind::begin(Work&, const Command& command) const { return nothing_there(command); }

const Kind* kind_of(std::string_view prefix) {
  if (prefix == "application") return &application_kind();
  if (prefix == "label") return &label_kind();
  if (prefix == "case") return &case_kind();
  if (prefix == "organisation") return &organisation_kind();
  if (prefix == "office") return &office_kind();
  if (prefix == "reading") return &reading_kind();
  return nullptr;
}

Result<Receipt> take(Work& work, const Command& command) { return take_at(work, command, 0); }

}  // namespace hoshi::office
