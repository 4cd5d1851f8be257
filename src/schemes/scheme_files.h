// The files of a scheme's folder, read once: what is hashed is what is parsed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tables/problem.h"

namespace hoshi::schemes {

struct SchemeFile {
  std::string path;   // relative to the folder, with '/': "criteria/S1.1-01.toml"
  std::string shown;  // as messages name it: folder and path
  std::string text;
};

struct SchemeFiles {
  std::vector<SchemeFile> files;  // ordered by path
  const SchemeFile* find(std::string_view path) const;
  // Those directly in the sub-folder `folder` ("criteria").
  std::vector<const SchemeFile*> in(std::string_view folder) const;
  // Over the path and the hash of every file that assessment reads, in order: what an office adopts and decides under.
  std::string sha256() const;
  // The same over the files of the office: a new fee is no new edition of the criteria.
  std::string office_sha256() const;
};

// workflow.toml, workflow/…, office.toml and notices.toml.
bool is_office_file(std::string_view path);

// Hidden files are left out. Links and what is no file become problems, as does what cannot be read.
SchemeFiles read_scheme_files(const std::filesystem::path& folder, tables::Problems& problems);
// The file's name without folder and ending.
std::string stem_of(const SchemeFile& file);

}  // namespace hoshi::schemes
