// Applications and filings as a kind: how they are opened, who sees them, what a step is bound to, what is projected.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "office/application_facts.h"
#include "office/application_machine.h"
#include "office/application_steps.h"
#include "office/fields.h"
#include "office/party_tables.h"
#include "workflow/vocabulary.h"

namespace hoshi::office {
namespace {


Result<std::string> profile_of(Work& work, const SchemeOffice& scheme) {
  const auto rows = HOSHI_TRY(work.transaction.query("SELECT value FROM settings WHERE name = $1", {"profile/" + scheme.scheme.id}));
  return rows.empty() ? (scheme.profile.empty() ? scheme.rulebook.default_profile : scheme.profile) : rows[0].text(0);
}

class ApplicationKind final : public Kind {
 public:
  Result<Record> open(Work& work, const Command& command) const override {
    Fields fields(command.data, "data");
    const std::string id = fields.word("scheme", Need::required);
    const Value& form_value = fields.map("form", Need::required);
    HOSHI_CHECK(fields.finish());
    const SchemeOffice* scheme = HOSHI_TRY(work.scheme(id));
    const ApplicationForm form = HOSHI_TRY(application_form_from(form_value));
    if (scheme->scheme.level(form.level) == nullptr) return fail(ErrorCode::invalid_input, "data/form/level: the scheme has no such level");
    if (form.applicant.empty()) return fail(ErrorCode::invalid_input, "data/form/applicant: is missing");
    Record record;
    record.aggregate = "application/" + work.new_id();
    record.machine = workflow::is_filing(form.kind) ? "filing" : "application";
    record.scheme = id;
    record.kind = form.kind;
    record.level = form.level;
    record.applicant = form.applicant;
    record.profile = HOSHI_TRY(profile_of(work, *scheme));
    return record;
  }

  Result<workflow::Machine> machine(Work& work, const Record& record) const override {
    const SchemeOffice* scheme = HOSHI_TRY(work.scheme(record.scheme));
    return with_house_steps(
        HOSHI_TRY(workflow::machine_for(scheme->rulebook, record.machine, record.kind, record.level, record.profile)));
  }

  Result<bool> is_visible(Work& work, const Record& record) const override {
    const workflow::Actor& actor = work.actor;
    if (is_of_office(actor) || side_of(actor) == "machinery") return true;
    if (actor.organisation.empty()) return false;
    if (actor.organisation == record.applicant) return true;
    const auto rows = HOSHI_TRY(work.transaction.query("SELECT agent, laboratory FROM applications WHERE id = $1", {record.id()}));
    if (rows.empty()) return false;
    if (actor.roles.contains("laboratory") && rows[0].text(1) == actor.organisation) return true;
    if (rows[0].text(0) != actor.organisation) return false;
    // An agent sees what it acts for while its mandate is in force, and no longer.
    return has_mandate(work, actor.organisation, record.applicant, record.id());
  }

  Result<bool> holds(Work& work, const Record& record, std::string_view guard) const override {
    return application_holds(work, record, guard);
  }

  Result<std::vector<workflow::PastStep>> past_besides(Work&, const Record&) const override { return std::vector<workflow::PastStep>(); }

  Result<std::string> subject(Work& work, const Record& record, const Command&) const override {
    if (record.version == 0) return std::string();
    const SchemeOffice* scheme = HOSHI_TRY(work.scheme(record.scheme));
    return decision_subject(record, state_of(record), *scheme);
  }

  Result<Brought> bring(Work& work, const Taken& taken) const override { return bring_to_application(work, taken); }

  Result<void> project(Work& work, const Record& record, const workflow::Transition&) const override {
    const auto number = [&](const char* kind) {
      const auto found = record.made.find(kind);
      return found == record.made.end() ? store::Cell() : store::Cell(found->second);
    };
    const ApplicationState state = state_of(record);
    const std::string& number_of_label = state.label.empty() ? state.about : state.label;
    const store::Cell label = number_of_label.empty() ? store::Cell() : store::Cell(number_of_label);
    const store::Cell submission = state.submission() == nullptr ? store::Cell() : store::Cell(state.submission()->hash);
    HOSHI_CHECK(work.transaction.execute(
        "UPDATE applications SET application_number = $1, acceptance_number = $2, provisional_number = $3, registration_number = $4, "
        "label = $5, submission = $6, updated_at = $7 WHERE id = $8",
        {record.made.contains("filing_number") ? number("filing_number") : number("application_number"), number("acceptance_number"),
         number("provisional_number"), number("registration_number"), label, submission, work.milliseconds(), record.id()}));
    return project_fee(work, record, state);
  }

  Result<std::map<std::string, std::string>> notice_slots(Work& work, const Record& record) const override {
    std::map<std::string, std::string> slots(record.made.begin(), record.made.end());
    const SchemeOffice* scheme = HOSHI_TRY(work.scheme(record.scheme));
    const ApplicationState state = state_of(record);
    const auto rows = HOSHI_TRY(work.transaction.query("SELECT product_ja, product_en FROM applications WHERE id = $1", {record.id()}));
    if (!rows.empty()) {
      slots["product_ja"] = rows[0].text(0).empty() ? rows[0].text(1) : rows[0].text(0);
      slots["product_en"] = rows[0].text(1).empty() ? rows[0].text(0) : rows[0].text(1);
    }
    const auto fee = fee_of(record, state, *scheme);
    if (fee) slots["amount"] = std::to_string(*fee);
    slots["findings"] = HOSHI_TRY(open_findings(work, record));
    slots["link"] = record.aggregate;
    return slots;
  }

 private:
  // The fee becomes due with acceptance, until the day the state gives.
  static Result<void> project_fee(Work& work, const Record& record, const ApplicationState& state) {
    const store::Event& last = record.events.back();
    if (last.kind != "accept" || last.data["pending"].as_bool()) return {};
    const SchemeOffice* scheme = HOSHI_TRY(work.scheme(record.scheme));
    const std::int64_t amount = HOSHI_TRY(fee_of(record, state, *scheme));
    const store::Cell due = record.due.empty() ? store::Cell() : store::Cell(record.due);
    HOSHI_CHECK(work.transaction.execute(
        "INSERT INTO fees (id, application, organisation, kind, amount_yen, state, due, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        {work.new_id(), record.id(), record.applicant, state.route.empty() ? record.kind : state.route, amount,
         std::string(amount == 0 ? "settled" : "due"), due, work.milliseconds()}));
    return {};
  }

  static Result<std::string> open_findings(Work& work, const Record& record) {
    const auto rows = HOSHI_TRY(work.transaction.query(
        "SELECT ordinal, criterion, message FROM findings WHERE application = $1 AND state <> 'closed' ORDER BY ordinal", {record.id()}));
    std::string text;
    for (const auto& row : rows) {
      text += std::to_string(row.integer(0)) + ". " + (row.text(1).empty() ? "" : row.text(1) + ": ") + row.text(2) + "\n";
    }
    return text;
  }
};

}  // namespace

const Kind& application_kind() {
  static const ApplicationKind kind;
  return kind;
}

}  // namespace hoshi::office
