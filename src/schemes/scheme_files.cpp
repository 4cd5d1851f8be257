// Walks the folder, bounded in number and size of files.
// SPDX-License-Identifier: Apache-2.0
#include "schemes/scheme_files.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/file.h"
#include "schemes/problem_kinds.h"
#include "tables/problem_kinds.h"

namespace hoshi::schemes {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_limit_bytes = 1u << 20;  // the largest criterion is under 20 kB
constexpr std::size_t files_limit = 2'000;          // a scheme has some ten files a criterion

class Walk {
 public:
  Walk(const fs::path& folder, tables::Problems& problems) : folder_(folder), problems_(problems) {}

  SchemeFiles run() {
    std::error_code error;
    fs::recursive_directory_iterator at(folder_, error);
    while (!error && at != fs::recursive_directory_iterator()) {
      if (at->path().filename().string().starts_with('.')) {
        at.disable_recursion_pending();
      } else if (!take(*at)) {
        break;
      }
      at.increment(error);
    }
    if (error) problems_.add(folder_.string(), 0, "", tables::unreadable, {{"why", error.message()}});
    std::sort(found_.files.begin(), found_.files.end(),
              [](const SchemeFile& a, const SchemeFile& b) { return a.path < b.path; });
    return std::move(found_);
  }

 private:
  bool take(const fs::directory_entry& entry) {
    std::error_code error;
    const auto kind = entry.symlink_status(error).type();
    const std::string shown = entry.path().string();
    if (kind == fs::file_type::directory) return true;
    if (error || kind != fs::file_type::regular) {
      problems_.add(shown, 0, "", no_regular_file);
      return true;
    }
    if (found_.files.size() >= files_limit) {
      problems_.add(folder_.string(), 0, "", too_many_files, {{"limit", std::to_string(files_limit)}});
      return false;
    }
    auto text = read_file(entry.path(), file_limit_bytes);
    if (!text) {
      problems_.add(shown, 0, "", tables::unreadable, {{"why", text.error().message}});
      return true;
    }
    found_.files.push_back({entry.path().lexically_relative(folder_).generic_string(), shown, std::move(*text)});
    return true;
  }

  const fs::path& folder_;
  tables::Problems& problems_;
  SchemeFiles found_{};
};

enum class Reader { assessment, office };

std::string hash_of(const std::vector<SchemeFile>& files, Reader reader) {
  std::string listing;
  for (const auto& file : files) {
    if (is_office_file(file.path) == (reader == Reader::office)) listing += sha256_hex(file.text) + "  " + file.path + "\n";
  }
  return sha256_hex(listing);
}

}  // namespace

const SchemeFile* SchemeFiles::find(std::string_view path) const {
  const auto found = std::find_if(files.begin(), files.end(), [&](const SchemeFile& f) { return f.path == path; });
  return found != files.end() ? &*found : nullptr;
}

std::vector<const SchemeFile*> SchemeFiles::in(std::string_view folder) const {
  const std::string prefix = std::string(folder) + "/";
  std::vector<const SchemeFile*> found;
  for (const auto& file : files) {
    const bool is_direct = file.path.find('/', prefix.size()) == std::string::npos;
    if (file.path.starts_with(prefix) && is_direct) found.push_back(&file);
  }
  return found;
}

std::string SchemeFiles::sha256() const { return hash_of(files, Reader::assessment); }
std::string SchemeFiles::office_sha256() const { return hash_of(files, Reader::office); }

bool is_office_file(std::string_view path) {
  return path == "workflow.toml" || path == "office.toml" || path == "notices.toml" || path.starts_with("workflow/");
}

SchemeFiles read_scheme_files(const fs::path& folder, tables::Problems& problems) {
  return Walk(folder, problems).run();
}

std::string stem_of(const SchemeFile& file) { return fs::path(file.path).stem().string(); }

}  // namespace hoshi::schemes
