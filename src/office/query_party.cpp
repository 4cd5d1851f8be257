// Views of parties: own accounts and the office see people, others what is public.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "office/party_tables.h"
#include "office/queries.h"
#include "office/reading.h"

namespace hoshi::office {
namespace {

constexpr std::int64_t parties_most = 50;
constexpr std::size_t names_most = 500;

std::string state_of_mandate(const store::Row& row, Date today) {
  if (!row.is_null(5)) return "revoked";
  if (row.is_null(6)) return "not_checked";
  const std::string day = to_text(today);
  if (day < row.text(2)) return "to_come";
  return !row.is_null(3) && row.text(3) < day ? "over" : "in_force";
}

Result<std::vector<MandateView>> mandates_of(Work& work, const std::string& id) {
  const auto rows = HOSHI_TRY(work.transaction.query(
      "SELECT m.id, m.principal, m.valid_from, m.valid_until, m.document_hash, m.revoked_at, m.checked_by, m.scope, m.agent, p.name, p.name_en, "
      "a.name, a.name_en FROM mandates m JOIN organisations p ON p.id = m.principal JOIN organisations a ON a.id = m.agent "
      "WHERE m.agent = $1 OR m.principal = $1 ORDER BY m.id",
      {id}));
  std::vector<MandateView> mandates;
  for (const auto& row : rows) {
    MandateView view;
    view.id = row.text(0);
    view.grantor = row.text(1);
    view.agent = row.text(8);
    view.grantor_name = {row.text(9), row.text(10)};
    view.agent_name = {row.text(11), row.text(12)};
    view.from = parse_date(row.text(2)).value_or(Date{});
    view.until = parse_date(row.text(3)).value_or(Date{});
    view.document = row.text(4);
    view.scope = HOSHI_TRY(parse_json(row.text(7)))["application"].as_text();
    view.state = state_of_mandate(row, work.today);
    mandates.push_back(std::move(view));
  }
  return mandates;
}

Result<Value> accreditation_of(Work& work, const std::string& id) {
  const auto rows = HOSHI_TRY(work.transaction.query(
      "SELECT accreditation_body, accreditation_number, valid_from, valid_until, state, owner FROM laboratories WHERE organisation = $1", {id}));
  if (rows.empty()) return Value();
  ValueList scope;
  for (const auto& row : HOSHI_TRY(work.transaction.query(
           "SELECT scheme, level, category FROM laboratory_scopes WHERE laboratory = $1 ORDER BY scheme, level, category", {id}))) {
    scope.push_back(object({{"scheme", row.text(0)}, {"level", row.integer(1)}, {"category", row.text(2)}}));
  }
  const auto& row = rows[0];
  return object({{"body", row.text(0)}, {"number", row.text(1)}, {"from", row.text(2)}, {"until", row.text(3)}, {"state", row.text(4)}, {"owner", row.text(5)},
                 {"scope", std::move(scope)}});
}

Result<PartyView> view_of_party(Work& work, const Record& record) {
  const Organisation organisation = HOSHI_TRY(organisation_of(work.transaction, record.id()));
  PartyView view;
  view.id = record.id();
  view.version = record.version;
  view.state = record.state;
  view.name = organisation.name;
  view.kana = organisation.kana;
  view.former_names = organisation.former_names;
  view.corporate_number = organisation.corporate_number;
  view.other_proof = organisation.other_proof;
  view.country = organisation.country;
  view.postal_code = organisation.postal_code;
  view.address = organisation.address;
  view.url = organisation.url;
  view.parts = organisation.parts;
  for (const auto& one : HOSHI_TRY(people_of(work.transaction, record.id()))) {
    view.people.push_back({one.id, one.person.part, one.person.name, one.person.name_kana, one.person.title, one.person.division,
                           one.person.email, one.person.phone, one.erased});
  }
  view.mandates = HOSHI_TRY(mandates_of(work, record.id()));
  view.accreditation = HOSHI_TRY(accreditation_of(work, record.id()));
  view.steps = HOSHI_TRY(steps_of(work, organisation_kind(), record));
  return view;
}

}  // namespace

Result<PartyView> party(const Office& office, const workflow::Actor& actor, std::string_view id) {
  PartyView view;
  HOSHI_CHECK(in_reading(office, actor, [&](Work& work) -> Result<void> {
    const Record record = HOSHI_TRY(visible_record(work, organisation_kind(), "organisation/" + std::string(id)));
    view = HOSHI_TRY(view_of_party(work, record));
    return {};
  }));
  return view;
}

Result<std::map<std::string, std::vector<PartyName>>> parties_to_name(const Office& office, const workflow::Actor& actor) {
  std::map<std::string, std::vector<PartyName>> named;
  HOSHI_CHECK(in_reading(office, actor, [&](Work& work) -> Result<void> {
    named.clear();
    const auto rows = HOSHI_TRY(work.transaction.query(
        "SELECT o.id, o.name, o.name_en, o.data, l.organisation FROM organisations o LEFT JOIN laboratories l ON l.organisation = o.id AND "
        "l.state = 'accredited' AND l.valid_from <= $1 AND (l.valid_until IS NULL OR l.valid_until >= $1) WHERE o.state <> 'closed' "
        "ORDER BY o.name_kana, o.name, o.id",
        {to_text(work.today)}));
    for (const auto& row : rows) {
      const Value data = HOSHI_TRY(parse_json(row.text(3)));
      const bool is_visible = is_party_visible(actor, row.text(0), data);
      for (const auto& one : data["parts"].as_list()) {
        const std::string& part = one.as_text();
        const bool is_offered = part == "verifier" || part == "agent" || part == "laboratory";
        const bool may_be_named = part == "laboratory" ? !row.is_null(4) : is_visible || is_offered;
        auto& of_part = named[part];
        if (may_be_named && of_part.size() < names_most) of_part.push_back({row.text(0), {row.text(1), row.text(2)}});
      }
    }
    return {};
  }));
  return named;
}

Result<std::vector<PartyView>> parties(const Office& office, const workflow::Actor& actor, std::string_view text) {
  std::vector<PartyView> views;
  const std::string wanted = office.parts().fold(text);
  HOSHI_CHECK(in_reading(office, actor, [&](Work& work) -> Result<void> {
    views.clear();
    const auto rows = HOSHI_TRY(work.transaction.query("SELECT id, name, name_kana, name_en, corporate_number, data FROM organisations ORDER BY name, id"));
    for (const auto& row : rows) {
      const std::string folded = work.parts.fold(row.text(1) + "\n" + row.text(2) + "\n" + row.text(3) + "\n" + row.text(4));
      if (folded.find(wanted) == std::string::npos) continue;
      if (!is_party_visible(actor, row.text(0), HOSHI_TRY(parse_json(row.text(5))))) continue;
      const Record record = HOSHI_TRY(load(work.transaction, "organisation/" + row.text(0)));
      views.push_back(HOSHI_TRY(view_of_party(work, record)));
      if (views.size() == parties_most) break;
    }
    return {};
  }));
  return views;
}

}  // namespace hoshi::office
