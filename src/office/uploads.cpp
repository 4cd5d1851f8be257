// Taking files and telling whose they are.
// SPDX-License-Identifier: Apache-2.0
#include "office/uploads.h"

#include <algorithm>

#include "base/text.h"
#include "office/fields.h"
#include "office/gather.h"
#include "office/imported_lists.h"

namespace hoshi::office {
namespace {

constexpr std::size_t shown_name_bytes_max = 200;

Result<void> keep_row(Work& work, const Upload& upload, std::size_t bytes) {
  HOSHI_CHECK(work.transaction.execute(
      "INSERT INTO blobs (hash, size, media_type, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (hash) DO NOTHING",
      {upload.sha256, static_cast<std::int64_t>(bytes), upload.media_type, work.milliseconds()}));
  HOSHI_CHECK(work.transaction.execute(
      "INSERT INTO evidence (id, hash, name, media_type, size, confidentiality, uploaded_by, uploaded_at, data) "
      "VALUES ($1, $2, $3, $4, $5, 'parties', $6, $7, $8)",
      {work.new_id(), upload.sha256, upload.name, upload.media_type, static_cast<std::int64_t>(bytes), owner_of(work.actor), work.milliseconds(),
       to_json(object({{"role", upload.role}, {"account", work.actor.account}}))}));
  return {};
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

Outside look_outside(const Parts& parts, const workflow::Actor& actor, const Command& command) {
  Outside outside;
  if (command.event == "rejudge") outside.rejudged = rejudge_outside(parts, actor, command.aggregate);
  for (const auto& upload : command.uploads) {
    if (command.event == "import_list" && upload.role == "list") outside.lists.emplace(upload.sha256, list_outside(parts, actor, command, upload.sha256));
    if (upload.role == "archive") outside.archives.emplace(upload.sha256, examine_archive(parts, upload.sha256));
  }
  return outside;
}

Result<Upload> Office::take_upload(const workflow::Actor& actor, Upload about, std::string_view content) const {
  if (actor.account.empty()) return fail(ErrorCode::forbidden, "a file is handed in by somebody");
  if (content.empty()) return fail(ErrorCode::invalid_input, "the file is empty");
  about.name = printable(about.name, shown_name_bytes_max);
  about.media_type = printable(about.media_type, shown_name_bytes_max);
  about.sha256 = HOSHI_TRY(parts_.blobs.put(view_of(content)));
  HOSHI_CHECK(parts_.database.run(store::Access::write, [&](store::Transaction& transaction) -> Result<void> {
    const Instant now = parts_.now();
    const Outside outside;
    Work work{parts_, transaction, actor, now, workflow::day_in_japan(now), outside, {}, {}};
    return keep_row(work, about, content.size());
  }));
  return about;
}

}  // namespace hoshi::office
