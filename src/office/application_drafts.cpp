// Drafts and submissions: what an applicant saves and hands in.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/encoding.h"
#include "office/application_facts.h"
#include "office/application_steps.h"
#include "office/fields.h"
#include "office/gather.h"
#include "office/uploads.h"

namespace hoshi::office {
namespace {

constexpr std::string_view applicant_roles[] = {"checklist", "archive", "statement", "evidence", "proof", "mandate"};

Result<void> check_roles(const std::vector<Upload>& files) {
  std::set<std::string> single;
  for (const auto& file : files) {
    const bool is_known = std::find(std::begin(applicant_roles), std::end(applicant_roles), file.role) != std::end(applicant_roles);
    if (!is_known) return fail(ErrorCode::invalid_input, "uploads: the role must be checklist, archive, statement, evidence, proof or mandate");
    const bool may_repeat = file.role == "evidence" || file.role == "proof";
    if (!may_repeat && !single.insert(file.role).second) return fail(ErrorCode::invalid_input, "uploads: two files as " + file.role);
  }
  return {};
}

// The id when there is such a row; null otherwise: a draft may name what is not there yet.
Result<store::Cell> if_there(Work& work, std::string_view table, std::string_view key, const std::string& id) {
  if (id.empty()) return store::Cell();
  const std::string sql = "SELECT 1 FROM " + std::string(table) + " WHERE " + std::string(key) + " = $1";
  const auto rows = HOSHI_TRY(work.transaction.query(sql, {id}));
  return rows.empty() ? store::Cell() : store::Cell(id);
}

// A contact is one of the applicant's or its agent's own people.
Result<store::Cell> contact_if_own(Work& work, const ApplicationForm& form) {
  if (form.contact.empty()) return store::Cell();
  const auto rows = HOSHI_TRY(work.transaction.query("SELECT 1 FROM persons WHERE id = $1 AND erased_at IS NULL AND organisation IN ($2, $3)",
                                                     {form.contact, form.applicant, form.agent}));
  return rows.empty() ? store::Cell() : store::Cell(form.contact);
}

Result<std::string> row_data(Work& work, const Record& record, const Draft& draft) {
  const auto rows = HOSHI_TRY(work.transaction.query("SELECT data FROM applications WHERE id = $1", {record.id()}));
  Value data = rows.empty() ? Value(ValueMap()) : HOSHI_TRY(parse_json(rows[0].text(0)));
  data.set("draft", to_value(draft));
  ValueMap archives = data["archives"].as_map();
  for (const auto& [sha256, archive] : work.outside.archives) {
    archives[sha256] = object({{"manifest", archive.manifest}, {"problem", archive.problem}});
  }
  data.set("archives", std::move(archives));
  return to_json(data);
}

Result<void> keep_models(Work& work, const std::string& id, const std::vector<std::string>& models) {
  HOSHI_CHECK(work.transaction.execute("DELETE FROM application_models WHERE application = $1", {id}));
  std::int64_t ordinal = 0;
  for (const auto& model : models) {
    HOSHI_CHECK(work.transaction.execute("INSERT INTO application_models (application, ordinal, name) VALUES ($1, $2, $3)", {id, ++ordinal, model}));
  }
  return {};
}

Result<void> same_frame(const Record& record, const ApplicationForm& form) {
  const bool is_same = form.kind == record.kind && form.level == record.level && form.applicant == record.applicant;
  if (!is_same) return fail(ErrorCode::invalid_input, "data/form: kind, level and applicant stay as the application was opened; open another one");
  return {};
}

// "a, b" of everything that stops it.
std::string blocking(const std::vector<Remark>& remarks) {
  std::string text;
  for (const auto& one : remarks) {
    if (!one.blocks) continue;
    text += (text.empty() ? "" : ", ") + one.code + (one.criterion.empty() ? "" : " " + one.criterion);
  }
  return text;
}

Value remarks_value(const std::vector<Remark>& remarks) {
  ValueList list;
  for (const auto& one : remarks) list.push_back(object({{"code", one.code}, {"blocks", one.blocks}, {"criterion", one.criterion}}));
  return list;
}

struct Written {
  Value content;
  std::string text;
  std::string hash;
};

Written write_submission(const Taken& taken, const ApplicationState& state, const Draft& draft, const Gathered& gathered) {
  const auto* parent = state.submission();
  Value content = to_value(draft);
  content.set("format", "hoshi-submission/1");
  content.set("application", taken.record.aggregate);
  content.set("scheme", taken.record.scheme);
  content.set("ordinal", static_cast<std::int64_t>(state.submissions.size() + 1));
  content.set("parent", parent == nullptr ? "" : parent->hash);
  content.set("edition", gathered.checklist ? gathered.checklist->edition : "");
  content.set("edition_sha256", gathered.checklist ? gathered.checklist->scheme_sha256 : "");
  if (gathered.checklist) content.set("checklist", summary_of(*gathered.checklist));
  Written written{std::move(content), "", ""};
  written.text = to_json(written.content);
  written.hash = sha256_hex(written.text);
  return written;
}

std::string hash_as(const Draft& draft, std::string_view role) {
  const Upload* file = file_as(draft.files, role);
  return file == nullptr ? std::string() : file->sha256;
}

Result<void> insert_submission(Work& work, const Taken& taken, const ApplicationState& state, const Draft& draft, const Gathered& gathered,
                               const Written& written, const std::vector<Remark>& remarks) {
  const auto* parent = state.submission();
  HOSHI_CHECK(work.transaction.execute(
      "INSERT INTO submissions (id, application, ordinal, parent, content, content_hash, manifest_hash, archive_hash, report_hash, precheck, "
      "submitted_by, submitted_at) VALUES ($1, $2, $3, $4, $5, $1, $6, $7, $8, $9, $10, $11)",
      {written.hash, taken.record.id(), static_cast<std::int64_t>(state.submissions.size() + 1), text_or_null(parent == nullptr ? "" : parent->hash),
       written.text, text_or_null(gathered.form.evidence_manifest), text_or_null(hash_as(draft, "archive")),
       text_or_null(state.reports.empty() ? "" : state.reports.back().sha256), to_json(remarks_value(remarks)), work.actor.account,
       work.milliseconds()}));
  return {};
}

// A filing about a label need not name the product again: lists and notices call it by the label's.
Result<Words> product_called(Work& work, const ApplicationForm& form) {
  const Words& name = form.product.name;
  if (!name.ja.empty() || !name.en.empty() || form.label.empty()) return name;
  const auto rows = HOSHI_TRY(work.transaction.query("SELECT product_ja, product_en FROM labels WHERE number = $1 AND holder IS NOT NULL", {form.label}));
  return rows.empty() ? name : Words{rows[0].text(0), rows[0].text(1)};
}

}  // namespace

Result<void> keep_application(Work& work, const Record& record, const Draft& draft, const ApplicationForm& form) {
  const store::Cell manufacturer = HOSHI_TRY(if_there(work, "organisations", "id", form.manufacturer));
  const store::Cell seller = HOSHI_TRY(if_there(work, "organisations", "id", form.seller));
  const store::Cell agent = HOSHI_TRY(if_there(work, "organisations", "id", form.agent));
  const store::Cell mandate = HOSHI_TRY(if_there(work, "mandates", "id", form.mandate));
  const store::Cell verifier = HOSHI_TRY(if_there(work, "organisations", "id", form.verifier));
  const store::Cell laboratory = HOSHI_TRY(if_there(work, "laboratories", "organisation", form.laboratory));
  const store::Cell applicant = HOSHI_TRY(if_there(work, "organisations", "id", form.applicant));
  if (applicant == store::Cell()) return fail(ErrorCode::invalid_input, "data/form/applicant: there is no such organisation");
  const store::Cell contact = HOSHI_TRY(contact_if_own(work, form));
  const Words product = HOSHI_TRY(product_called(work, form));
  const std::string data = HOSHI_TRY(row_data(work, record, draft));
  HOSHI_CHECK(work.transaction.execute(
      "INSERT INTO applications (id, kind, scheme, level, route, applicant, manufacturer, seller, agent, mandate, verifier, laboratory, contact, "
      "product_ja, product_en, category, created_by, created_at, updated_at, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
      "$13, $14, $15, $16, $17, $18, $18, $19) ON CONFLICT (id) DO UPDATE SET route = excluded.route, manufacturer = excluded.manufacturer, "
      "seller = excluded.seller, agent = excluded.agent, mandate = excluded.mandate, verifier = excluded.verifier, "
      "laboratory = excluded.laboratory, contact = excluded.contact, product_ja = excluded.product_ja, product_en = excluded.product_en, "
      "category = excluded.category, updated_at = excluded.updated_at, data = excluded.data",
      {record.id(), record.kind, record.scheme, std::int64_t{record.level}, form.statement.recognition, applicant, manufacturer, seller, agent,
       mandate, verifier, laboratory, contact, product.ja, product.en, form.product.category, work.actor.account,
       work.milliseconds(), data}));
  return keep_models(work, record.id(), form.product.models);
}

Result<Brought> bring_draft(Work& work, const Taken& taken) {
  const Value& data = taken.command.data;
  if (data["form"].is_null()) {
    // "open" of an application whose draft was saved before: nothing changes but the state.
    const ApplicationState state = state_of(taken.record);
    if (taken.transition.event == "save_draft" || state.draft.empty()) return fail(ErrorCode::invalid_input, "data/form: is missing");
    return Brought{"", object({{"draft", state.draft}, {"label", state.about}}), {}, {}};
  }
  Fields fields(data, "data");
  if (taken.record.version == 0) static_cast<void>(fields.word("scheme", Need::required));
  const Value& value = fields.map("form", Need::required);
  HOSHI_CHECK(fields.finish());
  HOSHI_CHECK(check_roles(taken.command.uploads));
  const ApplicationState state = state_of(taken.record);
  const Draft before = taken.record.version == 0 ? Draft{} : HOSHI_TRY(draft_of(work, taken.record, state));
  HOSHI_CHECK(are_own_files(work, taken.command.uploads, before.files));
  const ApplicationForm form = HOSHI_TRY(application_form_from(value));
  HOSHI_CHECK(same_frame(taken.record, form));
  const Draft draft{value, taken.command.uploads};
  HOSHI_CHECK(keep_application(work, taken.record, draft, form));
  HOSHI_CHECK(take_up(work, taken.record.aggregate, draft.files, Hold::while_draft));
  return Brought{"", object({{"draft", hash_of(draft)}, {"label", form.label}}), {}, {}};
}

Result<Brought> bring_submission(Work& work, const Taken& taken) {
  if (!taken.command.data.is_null()) return fail(ErrorCode::invalid_input, "data: a submission is the draft as it was saved; save it first");
  const ApplicationState state = state_of(taken.record);
  const SchemeOffice* scheme = HOSHI_TRY(work.scheme(taken.record.scheme));
  const Draft draft = HOSHI_TRY(draft_of(work, taken.record, state));
  const auto remarks = HOSHI_TRY(remarks_of(work, taken.record, state));
  const std::string stops = blocking(remarks);
  if (!stops.empty()) return fail(ErrorCode::conflict, "the precheck found: " + stops);
  const auto rows = HOSHI_TRY(work.transaction.query("SELECT data FROM applications WHERE id = $1", {taken.record.id()}));
  const Value archives = HOSHI_TRY(parse_json(rows.at(0).text(0)))["archives"];
  const Gathered gathered = HOSHI_TRY(gather(work, *scheme, draft, archives, &state));
  if (state.submission() != nullptr) {
    const Value last = HOSHI_TRY(submission_of(work.transaction, state.submission()->hash));
    const bool is_same = hash_of(draft_of_submission(last)) == hash_of(draft);
    if (is_same) return fail(ErrorCode::conflict, "nothing has changed since the last submission");
  }
  const Written written = write_submission(taken, state, draft, gathered);
  HOSHI_CHECK(insert_submission(work, taken, state, draft, gathered, written, remarks));
  HOSHI_CHECK(take_up(work, taken.record.aggregate, draft.files, Hold::for_good));
  const Value data = object({{"submission", written.hash},
                             {"parent", written.content["parent"]},
                             {"edition", written.content["edition"]},
                             {"edition_sha256", written.content["edition_sha256"]},
                             {"manifest", gathered.form.evidence_manifest},
                             {"route", gathered.form.statement.recognition},
                             {"checklist", hash_as(draft, "checklist")},
                             {"archive", hash_as(draft, "archive")}});
  return Brought{"", data, {{"submission", written.hash}}, {}};
}

}  // namespace hoshi::office
