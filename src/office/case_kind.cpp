// Cases as a kind: surveillance, complaints, appeals and misuse run on their machines; texts stay in tables, events hold their hashes.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "office/case_facts.h"
#include "office/commitment.h"
#include "office/fields.h"
#include "office/kind.h"
#include "office/label_tables.h"
#include "office/reading.h"
#include "office/turns.h"
#include "office/uploads.h"

namespace hoshi::office {
namespace {

constexpr std::size_t subject_bytes_max = 300;
constexpr std::size_t text_bytes_max = 20'000;
constexpr std::size_t name_bytes_max = 200;
constexpr std::size_t salt_bytes = 16;
constexpr std::int64_t complaints_of_address = 5;  // a day
constexpr std::string_view machines[] = {"surveillance", "complaint", "appeal", "misuse"};

struct Opening {
  std::string scheme;
  std::string kind;
  std::string label;
  std::string application;
  std::string subject;
  std::string text;
  std::string reporter_name;   // whoever complains may say who to answer, and need not
  std::string reporter_email;
};

Result<Opening> opening_from(const Value& value) {
  Fields fields(value, "data");
  Opening opening;
  opening.scheme = fields.word("scheme", Need::required);
  opening.kind = fields.one_of("kind", {std::begin(machines), std::end(machines)}, Need::required);
  opening.label = fields.text("label", 64, Need::optional);
  opening.application = fields.identifier("application", Need::optional);
  opening.subject = fields.text("subject", subject_bytes_max, Need::required);
  opening.text = fields.long_text("text", text_bytes_max, Need::optional);
  if (opening.kind == "complaint") {
    opening.reporter_name = fields.text("reporter_name", name_bytes_max, Need::optional);
    opening.reporter_email = fields.text("reporter_email", name_bytes_max, Need::optional);
    if (!opening.reporter_email.empty() && !is_mail_address(opening.reporter_email)) fields.refuse("reporter_email", "is no mail address");
  }
  HOSHI_CHECK(fields.finish());
  return opening;
}

Result<std::string> confidentiality_of(Work& work, const Record& record) {
  const SchemeOffice* scheme = HOSHI_TRY(work.scheme(record.scheme));
  const workflow::Machine* machine = scheme->rulebook.machine(record.machine);
  return machine == nullptr ? std::string("office") : machine->confidentiality;
}

// A person of no organisation: in the table alone, never in the event, erased by the rule of retention once the case has been closed long enough.
Result<store::Cell> keep_reporter(Work& work, const Opening& opening) {
  if (opening.reporter_name.empty() && opening.reporter_email.empty()) return store::Cell();
  // The receipt is a mail to whatever address was typed: nobody fills another's box with it.
  const bool may_write = opening.reporter_email.empty() ||
                         HOSHI_TRY(takes_turn(work.transaction, "complaint/address " + lower(opening.reporter_email), complaints_of_address, work.milliseconds()));
  if (!may_write) return fail(ErrorCode::unavailable, "too many complaints name this address today; try again tomorrow");
  const std::string id = work.new_id();
  HOSHI_CHECK(work.transaction.execute("INSERT INTO persons (id, name, email, salt, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $5)",
                                       {id, opening.reporter_name, opening.reporter_email, work.parts.random(salt_bytes), work.milliseconds()}));
  return store::Cell(id);
}

Result<void> insert_case(Work& work, const Taken& taken, const Opening& opening) {
  const store::Cell reporter = HOSHI_TRY(keep_reporter(work, opening));
  const std::string confidentiality = HOSHI_TRY(confidentiality_of(work, taken.record));
  HOSHI_CHECK(work.transaction.execute(
      "INSERT INTO cases (id, kind, confidentiality, label, application, organisation, reporter, subject, description, opened_by, opened_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      {taken.record.id(), opening.kind, confidentiality, text_or_null(opening.label), text_or_null(opening.application),
       text_or_null(taken.record.applicant), reporter, opening.subject, opening.text, work.actor.account, work.milliseconds()}));
  return {};
}

Result<void> insert_entry(Work& work, const Taken& taken, const std::string& text, const std::string& evidence) {
  const std::string confidentiality = HOSHI_TRY(confidentiality_of(work, taken.record));
  HOSHI_CHECK(work.transaction.execute(
      "INSERT INTO case_entries (case_id, ordinal, kind, confidentiality, content, evidence_hash, written_by, written_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {taken.record.id(), taken.record.version + 1, taken.transition.event, confidentiality, text, text_or_null(evidence), work.actor.account,
       work.milliseconds()}));
  return {};
}

