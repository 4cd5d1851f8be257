// Labels as a kind: steps of the issuer, the clock, the registrar and deciders.
// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"
#include "office/application_state.h"
#include "office/fields.h"
#include "office/issue_intent.h"
#include "office/kind.h"
#include "office/label_facts.h"
#include "office/label_publication.h"
#include "office/label_tables.h"

namespace hoshi::office {
namespace {

constexpr std::size_t note_bytes_max = 4000;

bool is_statement_step(std::string_view event) { return event == "publish" || event == "extend" || event == "amend"; }

// The signed statement of the intent, as the label's row and history have it from now on.
Result<Brought> bring_statement(Work& work, const Taken& taken) {
  const auto intent = HOSHI_TRY(intent_of_number(work.transaction, taken.record.id()));
  if (!intent || intent->state != "published") return fail(ErrorCode::conflict, "the label has no published intent");
  const auto signed_statement = HOSHI_TRY(labels::read_signed(intent->signed_statement));
  const auto statement = HOSHI_TRY(labels::read_statement(signed_statement.payload));
  const Record application = HOSHI_TRY(load(work.transaction, "application/" + intent->application));
  const ApplicationState state = state_of(application);
  LabelRow row = HOSHI_TRY(label_row_of(work, application, state, *intent, statement));
  row.status = "valid";
  row.version = taken.record.version + 1;
  HOSHI_CHECK(keep_label(work, row, taken.transition.event));
  if (application.kind == "transfer") {
    HOSHI_CHECK(work.transaction.execute("UPDATE labels SET supersedes = $1 WHERE number = $2", {state.about, intent->number}));
  }
  Brought brought;
  brought.data = object({{"intent", intent->id},
                         {"application", application.id()},
                         {"statement", sha256_hex(intent->signed_statement)},
                         {"key", to_hex(signed_statement.key_id)},
                         {"valid_from", to_text(statement.valid_from)},
                         {"valid_until", to_text(statement.valid_until)},
                         {"status_list", static_cast<std::int64_t>(statement.status_list)},
                         {"status_index", static_cast<std::int64_t>(statement.status_index)},
                         {"holder", row.holder}});
  return brought;
}

// What the office says to the public with the step; a successor's number where one takes over.
Result<Brought> bring_note(Work& work, const Taken& taken) {
  Fields fields(taken.command.data, "data");
  const Words note = fields.words("note", note_bytes_max, Need::optional);
  HOSHI_CHECK(fields.finish());
  if (needs_reason_code(taken.transition) && taken.command.reason_code.empty()) {
    return fail(ErrorCode::invalid_input, "reason_code: is missing; it stands in the public log");
  }
  Brought brought;
  brought.data = object({{"note", object({{"ja", note.ja}, {"en", note.en}})}});
  if (taken.transition.event == "supersede") {
    const std::string successor = HOSHI_TRY(successor_of(work.transaction, taken.record.id()));
    brought.data.set("successor", successor);
    HOSHI_CHECK(work.transaction.execute("UPDATE labels SET superseded_by = $1 WHERE number = $2", {successor, taken.record.id()}));
  }
  return brought;
}

Result<std::vector<std::string>> cases_of(Work& work, const std::string& number) {
  std::vector<std::string> aggregates;
  for (const auto& row : HOSHI_TRY(work.transaction.query(
           "SELECT id FROM cases WHERE label = $1 AND kind = 'surveillance' AND closed_at IS NULL ORDER BY id", {number}))) {
    aggregates.push_back("case/" + row.text(0));
  }
  return aggregates;
}

class LabelKind final : public Kind {
 public:
  Result<Record> open(Work&, const Command&) const override {
    return fail(ErrorCode::not_found, "label: a label begins with its number, and only in the issuing pipeline");
  }

