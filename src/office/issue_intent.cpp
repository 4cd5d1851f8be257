// From a decision to the bytes that are to be signed.
// SPDX-License-Identifier: Apache-2.0
#include "office/issue_intent.h"

#include <algorithm>

#include "base/encoding.h"
#include "office/application_steps.h"
#include "office/issue_tables.h"
#include "office/party_tables.h"
#include "signer/service.h"

namespace hoshi::office {
namespace {

constexpr std::size_t holder_digest_bytes = 16;

Result<void> files_are_whole(Work& work, const Value& submission) {
  for (const auto& file : draft_of_submission(submission).files) {
    const auto content = work.parts.blobs.read(file.sha256);
    if (!content) return tl::unexpected<Error>(Error(content.error()).with_context("file of the submission in the role " + file.role));
  }
  return {};
}

// The texts of findings and answers are kept apart from the events that name their hashes.
Result<void> findings_are_whole(Work& work, const Record& record, const ApplicationState& state) {
  const auto rows = HOSHI_TRY(work.transaction.query("SELECT message, answer FROM findings WHERE application = $1 ORDER BY ordinal", {record.id()}));
  bool is_whole = rows.size() == state.findings.size();
  for (std::size_t place = 0; is_whole && place < rows.size(); ++place) {
    const FindingEntry& finding = state.findings[place];
    is_whole = sha256_hex(rows[place].text(0)) == finding.text_hash &&
               (finding.answer_hash.empty() || sha256_hex(rows[place].text(1)) == finding.answer_hash);
  }
  if (!is_whole) return fail(ErrorCode::corrupt, record.aggregate + ": its findings are not those that were decided on");
  return {};
}

struct Terms {
  std::string number;
  StatusPlace place;
  Date from;
  Date until;
  std::string holder;
};

std::string kind_of_intent(const Record& record) {
  if (record.kind == "extension") return "extend";
  if (record.kind == "transfer") return "transfer";
  return record.kind == "new" ? "issue" : "amend";
}

Result<Terms> new_terms(Work& work, const Record& record, const SchemeOffice& scheme) {
  const workflow::Term* term = scheme.rulebook.term(record.level);
  if (term == nullptr) return fail(ErrorCode::conflict, "the scheme names no term for this level");
  Terms terms;
  terms.number = HOSHI_TRY(allocate_number(work, scheme, "registration_number", record.level, record.aggregate));
  terms.place = HOSHI_TRY(allocate_status_place(work, terms.number));
  terms.from = work.today;
  terms.until = workflow::label_valid_until(*term, work.today);
  terms.holder = record.applicant;
  return terms;
}

// Terms that follow from a label there is: an extension runs on from its old end, a transfer and an amendment keep it.
Result<Terms> following_terms(Work& work, const Record& record, const ApplicationState& state, const SchemeOffice& scheme,
                              const ApplicationForm& form) {
  const auto label = HOSHI_TRY(find_label(work.transaction, state.about));
  const workflow::Term* term = scheme.rulebook.term(record.level);
  if (!label || term == nullptr) return fail(ErrorCode::conflict, "the label the application is about is not there");
  if (record.kind == "transfer") {
    Terms terms = HOSHI_TRY(new_terms(work, record, scheme));
    terms.until = label->valid_until;
    terms.holder = form.transfer_to;
    return terms;
  }
  Terms terms{label->number, {label->status_list, label->status_index}, work.today, label->valid_until, label->holder};
  if (record.kind != "extension") return terms;
  terms.until = workflow::extended_until(*term, label->valid_until);
  // Decided in the time of grace, the new term follows the old one without a gap.
  terms.from = std::min(work.today, workflow::plus_days(label->valid_until, 1));
  return terms;
}

Result<Terms> terms_of(Work& work, const Record& record, const ApplicationState& state, const SchemeOffice& scheme, const ApplicationForm& form) {
  if (record.kind == "new") return new_terms(work, record, scheme);
  return following_terms(work, record, state, scheme, form);
}

Result<Bytes> holder_digest(Work& work, const std::string& holder) {
  const Organisation organisation = HOSHI_TRY(organisation_of(work.transaction, holder));
  const std::string record = holder_record(holder, organisation);
  Bytes digest = sha256(view_of(record));
  digest.resize(holder_digest_bytes);
  return digest;
}

Result<labels::Statement> statement_of(Work& work, const Record& record, const ApplicationState& state, const SchemeOffice& scheme,
                                       const ApplicationForm& form, const Terms& terms) {
  labels::Statement statement;
  statement.scheme = scheme.scheme.id;
  statement.number = terms.number;
  statement.level = record.level;
  statement.requirement_set = HOSHI_TRY(from_hex(state.edition_sha256.empty() ? scheme.scheme.sha256 : state.edition_sha256));
  statement.holder_digest = HOSHI_TRY(holder_digest(work, terms.holder));
  statement.models_digest = labels::models_digest(form.product.models);
  statement.valid_from = terms.from;
  statement.valid_until = terms.until;
  statement.status_list = terms.place.list;
  statement.status_index = terms.place.index;
  statement.log_origin = scheme.log_origin;
  return statement;
}

}  // namespace

labels::LintProfile lint_profile(const SchemeOffice& scheme) {
  labels::LintProfile profile;
  profile.scheme = scheme.scheme.id;
  profile.log_origin = scheme.log_origin;
  profile.level_most = 1;
  for (const auto& level : scheme.scheme.levels) profile.level_most = std::max(profile.level_most, level.number);
  return profile;
}

std::string issuing_profile(const SchemeOffice& scheme) {
  const labels::LintProfile lint = lint_profile(scheme);
  return sha256_hex(to_json(object({{"format", "hoshi-issue/1"},
                                    {"statement", labels::Statement{}.schema_version},
                                    {"scheme", scheme.scheme.id},
                                    {"criteria", scheme.scheme.sha256},
                                    {"rulebook", scheme.rulebook.sha256},
                                    {"origin", lint.log_origin},
                                    {"levels", lint.level_most},
                                    {"term_days_most", lint.term_days_most}})));
}

Result<std::string> check_decided_bytes(Work& work, const Record& record, const ApplicationState& state, const SchemeOffice& scheme) {
  if (state.submission() == nullptr) return fail(ErrorCode::conflict, "nothing has been submitted");
  const Value submission = HOSHI_TRY(submission_of(work.transaction, state.submission()->hash));
  HOSHI_CHECK(files_are_whole(work, submission));
  HOSHI_CHECK(findings_are_whole(work, record, state));
  const auto rows = HOSHI_TRY(work.transaction.query(
      "SELECT hash, submission_hash, edition_hash, findings_hash, data FROM decisions WHERE application = $1 AND voided_at IS NULL "
      "AND outcome IN ('approve', 'accept_filing') ORDER BY ordinal DESC LIMIT 1",
      {record.id()}));
  if (rows.empty()) return fail(ErrorCode::conflict, "there is no decision in force");
  const Value data = HOSHI_TRY(parse_json(rows[0].text(4)));
  const bool is_bound = rows[0].text(1) == state.submission()->hash && rows[0].text(2) == state.edition_sha256 &&
                        rows[0].text(3) == findings_hash(state) && data["subject"].as_text() == decision_subject(record, state, scheme);
  if (!is_bound) return fail(ErrorCode::conflict, "the decision was made about other bytes than those that are there now; it is void");
  return rows[0].text(0);
}

Result<Intent> plan_intent(Work& work, const Record& record, const ApplicationState& state, const SchemeOffice& scheme) {
  Intent intent;
  intent.decision = HOSHI_TRY(check_decided_bytes(work, record, state, scheme));
  const Value submission = HOSHI_TRY(submission_of(work.transaction, state.submission()->hash));
  const ApplicationForm form = HOSHI_TRY(application_form_from(submission["form"]));
  const Terms terms = HOSHI_TRY(terms_of(work, record, state, scheme, form));
  const labels::Statement statement = HOSHI_TRY(statement_of(work, record, state, scheme, form, terms));
  intent.id = work.new_id();
  intent.application = record.id();
  intent.kind = kind_of_intent(record);
  intent.number = terms.number;
  intent.status_list = terms.place.list;
  intent.status_index = terms.place.index;
  intent.state = "planned";
  intent.payload = HOSHI_TRY(labels::write_statement(statement));
  intent.profile = issuing_profile(scheme);
  intent.created = work.now;
  // The engines look at a whole signed statement, under a key made for it and forgotten.
  const auto rehearsal = HOSHI_TRY(signer::rehearse(intent.payload));
  const auto found = labels::lint_statement(rehearsal.signed_bytes, lint_profile(scheme));
  if (!found.empty()) return fail(ErrorCode::conflict, "the statement was not let through: " + labels::to_text(found));
  HOSHI_CHECK(insert_intent(work, intent, "clean"));
  return intent;
}

Result<LabelRow> label_row_of(Work& work, const Record& record, const ApplicationState& state, const Intent& intent,
                              const labels::Statement& statement) {
  const Value submission = HOSHI_TRY(submission_of(work.transaction, state.submission()->hash));
  const ApplicationForm form = HOSHI_TRY(application_form_from(submission["form"]));
  const auto before = HOSHI_TRY(find_label(work.transaction, intent.number));
  LabelRow row;
  row.number = intent.number;
  row.scheme = record.scheme;
  row.level = record.level;
  row.application = record.id();
  row.holder = record.kind == "transfer" ? form.transfer_to : record.applicant;
  row.edition = to_hex(statement.requirement_set);
  const std::string& maker = form.manufacturer.empty() ? row.holder : form.manufacturer;
  row.maker = HOSHI_TRY(organisation_of(work.transaction, maker)).name;
  row.product = form.product;
  row.status_list = intent.status_list;
  row.status_index = intent.status_index;
  row.statement = intent.signed_statement;
  row.issued = before ? before->issued : statement.valid_from;
  row.valid_from = statement.valid_from;
  row.valid_until = statement.valid_until;
  if (form.wants_psti_list) row.recognised_as.emplace_back("psti");
  return row;
}

}  // namespace hoshi::office