Value files_of(const std::vector<Upload>& uploads) {
  ValueList files;
  for (const auto& one : uploads) files.push_back(object({{"role", one.role}, {"sha256", one.sha256}}));
  return files;
}

Result<Brought> bring_opening(Work& work, const Taken& taken) {
  const Opening opening = HOSHI_TRY(opening_from(taken.command.data));
  HOSHI_CHECK(are_own_files(work, taken.command.uploads, {}));
  HOSHI_CHECK(insert_case(work, taken, opening));
  HOSHI_CHECK(take_up(work, taken.record.aggregate, taken.command.uploads, Hold::for_good));
  const Value data = object({{"label", opening.label},
                             {"application", opening.application},
                             {"text_hash", sha256_hex(opening.subject + "\n" + opening.text)},
                             {"files", files_of(taken.command.uploads)}});
  return Brought{"", data, {}, {}};
}

Result<Brought> bring_entry(Work& work, const Taken& taken) {
  Fields fields(taken.command.data, "data");
  const std::string text = fields.long_text("text", text_bytes_max, Need::optional);
  const std::string due = fields.date("due", Need::optional);
  if (!due.empty() && due < to_text(work.today)) fields.refuse("due", "is over already");
  HOSHI_CHECK(fields.finish());
  HOSHI_CHECK(are_own_files(work, taken.command.uploads, {}));
  HOSHI_CHECK(take_up(work, taken.record.aggregate, taken.command.uploads, Hold::for_good));
  const std::string evidence = taken.command.uploads.empty() ? "" : taken.command.uploads.front().sha256;
  if (!text.empty() || !evidence.empty()) HOSHI_CHECK(insert_entry(work, taken, text, evidence));
  Brought brought;
  if (!due.empty()) {
    const SchemeOffice* scheme = HOSHI_TRY(work.scheme(taken.record.scheme));
    brought.due = to_text(HOSHI_TRY(scheme->calendar.roll_forward(HOSHI_TRY(parse_date(due)))));
  }
  brought.data = object({{"text_hash", text.empty() ? "" : sha256_hex(text)}, {"files", files_of(taken.command.uploads)}});
  if (taken.takes_effect && !taken.transition.log_entry.empty()) {
    const std::string content = to_json(object({{"case", taken.record.aggregate}, {"outcome", taken.transition.event}, {"subject", taken.subject}}));
    const Bytes salt = work.parts.random(commitment_salt_bytes);
    HOSHI_CHECK(work.transaction.execute("UPDATE cases SET outcome = $1, data = $2 WHERE id = $3",
                                         {taken.transition.event, to_json(object({{"salt", to_hex(salt)}})), taken.record.id()}));
    HOSHI_CHECK(commit_decision(work, taken.record.scheme, "case", content, salt));
  }
  return brought;
}

