// From tables and files to the input of the precheck.
// SPDX-License-Identifier: Apache-2.0
#include "office/gather.h"

#include <algorithm>

#include "base/encoding.h"
#include "evidence/seal.h"
#include "office/party_tables.h"
#include "signing/box.h"

namespace hoshi::office {
namespace {

// Those that anybody may name: they offer their services to applicants.
bool is_public_part(const std::set<std::string>& parts) {
  return parts.contains("verifier") || parts.contains("laboratory") || parts.contains("agent");
}

Result<std::optional<KnownParty>> known_party(Work& work, const std::string& id, const std::string& applicant) {
  const auto organisation = organisation_of(work.transaction, id);
  if (!organisation && organisation.error().code == ErrorCode::not_found) return std::optional<KnownParty>();
  if (!organisation) return tl::unexpected<Error>(organisation.error());
  const workflow::Actor as_applicant{work.actor.account, applicant, {}};
  const bool is_visible = HOSHI_TRY(is_party_visible(work.transaction, as_applicant, id));
  const bool is_seen_by_actor = HOSHI_TRY(is_party_visible(work.transaction, work.actor, id));
  if (!is_visible && !is_seen_by_actor && !is_public_part(organisation->parts)) return std::optional<KnownParty>();
  const auto people = HOSHI_TRY(people_of(work.transaction, id));
  const bool has_contact = std::any_of(people.begin(), people.end(), [](const KeptPerson& one) { return one.person.part == "contact"; });
  return std::optional<KnownParty>(KnownParty{id, has_contact, organisation->parts});
}

Result<std::vector<KnownParty>> known_parties(Work& work, const ApplicationForm& form) {
  std::vector<KnownParty> parties;
  std::set<std::string> ids{form.applicant, form.manufacturer, form.seller, form.agent, form.verifier, form.laboratory, form.transfer_to};
  for (const auto& id : ids) {
    if (id.empty()) continue;
    auto party = HOSHI_TRY(known_party(work, id, form.applicant));
    if (party) parties.push_back(std::move(*party));
  }
  return parties;
}

Result<void> read_checklist(Work& work, const Draft& draft, Gathered& gathered) {
  const Upload* file = file_as(draft.files, "checklist");
  if (file == nullptr) return {};
  const auto content = work.parts.blobs.read(file->sha256);
  if (!content && content.error().code == ErrorCode::unavailable) return tl::unexpected<Error>(content.error());
  if (!content) {
    gathered.checklist_problem = content.error().message;
    return {};
  }
  auto checklist = checklist_from(std::string_view(*content));
  if (!checklist) gathered.checklist_problem = checklist.error().message;
  if (checklist) gathered.checklist = std::move(*checklist);
  return {};
}

void read_archive(const Draft& draft, const Value& seen, Gathered& gathered) {
  const Upload* file = file_as(draft.files, "archive");
  if (file == nullptr) return;
  const Value& found = seen[file->sha256];
  gathered.archive_manifest = found["manifest"].as_text();
  gathered.archive_problem = found.is_null() ? "it has not been looked at" : found["problem"].as_text();
}

Result<void> read_laboratory(Work& work, const SchemeOffice& scheme, const ApplicationState* state, Gathered& gathered) {
  const ApplicationForm& form = gathered.form;
  const Level* level = scheme.scheme.level(form.level);
  gathered.report_required = level != nullptr && level->evaluator == "laboratory";
  if (form.laboratory.empty()) return {};
  gathered.laboratory_accredited =
      HOSHI_TRY(is_accredited(work.transaction, form.laboratory, scheme.scheme.id, form.level, form.product.category, work.today));
  gathered.laboratory_independent = HOSHI_TRY(is_independent(work.transaction, form.laboratory, {form.applicant, form.manufacturer, form.seller, form.agent}));
  if (state == nullptr || state->reports.empty()) return {};
  const ReportEntry& last = state->reports.back();
  gathered.has_report = last.conforms && last.laboratory == form.laboratory;
  return {};
}

void read_waivers(const SchemeOffice& scheme, Gathered& gathered) {
  const workflow::Waiver* waiver = scheme.rulebook.waiver(gathered.form.statement.recognition, gathered.form.level);
  if (waiver != nullptr) gathered.waivable.insert(waiver->criteria.begin(), waiver->criteria.end());
}

}  // namespace

PrecheckInput Gathered::input(const SchemeOffice& scheme, Date today) const {
  PrecheckInput made{scheme.scheme, form};
  made.checklist = checklist ? &*checklist : nullptr;
  made.checklist_problem = checklist_problem;
  made.today = today;
  made.report_required = report_required;
  made.has_report = has_report;
  made.laboratory_accredited = laboratory_accredited;
  made.laboratory_independent = laboratory_independent;
  made.mandate_in_force = mandate_in_force;
  made.statement_uploaded = statement_uploaded;
  made.transfer_target_known = transfer_target_known;
  made.archive_manifest = archive_manifest;
  made.archive_problem = archive_problem;
  made.parties = parties;
  made.editions = editions;
  made.waivable = waivable;
  made.has_categories = !scheme.rulebook.categories.empty();
  for (const auto& category : scheme.rulebook.categories) {
    const bool is_for_level = std::find(category.levels.begin(), category.levels.end(), form.level) != category.levels.end();
    if (is_for_level) made.categories.push_back(category.id);
  }
  for (const auto& forbidden : scheme.rulebook.forbidden_words) made.forbidden_words.push_back(forbidden.word);
  made.is_checklist_needed = is_checklist_needed;
  return made;
}

const Upload* file_as(const std::vector<Upload>& files, std::string_view role) {
  const auto found = std::find_if(files.begin(), files.end(), [&](const Upload& one) { return one.role == role; });
  return found == files.end() ? nullptr : &*found;
}

Result<std::vector<AdoptedEdition>> editions_of(store::Transaction& transaction, std::string_view scheme) {
  const auto rows = HOSHI_TRY(transaction.query(
      "SELECT name, hash, in_force_from, accepts_until FROM editions WHERE scheme = $1 AND state = 'adopted' ORDER BY in_force_from, hash",
      {std::string(scheme)}));
  std::vector<AdoptedEdition> editions;
  for (const auto& row : rows) {
    const Date until = row.is_null(3) ? Date{} : parse_date(row.text(3)).value_or(Date{});
    editions.push_back({row.text(0), row.text(1), parse_date(row.text(2)).value_or(Date{9999, 12, 31}), until});
  }
  return editions;
}

Result<Gathered> gather(Work& work, const SchemeOffice& scheme, const Draft& draft, const Value& seen_archives, const ApplicationState* state) {
  Gathered gathered;
  gathered.form = HOSHI_TRY(application_form_from(draft.form));
  const auto& kind = gathered.form.kind;
  gathered.is_checklist_needed = kind == "new" || kind == "extension" || kind == "transfer";
  gathered.parties = HOSHI_TRY(known_parties(work, gathered.form));
  gathered.editions = HOSHI_TRY(editions_of(work.transaction, scheme.scheme.id));
  gathered.mandate_in_force =
      HOSHI_TRY(has_mandate(work, gathered.form.agent, gathered.form.applicant, state == nullptr ? "" : state->id, gathered.form.mandate));
  const std::string& document = gathered.form.statement.document;
  const Upload* statement = file_as(draft.files, "statement");
  gathered.statement_uploaded = statement != nullptr && statement->sha256 == document;
  // Whoever was told an id may learn that it is one; it says nothing of whose it is.
  const auto target = organisation_of(work.transaction, gathered.form.transfer_to);
  if (!target && target.error().code != ErrorCode::not_found) return tl::unexpected<Error>(target.error());
  gathered.transfer_target_known = target.has_value() && gathered.form.transfer_to != gathered.form.applicant;
  read_waivers(scheme, gathered);
  HOSHI_CHECK(read_laboratory(work, scheme, state, gathered));
  if (gathered.is_checklist_needed) HOSHI_CHECK(read_checklist(work, draft, gathered));
  read_archive(draft, seen_archives, gathered);
  return gathered;
}

Result<std::vector<Remark>> remarks_on(Work& work, const SchemeOffice& scheme, const Draft& draft, const Value& seen_archives,
                                       const ApplicationState* state) {
  const Gathered gathered = HOSHI_TRY(gather(work, scheme, draft, seen_archives, state));
  return precheck(gathered.input(scheme, work.today));
}

Outside::Archive examine_archive(const Parts& parts, std::string_view sha256) {
  const auto content = parts.blobs.read(sha256);
  if (!content) return {"", content.error().message};
  if (signing::is_encrypted(view_of(*content))) return {"", "it is encrypted"};
  const auto opened = evidence::open_sealed(view_of(*content), {});
  if (!opened) return {"", opened.error().message};
  const auto manifest = opened->files.find(evidence::manifest_path);
  if (manifest == opened->files.end()) return {"", "it has no manifest"};
  return {sha256_hex(manifest->second), ""};
}

}  // namespace hoshi::office
