// Files of applications, to those who may see them.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "office/queries.h"
#include "pages/pages.h"
#include "pages/routing.h"

namespace hoshi::pages {
namespace {

const office::Upload* find(const std::vector<office::Upload>& files, std::string_view sha256) {
  const auto found = std::find_if(files.begin(), files.end(), [&](const auto& file) { return file.sha256 == sha256; });
  return found == files.end() ? nullptr : &*found;
}

const office::Upload* find(const office::ApplicationView& view, std::string_view sha256) {
  if (const auto* file = find(view.files, sha256)) return file;
  for (const auto& submission : view.submissions) {
    if (const auto* file = find(submission.files, sha256)) return file;
  }
  return nullptr;
}

}  // namespace

Result<Response> file_download(const Site& site, const Request& request, const Visitor& visitor) {
  const auto view = HOSHI_TRY(office::application(site.office, visitor.identity->actor(), part_of(request, "id")));
  const std::string& sha256 = part_of(request, "sha256");
  const auto* file = find(view, sha256);
  const bool is_report = std::any_of(view.reports.begin(), view.reports.end(), [&](const auto& one) { return one.sha256 == sha256; });
  if (file == nullptr && !is_report) return fail(ErrorCode::not_found, "no such file");
  Response response;
  response.body = HOSHI_TRY(office::file_of(site.office, visitor.identity->actor(), view.id, sha256));
  // Never shown as a page: what an applicant uploads must not run here.
  response.type = "application/octet-stream";
  response.headers.emplace("Content-Disposition", "attachment; filename=\"" + (file == nullptr ? "report" : file->role) + "-" + sha256.substr(0, 12) + "\"");
  return response;
}

}  // namespace hoshi::pages
