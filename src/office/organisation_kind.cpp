// Steps on organisations: the record, its people, mandates of agents, accreditation of laboratories.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>

#include "base/encoding.h"
#include "office/fields.h"
#include "office/house_machines.h"
#include "office/kind.h"
#include "office/organisation.h"
#include "office/party_tables.h"
#include "office/uploads.h"

namespace hoshi::office {
namespace {

// What is kept in the event of the organisation as it stands after it.
Result<Brought> bring_record(Work& work, const Taken& taken) {
  const Organisation organisation = HOSHI_TRY(organisation_from(taken.command.data));
  if (!organisation.other_proof.empty() && !HOSHI_TRY(is_own_file(work, organisation.other_proof))) {
    return fail(ErrorCode::invalid_input, "data/other_proof: this file was not uploaded");
  }
  HOSHI_CHECK(is_registered_once(work, taken.record.id(), organisation));
  if (!organisation.other_proof.empty()) HOSHI_CHECK(take_up_document(work, organisation.other_proof));
  const std::string& by = work.actor.organisation.empty() ? work.actor.account : work.actor.organisation;
  HOSHI_CHECK(keep_organisation(work, taken.record.id(), organisation, taken.record.version == 0 ? by : ""));
  return Brought{"", to_value(organisation), {}, {}};
}

Result<Brought> bring_person(Work& work, const Taken& taken) {
  const Person person = HOSHI_TRY(person_from(taken.command.data));
  const std::string id = work.new_id();
  const Bytes salt = work.parts.random(16);
  HOSHI_CHECK(keep_person(work, taken.record.id(), id, person, salt));
  return Brought{"", object({{"person", id}, {"part", person.part}, {"digest", digest_of(person, salt)}}), {{"person", id}}, {}};
}

Result<Brought> bring_removal(Work& work, const Taken& taken) {
  Fields fields(taken.command.data, "data");
  const std::string id = fields.identifier("person", Need::required);
  HOSHI_CHECK(fields.finish());
  HOSHI_CHECK(erase_person(work, taken.record.id(), id, "asked for"));
  return Brought{"", object({{"person", id}}), {}, {}};
}

struct MandateData {
  std::string principal;
  std::string document;
  std::string from;
  std::string until;
  std::string application;
};

Result<MandateData> mandate_from(const Value& value) {
  Fields fields(value, "data");
  MandateData mandate{fields.identifier("principal", Need::required), fields.sha256("document", Need::required),
                      fields.date("from", Need::required), fields.date("until", Need::required),
                      fields.identifier("application", Need::optional)};
  if (mandate.until < mandate.from) fields.refuse("until", "is before the first day");
  HOSHI_CHECK(fields.finish());
  return mandate;
}

Result<Brought> bring_mandate(Work& work, const Taken& taken) {
  const MandateData mandate = HOSHI_TRY(mandate_from(taken.command.data));
  if (!HOSHI_TRY(is_own_file(work, mandate.document))) return fail(ErrorCode::invalid_input, "data/document: this file was not uploaded");
  if (mandate.principal == taken.record.id()) return fail(ErrorCode::invalid_input, "data/principal: nobody is the agent of itself");
  const auto there = HOSHI_TRY(work.transaction.query("SELECT id FROM organisations WHERE id = $1", {mandate.principal}));
  if (there.empty()) return fail(ErrorCode::invalid_input, "data/principal: there is no such organisation");
  HOSHI_CHECK(take_up_document(work, mandate.document));
  const std::string id = work.new_id();
  const std::string scope = to_json(object({{"application", mandate.application}}));
  HOSHI_CHECK(work.transaction.execute(
      "INSERT INTO mandates (id, agent, principal, scope, document_hash, valid_from, valid_until, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {id, taken.record.id(), mandate.principal, scope, mandate.document, mandate.from, mandate.until, work.milliseconds()}));
  const Value data = object({{"mandate", id},
                             {"principal", mandate.principal},
                             {"document", mandate.document},
                             {"from", mandate.from},
                             {"until", mandate.until},
                             {"application", mandate.application}});
  return Brought{"", data, {{"mandate", id}}, {}};
}

Result<std::string> mandate_named(const Taken& taken) {
  Fields fields(taken.command.data, "data");
  const std::string id = fields.identifier("mandate", Need::required);
  HOSHI_CHECK(fields.finish());
  return id;
}

Result<Brought> bring_mandate_check(Work& work, const Taken& taken) {
  const std::string id = HOSHI_TRY(mandate_named(taken));
  const auto changed = HOSHI_TRY(work.transaction.execute(
      "UPDATE mandates SET checked_by = $1 WHERE id = $2 AND agent = $3 AND checked_by IS NULL AND revoked_at IS NULL",
      {work.actor.account, id, taken.record.id()}));
  if (changed != 1) return fail(ErrorCode::conflict, "data/mandate: there is no mandate of this agent that waits to be checked");
  return Brought{"", object({{"mandate", id}}), {}, {}};
}

// Either side ends it: the agent and the principal.
Result<Brought> bring_mandate_end(Work& work, const Taken& taken) {
  const std::string id = HOSHI_TRY(mandate_named(taken));
  const auto changed = HOSHI_TRY(work.transaction.execute(
      "UPDATE mandates SET revoked_at = $1 WHERE id = $2 AND (agent = $3 OR principal = $3) AND revoked_at IS NULL",
      {work.milliseconds(), id, taken.record.id()}));
  if (changed != 1) return fail(ErrorCode::conflict, "data/mandate: there is no such mandate in force");
  return Brought{"", object({{"mandate", id}}), {}, {}};
}

Result<Brought> bring_accreditation(Work& work, const Taken& taken) {
  const Accreditation accreditation = HOSHI_TRY(accreditation_from(taken.command.data));
  if (taken.takes_effect) HOSHI_CHECK(keep_accreditation(work, taken.record.id(), accreditation));
  return Brought{"", to_value(accreditation), {}, {}};
}

Result<Brought> bring_accreditation_end(Work& work, const Taken& taken) {
  const auto changed = HOSHI_TRY(work.transaction.execute(
      "UPDATE laboratories SET state = 'ended', valid_until = $1, updated_at = $2 WHERE organisation = $3 AND state <> 'ended'",
      {to_text(work.today), work.milliseconds(), taken.record.id()}));
  if (changed != 1) return fail(ErrorCode::conflict, "the organisation has no accreditation in force");
  return Brought{"", object({{"until", to_text(work.today)}}), {}, {}};
}

Result<Brought> bring_check(Work& work, const Taken& taken) {
  HOSHI_CHECK(work.transaction.execute("UPDATE organisations SET proof_checked_at = $1, proof_checked_by = $2 WHERE id = $3",
                                       {work.milliseconds(), work.actor.account, taken.record.id()}));
  return Brought{};
}

Result<Brought> bring_nothing(Work&, const Taken&) { return Brought{}; }

using Bring = Result<Brought> (*)(Work&, const Taken&);

const std::map<std::string, Bring, std::less<>>& brings() {
  static const std::map<std::string, Bring, std::less<>> all = {
      {"register", bring_record},          {"amend", bring_record},
      {"add_person", bring_person},        {"remove_person", bring_removal},
      {"record_mandate", bring_mandate},   {"check_mandate", bring_mandate_check},
      {"end_mandate", bring_mandate_end},  {"accredit", bring_accreditation},
      {"end_accreditation", bring_accreditation_end}, {"check", bring_check},
      {"close", bring_nothing}};
  return all;
}

class OrganisationKind final : public Kind {
 public:
  Result<Record> open(Work& work, const Command&) const override {
    Record record;
    record.aggregate = "organisation/" + work.new_id();
    record.machine = organisation_machine().name;
    record.applicant = record.id();
    return record;
  }

  Result<workflow::Machine> machine(Work&, const Record&) const override { return organisation_machine(); }

  Result<bool> is_visible(Work& work, const Record& record) const override {
    return is_party_visible(work.transaction, work.actor, record.id());
  }

  Result<bool> holds(Work&, const Record&, std::string_view) const override { return false; }

  Result<std::vector<workflow::PastStep>> past_besides(Work&, const Record&) const override { return std::vector<workflow::PastStep>(); }

  // Two people who accredit say the same of the same organisation.
  Result<std::string> subject(Work&, const Record& record, const Command& command) const override {
    return sha256_hex(to_json(object({{"organisation", record.id()}, {"event", command.event}, {"data", command.data}})));
  }

  Result<Brought> bring(Work& work, const Taken& taken) const override {
    const auto found = brings().find(taken.transition.event);
    if (found == brings().end()) return fail(ErrorCode::internal, "organisation: nothing is known of the step " + taken.transition.event);
    return found->second(work, taken);
  }

  Result<void> project(Work& work, const Record& record, const workflow::Transition&) const override {
    HOSHI_CHECK(work.transaction.execute("UPDATE organisations SET state = $1, updated_at = $2 WHERE id = $3",
                                         {record.state, work.milliseconds(), record.id()}));
    return {};
  }

  Result<std::map<std::string, std::string>> notice_slots(Work&, const Record&) const override {
    return std::map<std::string, std::string>();
  }
};

}  // namespace

const Kind& organisation_kind() {
  static const OrganisationKind kind;
  return kind;
}

}  // namespace hoshi::office
