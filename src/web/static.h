// The files of the pages (styles, scripts, pictures): read once at the start, kept in memory, named by their content.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "web/cache.h"

namespace hoshi::web {

// Immutable after loading; threads share it.
class StaticFiles {
 public:
  // Puts every file of the folder (not of folders within) into the cache, under /static/NAME, checked by browsers each
  // time, and under /static/DIGEST/NAME, good for a year. not_found without the folder; invalid_input for a kind of file
  // that has no known type, or more than 2 MiB. `over_tls` as the site is reached. `made`: more files, name to content.
  [[nodiscard]] static Result<StaticFiles> load(const std::filesystem::path& folder, PageCache& cache, bool over_tls,
                                                const std::map<std::string, std::string>& made = {});

  // "/static/3fa9…/style.css" for "style.css": changes with the content. A name that is not there is a broken invariant.
  const std::string& address_of(std::string_view name) const;

 private:
  [[nodiscard]] Result<void> add(const std::filesystem::path& file, const std::string& content, PageCache& cache, bool over_tls);

  std::map<std::string, std::string, std::less<>> addresses_;
};

}  // namespace hoshi::web
