// Uploaded files, told by their bytes.
// SPDX-License-Identifier: Apache-2.0
#include "pages/uploads.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace hoshi::pages {
namespace {

struct Beginning {
  std::string_view bytes;
  std::size_t at;
  std::string_view kind;
};

constexpr std::array<Beginning, 5> beginnings = {{
    {"%PDF-", 0, "application/pdf"},
    {"\x89PNG\r\n\x1a\n", 0, "image/png"},
    {"\xff\xd8\xff", 0, "image/jpeg"},
    {"PK\x03\x04", 0, "application/zip"},
    {"ustar", 257, "application/x-tar"},  // POSIX 1003.1, pax: magic of a header
}};

}  // namespace

std::string kind_of_bytes(std::string_view bytes) {
  for (const auto& beginning : beginnings) {
    if (bytes.size() > beginning.at && bytes.substr(beginning.at).starts_with(beginning.bytes)) return std::string(beginning.kind);
  }
  const bool is_text = valid_utf8(bytes) == bytes && bytes.find('\0') == std::string_view::npos;
  if (!is_text) return "";
  const auto first = bytes.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  return first != std::string_view::npos && bytes[first] == '{' ? "application/json" : "text/plain";
}

Result<std::vector<office::Upload>> keep_uploads(const Site& site, const workflow::Actor& actor, const std::vector<Field>& fields,
                                                 const web::Request& request) {
  std::vector<office::Upload> kept;
  for (const auto& field : fields) {
    if (field.role.empty()) continue;
    for (const auto& upload : request.uploads) {
      if (upload.field != field.name || upload.content.empty()) continue;
      const std::string kind = kind_of_bytes(upload.content);
      if (kind.empty()) return fail(ErrorCode::invalid_input, "refusal.file_kind: " + upload.file_name);
      const office::Upload about{field.role, "", upload.file_name, kind};
      kept.push_back(HOSHI_TRY(site.office.take_upload(actor, about, upload.content)));
    }
  }
  return kept;
}

void name_uploads(const std::vector<Field>& fields, const std::vector<office::Upload>& uploads, Value& data) {
  for (const auto& field : fields) {
    if (field.hash_at.empty()) continue;
    const auto upload = std::find_if(uploads.begin(), uploads.end(), [&](const auto& one) { return one.role == field.role; });
    if (upload != uploads.end()) put(data, field.hash_at, upload->sha256);
  }
}

}  // namespace hoshi::pages
