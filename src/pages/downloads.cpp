// Files of applications, cases and parties, to those who may see them.
// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "office/queries.h"
#include "pages/pages.h"
#include "pages/routing.h"
#include "pages/uploads.h"

namespace hoshi::pages {
namespace {

using Reading = Result<std::string> (*)(const office::Office&, const workflow::Actor&, std::string_view id, std::string_view sha256);

struct Ending {
  std::string_view kind, ending;
};

constexpr std::array<Ending, 7> endings = {{{"application/pdf", ".pdf"},
                                            {"image/png", ".png"},
                                            {"image/jpeg", ".jpg"},
                                            {"application/zip", ".zip"},
                                            {"application/x-tar", ".tar"},
                                            {"application/json", ".json"},
                                            {"text/plain", ".txt"}}};

Result<Response> given(const Site& site, const Request& request, const Visitor& visitor, Reading read) {
  constexpr std::size_t hash_shown = 16;
  const std::string& sha256 = part_of(request, "sha256");
  Response response;
  response.body = HOSHI_TRY(read(site.office, visitor.identity->actor(), part_of(request, "id"), sha256));
  // Never shown as a page: what an applicant uploads must not run here.
  response.type = "application/octet-stream";
  std::string name = sha256.substr(0, hash_shown);
  for (const auto& one : endings) {
    if (one.kind == kind_of_bytes(response.body)) name += one.ending;
  }
  response.headers.emplace("Content-Disposition", "attachment; filename=\"" + name + "\"");
  return response;
}

}  // namespace

Result<Response> file_download(const Site& site, const Request& request, const Visitor& visitor) { return given(site, request, visitor, office::file_of); }

Result<Response> case_file_download(const Site& site, const Request& request, const Visitor& visitor) {
  return given(site, request, visitor, office::file_of_case);
}

Result<Response> party_file_download(const Site& site, const Request& request, const Visitor& visitor) {
  return given(site, request, visitor, office::file_of_party);
}

}  // namespace hoshi::pages
