// What anybody may see: the register's files, its search, and the form for complaints.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "pages/site.h"
#include "web/route.h"

namespace hoshi::pages {

std::vector<web::Route> public_routes(const Site& site);

// /subscriptions/new, /subscriptions, the links of mails, and the same for programs.
std::vector<web::Route> subscription_routes(const Site& site);

// The path below the public folder that an address names, or nothing: only plain names, never out of the folder.
std::optional<std::filesystem::path> public_file(std::string_view path);
// A file of the public folder for everybody; not_found where there is none. `file` as public_file gave it.
[[nodiscard]] Result<web::Response> file_answer(const Site& site, const std::filesystem::path& file);
// By the ending: "text/html; charset=utf-8" …; nothing for kinds of files that the register does not write.
std::optional<std::string> type_of_file(const std::filesystem::path& file);

}  // namespace hoshi::pages