class CaseKind final : public Kind {
 public:
  Result<Record> open(Work& work, const Command& command) const override {
    const Opening opening = HOSHI_TRY(opening_from(command.data));
    const SchemeOffice* scheme = HOSHI_TRY(work.scheme(opening.scheme));
    Record record;
    record.aggregate = "case/" + work.new_id();
    record.machine = opening.kind;
    record.scheme = opening.scheme;
    record.kind = "";
    record.profile = scheme->rulebook.default_profile;
    const auto label = HOSHI_TRY(find_label(work.transaction, opening.label));
    if (!opening.label.empty() && !label) return fail(ErrorCode::invalid_input, "data/label: there is no such label");
    if (label) record.level = label->level;
    if (label && opening.kind != "complaint") record.applicant = label->holder;
    if (!opening.application.empty()) {
      const Record application = HOSHI_TRY(load(work.transaction, "application/" + opening.application));
      record.level = application.level;
      record.profile = application.profile;
      record.applicant = application.applicant;
    }
    return record;
  }

  Result<workflow::Machine> machine(Work& work, const Record& record) const override {
    const SchemeOffice* scheme = HOSHI_TRY(work.scheme(record.scheme));
    return workflow::machine_for(scheme->rulebook, record.machine, "", std::max(record.level, 1), record.profile);
  }

  // The office's people, and the party itself where the machine is open to parties.
  Result<bool> is_visible(Work& work, const Record& record) const override {
    if (is_of_office(work.actor) || side_of(work.actor) == "machinery") return true;
    const bool is_own = !work.actor.organisation.empty() && work.actor.organisation == record.applicant;
    if (!is_own || HOSHI_TRY(confidentiality_of(work, record)) == "office") return false;
    return !sight_of(work.actor, record, HOSHI_TRY(machine(work, record))).events.empty();
  }

  Result<bool> holds(Work& work, const Record& record, std::string_view guard) const override { return case_holds(work, record, guard); }

  // Nobody of the first decision hears the appeal against it, and nobody judges what he prepared.
  Result<std::vector<workflow::PastStep>> past_besides(Work& work, const Record& record) const override {
    std::vector<workflow::PastStep> past;
    for (const auto& aggregate : case_is_about(record)) {
      auto one = load(work.transaction, aggregate);
      if (!one && one.error().code == ErrorCode::not_found) continue;
      if (!one) return tl::unexpected<Error>(one.error());
      for (auto& step : one->past) step.pending = false;
      past.insert(past.end(), one->past.begin(), one->past.end());
    }
    return past;
  }

  // Everything that was brought: texts and files by their hashes. Steps that bring nothing leave it as it is.
  Result<std::string> subject(Work&, const Record& record, const Command&) const override {
    ValueList content;
    for (const auto& event : record.events) {
      if (event.data["pending"].as_bool()) continue;
      const Value& data = event.data["data"];
      const bool brings = !data["text_hash"].as_text().empty() || !data["files"].as_list().empty();
      if (brings) content.push_back(data);
    }
    return sha256_hex(to_json(object({{"case", record.aggregate}, {"content", std::move(content)}})));
  }

  Result<Brought> bring(Work& work, const Taken& taken) const override {
    return taken.record.version == 0 ? bring_opening(work, taken) : bring_entry(work, taken);
  }

  Result<void> project(Work& work, const Record& record, const workflow::Transition&) const override {
    const auto number = record.made.find("case_number");
    const store::Cell known = number == record.made.end() ? store::Cell() : store::Cell(number->second);
    const auto own = HOSHI_TRY(machine(work, record));
    const workflow::State* state = own.state(record.state);
    const store::Cell closed = state != nullptr && state->ends ? store::Cell(work.milliseconds()) : store::Cell();
    HOSHI_CHECK(work.transaction.execute("UPDATE cases SET number = $1, closed_at = $2 WHERE id = $3", {known, closed, record.id()}));
    return {};
  }

  Result<std::map<std::string, std::string>> notice_slots(Work&, const Record& record) const override {
    std::map<std::string, std::string> slots(record.made.begin(), record.made.end());
    slots["link"] = record.aggregate;
    return slots;
  }
};

}  // namespace

const Kind& case_kind() {
  static const CaseKind kind;
  return kind;
}

}  // namespace hoshi::office