  // The issuer's first step on a number it has allocated.
  Result<Record> begin(Work& work, const Command& command) const override {
    Record record;
    record.aggregate = command.aggregate;
    const auto intent = HOSHI_TRY(intent_of_number(work.transaction, record.id()));
    const bool is_issuer = work.actor.account == "issuer" && work.actor.roles.contains("issuer");
    if (!intent || !is_issuer) return fail(ErrorCode::not_found, command.aggregate + ": there is no such thing");
    const Record application = HOSHI_TRY(load(work.transaction, "application/" + intent->application));
    const ApplicationState state = state_of(application);
    const Value submission = HOSHI_TRY(submission_of(work.transaction, state.submission()->hash));
    record.machine = "label";
    record.scheme = application.scheme;
    record.level = application.level;
    record.profile = application.profile;
    record.applicant = application.kind == "transfer" ? submission["form"]["transfer_to"].as_text() : application.applicant;
    return record;
  }

  Result<workflow::Machine> machine(Work& work, const Record& record) const override {
    const SchemeOffice* scheme = HOSHI_TRY(work.scheme(record.scheme));
    return workflow::machine_for(scheme->rulebook, "label", "", record.level, record.profile);
  }

  // A label is public; that its number was burned is the office's.
  Result<bool> is_visible(Work& work, const Record& record) const override {
    return is_of_office(work.actor) || side_of(work.actor) == "machinery" || record.state != "void";
  }

  Result<bool> holds(Work& work, const Record& record, std::string_view guard) const override { return label_holds(work, record, guard); }

  Result<std::vector<workflow::PastStep>> past_besides(Work& work, const Record& record) const override {
    std::vector<workflow::PastStep> past;
    for (const auto& aggregate : HOSHI_TRY(cases_of(work, record.id()))) {
      Record one = HOSHI_TRY(load(work.transaction, aggregate));
      for (auto& step : one.past) step.pending = false;  // pending counts within its own aggregate only
      past.insert(past.end(), one.past.begin(), one.past.end());
    }
    return past;
  }

  // The statement in force, the state, and the cases about it as they stand.
  Result<std::string> subject(Work& work, const Record& record, const Command&) const override {
    const auto row = HOSHI_TRY(find_label(work.transaction, record.id()));
    ValueList cases;
    for (const auto& aggregate : HOSHI_TRY(cases_of(work, record.id()))) {
      const Record one = HOSHI_TRY(load(work.transaction, aggregate));
      cases.push_back(aggregate + "@" + std::to_string(one.version));
    }
    return sha256_hex(to_json(object({{"label", record.id()},
                                      {"state", record.state},
                                      {"statement", row ? sha256_hex(row->statement) : ""},
                                      {"cases", std::move(cases)}})));
  }

  Result<Brought> bring(Work& work, const Taken& taken) const override {
    if (is_statement_step(taken.transition.event)) return bring_statement(work, taken);
    return bring_note(work, taken);
  }

  Result<void> project(Work& work, const Record& record, const workflow::Transition& transition) const override {
    if (record.state == "void" || record.events.back().data["pending"].as_bool()) return {};
    const auto label_machine = HOSHI_TRY(machine(work, record));
    const workflow::State* state = label_machine.state(record.state);
    HOSHI_ASSERT(state != nullptr);
    const std::string status = state->public_status.empty() ? record.state : state->public_status;
    HOSHI_CHECK(keep_status(work, record.id(), status, record.version));
    return publish_step(work, record, transition, status);
  }

  Result<std::map<std::string, std::string>> notice_slots(Work& work, const Record& record) const override {
    std::map<std::string, std::string> slots{{"registration_number", record.id()}, {"link", record.aggregate}};
    const auto row = HOSHI_TRY(find_label(work.transaction, record.id()));
    if (!row) return slots;
    slots["product_ja"] = row->product.name.ja.empty() ? row->product.name.en : row->product.name.ja;
    slots["product_en"] = row->product.name.en.empty() ? row->product.name.ja : row->product.name.en;
    slots["valid_from"] = to_text(row->valid_from);
    slots["valid_until"] = to_text(row->valid_until);
    return slots;
  }
};

}  // namespace

const Kind& label_kind() {
  static const LabelKind kind;
  return kind;
}

}  // namespace hoshi::office
