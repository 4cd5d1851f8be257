// Reading and writing of the rows of parties.
// SPDX-License-Identifier: Apache-2.0
#include "office/party_tables.h"

#include "office/fields.h"

namespace hoshi::office {
namespace {

constexpr std::size_t scopes_max = 200;

std::string json_list(const std::vector<std::string>& texts) { return to_json(ValueList(texts.begin(), texts.end())); }

Result<Value> data_of(store::Transaction& transaction, std::string_view id) {
  const auto rows = HOSHI_TRY(transaction.query("SELECT data FROM organisations WHERE id = $1", {std::string(id)}));
  if (rows.empty()) return Value(ValueMap());
  return parse_json(rows[0].text(0));
}

Result<void> set_data(Work& work, const std::string& id, const Value& data) {
  HOSHI_CHECK(work.transaction.execute("UPDATE organisations SET data = $1 WHERE id = $2", {to_json(data), id}));
  return {};
}

// Which part a person has in the organisation; a representative has a 役職 as well.
Result<void> set_part(Work& work, const std::string& organisation, const std::string& person, Value part) {
  Value data = HOSHI_TRY(data_of(work.transaction, organisation));
  ValueMap people = data["people"].as_map();
  if (part.is_null()) people.erase(person);
  if (!part.is_null()) people[person] = std::move(part);
  data.set("people", std::move(people));
  return set_data(work, organisation, data);
}

std::vector<std::string> texts_of(const Value& list) {
  std::vector<std::string> texts;
  for (const auto& one : list.as_list()) texts.push_back(one.as_text());
  return texts;
}

Result<std::vector<AccreditationScope>> scopes_from(const ValueList& list) {
  std::vector<AccreditationScope> scopes;
  for (const auto& one : list) {
    Fields fields(one, "data/scope");
    AccreditationScope scope{fields.word("scheme", Need::required), static_cast<int>(fields.integer("level", 1, 9, Need::required)),
                             fields.word("category", Need::optional)};
    HOSHI_CHECK(fields.finish());
    scopes.push_back(std::move(scope));
  }
  return scopes;
}

}  // namespace

Result<void> is_registered_once(Work& work, const std::string& id, const Organisation& organisation) {
  if (organisation.corporate_number.empty()) return {};
  const auto rows = HOSHI_TRY(work.transaction.query("SELECT id FROM organisations WHERE corporate_number = $1 AND id <> $2",
                                                     {organisation.corporate_number, id}));
  if (!rows.empty()) return fail(ErrorCode::conflict, "data/corporate_number: an organisation with this 法人番号 is registered already");
  return {};
}

Result<void> keep_organisation(Work& work, const std::string& id, const Organisation& one, const std::string& registered_by) {
  Value data = HOSHI_TRY(data_of(work.transaction, id));
  data.set("parts", ValueList(one.parts.begin(), one.parts.end()));
  if (!registered_by.empty()) data.set("registered_by", registered_by);
  const std::string kind = one.corporate_number.empty() ? "other" : "corporation";
  HOSHI_CHECK(work.transaction.execute(
      "INSERT INTO organisations (id, kind, name, name_kana, name_en, former_names, corporate_number, country, postal_code, address, website, "
      "proof_hash, created_at, updated_at, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14) "
      "ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, name_kana = excluded.name_kana, name_en = excluded.name_en, "
      "former_names = excluded.former_names, corporate_number = excluded.corporate_number, country = excluded.country, "
      "postal_code = excluded.postal_code, address = excluded.address, website = excluded.website, proof_hash = excluded.proof_hash, "
      "proof_checked_at = NULL, proof_checked_by = NULL, updated_at = excluded.updated_at, data = excluded.data",
      {id, kind, one.name.ja, one.kana, one.name.en, json_list(one.former_names), text_or_null(one.corporate_number), one.country, one.postal_code,
       one.address, one.url, text_or_null(one.other_proof), work.milliseconds(), to_json(data)}));
  return {};
}

Result<Organisation> organisation_of(store::Transaction& transaction, std::string_view id) {
  const auto rows = HOSHI_TRY(transaction.query(
      "SELECT name, name_en, name_kana, former_names, corporate_number, country, postal_code, address, website, proof_hash, data "
      "FROM organisations WHERE id = $1",
      {std::string(id)}));
  if (rows.empty()) return fail(ErrorCode::not_found, "there is no such organisation");
  const auto& row = rows[0];
  Organisation one;
  one.name = {row.text(0), row.text(1)};
  one.kana = row.text(2);
  one.former_names = texts_of(HOSHI_TRY(parse_json(row.text(3))));
  one.corporate_number = row.text(4);
  one.country = row.text(5);
  one.postal_code = row.text(6);
  one.address = row.text(7);
  one.url = row.text(8);
  one.other_proof = row.text(9);
  const Value data = HOSHI_TRY(parse_json(row.text(10)));
  for (const auto& part : texts_of(data["parts"])) one.parts.insert(part);
  return one;
}

bool is_party_visible(const workflow::Actor& actor, std::string_view id, const Value& data) {
  if (is_of_office(actor) || side_of(actor) == "machinery") return true;
  if (!actor.organisation.empty() && actor.organisation == id) return true;
  const auto& by = data["registered_by"].as_text();
  return !by.empty() && (by == actor.organisation || by == actor.account);
}

Result<bool> is_party_visible(store::Transaction& transaction, const workflow::Actor& actor, std::string_view id) {
  if (is_party_visible(actor, id, Value())) return true;
  return is_party_visible(actor, id, HOSHI_TRY(data_of(transaction, id)));
}

Result<void> keep_person(Work& work, const std::string& organisation, const std::string& id, const Person& person, const Bytes& salt) {
  HOSHI_CHECK(work.transaction.execute(
      "INSERT INTO persons (id, organisation, name, name_kana, department, email, phone, salt, created_at, updated_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
      {id, organisation, person.name, person.name_kana, person.division, person.email, person.phone, salt, work.milliseconds()}));
  return set_part(work, organisation, id, object({{"part", person.part}, {"title", person.title}}));
}

Result<void> erase_person(Work& work, const std::string& organisation, const std::string& id, std::string_view rule) {
  const auto changed = HOSHI_TRY(work.transaction.execute(
      "UPDATE persons SET name = '', name_kana = '', name_en = '', department = '', email = '', phone = '', salt = NULL, updated_at = $1, "
      "erased_at = $1 WHERE id = $2 AND organisation = $3 AND erased_at IS NULL",
      {work.milliseconds(), id, organisation}));
  if (changed != 1) return fail(ErrorCode::not_found, "data/person: there is no such person here");
  HOSHI_CHECK(work.transaction.execute("INSERT INTO erasures (id, subject, rule, done_at, done_by) VALUES ($1, $2, $3, $4, $5)",
                                       {work.new_id(), "person/" + id, std::string(rule), work.milliseconds(), work.actor.account}));
  return set_part(work, organisation, id, Value());
}

Result<std::vector<KeptPerson>> people_of(store::Transaction& transaction, std::string_view organisation) {
  const Value data = HOSHI_TRY(data_of(transaction, organisation));
  const auto rows = HOSHI_TRY(transaction.query(
      "SELECT id, name, name_kana, department, email, phone FROM persons WHERE organisation = $1 AND erased_at IS NULL ORDER BY id",
      {std::string(organisation)}));
  std::vector<KeptPerson> people;
  for (const auto& row : rows) {
    const Value& part = data["people"][row.text(0)];
    people.push_back({row.text(0),
                      {part["part"].as_text(), row.text(1), row.text(2), part["title"].as_text(), row.text(3), row.text(4), row.text(5)},
                      false});
  }
  return people;
}

std::string mandate_in_force(Date today, std::string_view application) {
  const std::string day = "'" + to_text(today) + "'";  // days compare as text
  return "m.revoked_at IS NULL AND m.checked_by IS NOT NULL AND m.valid_from <= " + day + " AND (m.valid_until IS NULL OR m.valid_until >= " + day +
         R"() AND m.scope IN ('{"application":""}', '{"application":"' || )" + std::string(application) + R"( || '"}'))";
}

Result<bool> has_mandate(Work& work, const std::string& agent, const std::string& principal, const std::string& application, const std::string& mandate) {
  if (agent.empty() || principal.empty()) return false;
  const std::string sql = "SELECT 1 FROM mandates m WHERE m.agent = $1 AND m.principal = $2 AND ($3 = '' OR m.id = $3) AND " +
                          mandate_in_force(work.today, "CAST($4 AS TEXT)") + " LIMIT 1";
  return !HOSHI_TRY(work.transaction.query(sql, {agent, principal, mandate, application})).empty();
}

Value to_value(const Accreditation& accreditation) {
  ValueList scopes;
  for (const auto& one : accreditation.scopes) {
    scopes.push_back(object({{"scheme", one.scheme}, {"level", one.level}, {"category", one.category}}));
  }
  return object({{"body", accreditation.body},
                 {"number", accreditation.number},
                 {"from", accreditation.from},
                 {"until", accreditation.until},
                 {"owner", accreditation.owner},
                 {"scope", std::move(scopes)}});
}

Result<Accreditation> accreditation_from(const Value& value) {
  Fields fields(value, "data");
  Accreditation accreditation;
  accreditation.body = fields.text("body", 200, Need::required);
  accreditation.number = fields.text("number", 100, Need::required);
  accreditation.from = fields.date("from", Need::required);
  accreditation.until = fields.date("until", Need::optional);
  accreditation.owner = fields.identifier("owner", Need::optional);
  const ValueList& scope = fields.maps("scope", scopes_max, Need::required);
  if (scope.empty()) fields.refuse("scope", "is empty: name scheme and level");
  if (!accreditation.until.empty() && accreditation.until < accreditation.from) fields.refuse("until", "is before the first day");
  HOSHI_CHECK(fields.finish());
  accreditation.scopes = HOSHI_TRY(scopes_from(scope));
  return accreditation;
}

Result<void> keep_accreditation(Work& work, const std::string& organisation, const Accreditation& one) {
  HOSHI_CHECK(work.transaction.execute(
      "INSERT INTO laboratories (organisation, accreditation_number, accreditation_body, state, valid_from, valid_until, owner, created_at, "
      "updated_at) VALUES ($1, $2, $3, 'accredited', $4, $5, $6, $7, $7) ON CONFLICT (organisation) DO UPDATE SET "
      "accreditation_number = excluded.accreditation_number, accreditation_body = excluded.accreditation_body, state = excluded.state, "
      "valid_from = excluded.valid_from, valid_until = excluded.valid_until, owner = excluded.owner, updated_at = excluded.updated_at",
      {organisation, one.number, one.body, one.from, text_or_null(one.until), text_or_null(one.owner), work.milliseconds()}));
  HOSHI_CHECK(work.transaction.execute("DELETE FROM laboratory_scopes WHERE laboratory = $1", {organisation}));
  for (const auto& scope : one.scopes) {
    HOSHI_CHECK(work.transaction.execute(
        "INSERT INTO laboratory_scopes (laboratory, scheme, level, category, valid_from, valid_until) VALUES ($1, $2, $3, $4, $5, $6)",
        {organisation, scope.scheme, std::int64_t{scope.level}, scope.category, one.from, text_or_null(one.until)}));
  }
  return {};
}

Result<bool> is_independent(store::Transaction& transaction, const std::string& laboratory, const std::vector<std::string>& of) {
  const auto rows = HOSHI_TRY(transaction.query("SELECT owner FROM laboratories WHERE organisation = $1", {laboratory}));
  const std::string owner = rows.empty() ? "" : rows[0].text(0);
  return std::none_of(of.begin(), of.end(), [&](const std::string& one) { return !one.empty() && (one == laboratory || one == owner); });
}

Result<bool> is_accredited(store::Transaction& transaction, std::string_view laboratory, std::string_view scheme, int level,
                           std::string_view category, Date day) {
  const auto rows = HOSHI_TRY(transaction.query(
      "SELECT 1 FROM laboratories l JOIN laboratory_scopes s ON s.laboratory = l.organisation WHERE l.organisation = $1 AND l.state = 'accredited' "
      "AND l.valid_from <= $5 AND (l.valid_until IS NULL OR l.valid_until >= $5) AND s.scheme = $2 AND s.level = $3 "
      "AND (s.category = '' OR s.category = $4) AND s.valid_from <= $5 AND (s.valid_until IS NULL OR s.valid_until >= $5) "
      "AND (s.suspended_from IS NULL OR s.suspended_from > $5) LIMIT 1",
      {std::string(laboratory), std::string(scheme), std::int64_t{level}, std::string(category), to_text(day)}));
  return !rows.empty();
}

}  // namespace hoshi::office
