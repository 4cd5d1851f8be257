// Taking files and telling whose they are.
// SPDX-License-Identifier: Apache-2.0
#include "office/uploads.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "office/fields.h"
#include "office/gather.h"
#include "office/imported_lists.h"

namespace hoshi::office {
namespace {

constexpr std::size_t shown_name_bytes_max = 200;

std::string expiry(const Work& work) { return to_text(workflow::plus_days(work.today, work.parts.uploads.days)); }

Result<void> keep_blob_row(Work& work, const std::string& sha256, std::int64_t bytes, std::string_view media_type) {
  // What was erased by a rule and is handed in again is there again.
  return work.transaction.execute(
      "INSERT INTO blobs (hash, size, media_type, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (hash) DO UPDATE SET erased_at = NULL",
      {sha256, bytes, std::string(media_type), work.milliseconds()}).map([](auto) {});
}

Result<void> has_room(Work& work, std::int64_t bytes) {
  const auto rows = HOSHI_TRY(work.transaction.query(
      "SELECT count(*), CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM evidence WHERE uploaded_by = $1 AND retain_until IS NOT NULL AND erased_at IS NULL",
      {owner_of(work.actor)}));
  const UploadLimits& limits = work.parts.uploads;
  const bool fits = rows[0].integer(0) < limits.files && bytes <= limits.bytes - std::min(limits.bytes, rows[0].integer(1));
  if (fits) return {};
  return fail(ErrorCode::conflict, "refusal.upload_room: too many files wait to be handed in with an application; they go by themselves after a while");
}

// The same file again changes nothing but how long it waits.
Result<void> keep_row(Work& work, const Upload& upload, std::size_t bytes) {
  HOSHI_CHECK(keep_blob_row(work, upload.sha256, static_cast<std::int64_t>(bytes), upload.media_type));
  const auto again = HOSHI_TRY(work.transaction.execute(
      "UPDATE evidence SET retain_until = $1 WHERE hash = $2 AND uploaded_by = $3 AND erased_at IS NULL AND retain_until IS NOT NULL AND "
      "application IS NULL AND case_id IS NULL",
      {expiry(work), upload.sha256, owner_of(work.actor)}));
  if (again > 0) return {};
  HOSHI_CHECK(has_room(work, static_cast<std::int64_t>(bytes)));
  HOSHI_CHECK(work.transaction.execute(
      "INSERT INTO evidence (id, hash, name, media_type, size, confidentiality, uploaded_by, uploaded_at, retain_until, data) "
      "VALUES ($1, $2, $3, $4, $5, 'parties', $6, $7, $8, $9)",
      {work.new_id(), upload.sha256, upload.name, upload.media_type, static_cast<std::int64_t>(bytes), owner_of(work.actor), work.milliseconds(),
       expiry(work), to_json(object({{"role", upload.role}, {"account", work.actor.account}}))}));
  return {};
}

store::Cell id_behind(std::string_view prefix, const std::string& aggregate) {
  return aggregate.starts_with(prefix) ? store::Cell(aggregate.substr(prefix.size())) : store::Cell();
}

// The row of the file that is the aggregate's, or one that waits, or a copy of another that the actor's side has.
Result<std::string> row_for(Work& work, const Upload& upload, const store::Cell& application, const store::Cell& in_case) {
  const auto own = HOSHI_TRY(work.transaction.query(
      "SELECT id FROM evidence WHERE hash = $1 AND erased_at IS NULL AND (application = $2 OR case_id = $3) LIMIT 1", {upload.sha256, application, in_case}));
  if (!own.empty()) return own[0].text(0);
  const auto waiting = HOSHI_TRY(work.transaction.query(
      "SELECT id FROM evidence WHERE hash = $1 AND uploaded_by = $2 AND erased_at IS NULL AND retain_until IS NOT NULL AND application IS NULL AND "
      "case_id IS NULL LIMIT 1",
      {upload.sha256, owner_of(work.actor)}));
  if (!waiting.empty()) return waiting[0].text(0);
  const std::string id = work.new_id();
  const auto copied = HOSHI_TRY(work.transaction.execute(
      "INSERT INTO evidence (id, hash, name, media_type, size, confidentiality, signer, uploaded_by, uploaded_at, data) "
      "SELECT CAST($1 AS TEXT), hash, name, media_type, size, confidentiality, signer, uploaded_by, uploaded_at, data FROM evidence "
      "WHERE hash = $2 AND uploaded_by = $3 AND erased_at IS NULL ORDER BY id LIMIT 1",
      {id, upload.sha256, owner_of(work.actor)}));
  if (copied == 1) return id;
  // A draft may be older than its files.
  return fail(ErrorCode::invalid_input, "uploads: " + upload.sha256 + " has expired; hand the file in again");
}

// Opening an archive is work: nobody has it done for a file that the step would refuse anyway.
bool may_be_examined(const Parts& parts, const workflow::Actor& actor, const Command& command, const std::string& sha256) {
  const auto archives = std::count_if(command.uploads.begin(), command.uploads.end(), [](const Upload& one) { return one.role == "archive"; });
  if (archives != 1) return false;
  bool is_theirs = false;
  const auto looked = parts.database.run(store::Access::read, [&](store::Transaction& transaction) -> Result<void> {
    const auto rows = HOSHI_TRY(transaction.query("SELECT 1 FROM evidence WHERE hash = $1 AND (uploaded_by = $2 OR application = $3) AND erased_at IS NULL LIMIT 1",
                                                  {sha256, owner_of(actor), id_behind("application/", command.aggregate)}));
    is_theirs = !rows.empty();
    return {};
  });
  return looked && is_theirs;
}

}  // namespace

std::string owner_of(const workflow::Actor& actor) { return actor.organisation.empty() ? "account/" + actor.account : actor.organisation; }

Result<bool> is_own_file(Work& work, std::string_view sha256) {
  const auto rows = HOSHI_TRY(work.transaction.query(
      "SELECT 1 FROM evidence WHERE hash = $1 AND uploaded_by = $2 AND erased_at IS NULL LIMIT 1", {std::string(sha256), owner_of(work.actor)}));
  return !rows.empty();
}

Result<void> are_own_files(Work& work, const std::vector<Upload>& uploads, const std::vector<Upload>& there) {
  for (const auto& upload : uploads) {
    const bool is_there = std::any_of(there.begin(), there.end(), [&](const Upload& one) { return one.sha256 == upload.sha256; });
    if (is_there || HOSHI_TRY(is_own_file(work, upload.sha256))) continue;
    return fail(ErrorCode::invalid_input, "uploads: " + upload.sha256 + " was not handed in by you");
  }
  return {};
}

Result<void> take_up(Work& work, const std::string& aggregate, const std::vector<Upload>& uploads, Hold hold) {
  const store::Cell application = id_behind("application/", aggregate);
  const store::Cell in_case = id_behind("case/", aggregate);
  for (const auto& upload : uploads) {
    const std::string id = HOSHI_TRY(row_for(work, upload, application, in_case));
    const auto rows = HOSHI_TRY(work.transaction.query("SELECT data, retain_until FROM evidence WHERE id = $1", {id}));
    Value data = HOSHI_TRY(parse_json(rows.at(0).text(0)));
    data.set("role", upload.role);
    // What was submitted once does not wait again because a later draft names it, too.
    const bool waits = hold == Hold::while_draft && !rows.at(0).is_null(1);
    HOSHI_CHECK(work.transaction.execute("UPDATE evidence SET application = $1, case_id = $2, retain_until = $3, data = $4 WHERE id = $5",
                                         {application, in_case, waits ? store::Cell(expiry(work)) : store::Cell(), to_json(data), id}));
  }
  return {};
}

Result<void> take_up_document(Work& work, const std::string& sha256) {
  HOSHI_CHECK(work.transaction.execute(
      "UPDATE evidence SET retain_until = NULL WHERE hash = $1 AND uploaded_by = $2 AND erased_at IS NULL AND application IS NULL AND case_id IS NULL",
      {sha256, owner_of(work.actor)}));
  return {};
}

Result<void> keep_own_file(Work& work, const std::string& sha256, std::string_view media_type) {
  const std::string content = HOSHI_TRY(work.parts.blobs.read(sha256));
  return keep_blob_row(work, sha256, static_cast<std::int64_t>(content.size()), media_type);
}

Result<void> remove_unneeded(const Office& office, const std::string& sha256) {
  return office.parts().database.run(store::Access::write, [&](store::Transaction& transaction) -> Result<void> {
    // Somebody who hands the same file in at this moment waits for this row, and puts the bytes back (take_upload).
    const auto erased = HOSHI_TRY(transaction.execute("UPDATE blobs SET erased_at = erased_at WHERE hash = $1 AND erased_at IS NOT NULL", {sha256}));
    return erased == 0 ? Result<void>() : office.parts().blobs.remove(sha256);
  });
}

Outside look_outside(const Parts& parts, const workflow::Actor& actor, const Command& command) {
  Outside outside;
  if (command.event == "rejudge") outside.rejudged = rejudge_outside(parts, actor, command.aggregate);
  for (const auto& upload : command.uploads) {
    if (command.event == "import_list" && upload.role == "list") outside.lists.emplace(upload.sha256, list_outside(parts, actor, command, upload.sha256));
    if (upload.role == "archive" && may_be_examined(parts, actor, command, upload.sha256)) {
      outside.archives.emplace(upload.sha256, examine_archive(parts, upload.sha256));
    }
  }
  return outside;
}

Result<Upload> Office::take_upload(const workflow::Actor& actor, Upload about, std::string_view content) const {
  if (actor.account.empty()) return fail(ErrorCode::forbidden, "a file is handed in by somebody");
  if (content.empty()) return fail(ErrorCode::invalid_input, "the file is empty");
  about.name = printable(about.name, shown_name_bytes_max);
  about.media_type = printable(about.media_type, shown_name_bytes_max);
  const auto size = static_cast<std::int64_t>(content.size());
  const std::string sha256 = sha256_hex(content);
  // Before anything is written to the disk; what is there already needs no more room.
  if (!parts_.blobs.has(sha256)) HOSHI_CHECK(in_work(parts_, store::Access::read, actor, [&](Work& work) { return has_room(work, size); }));
  about.sha256 = HOSHI_TRY(parts_.blobs.put(view_of(content)));
  HOSHI_CHECK(in_work(parts_, store::Access::write, actor, [&](Work& work) { return keep_row(work, about, content.size()); }));
  // A rule of retention may have removed the bytes between the two.
  if (!parts_.blobs.has(about.sha256)) HOSHI_TRY(parts_.blobs.put(view_of(content)));
  return about;
}

}  // namespace hoshi::office
