// A copy of the tiny scheme in a folder of its own that tests may spoil.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/file.h"
#include "descriptions/shape.h"
#include "schemes/load_scheme.h"

namespace hoshi::schemes {

inline Known known_rules() {
  return {{{"confirmed", {}, {}, {}, true},
           {"described", {"fields"}, {"fields"}, {}, false},
           {"document_available", {"document"}, {"document"}, {}, false},
           {"fact_absent", {"fact", "control_fact"}, {"fact", "control_fact"}, {}, false},
           {"no_undeclared_interface", {}, {}, {}, false},
           {"statement_understood", {"document", "statement"}, {"document", "statement"}, {}, false},
           {"throttling", {}, {}, {"lock_after_tries_max", "sustained_guesses_per_hour_max", "tries_min"}, true}},
          descriptions::is_description_path};
}

inline std::filesystem::path tiny_scheme() {
  return std::filesystem::path(HOSHI_SOURCE_FOLDER) / "tests/data/schemes/tiny";
}

class SchemeUnderTest {
 public:
  SchemeUnderTest() {
    std::string name = (std::filesystem::temp_directory_path() / "hoshi-scheme-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) root_ = name;
    std::filesystem::copy(tiny_scheme(), folder(), std::filesystem::copy_options::recursive);
  }
  SchemeUnderTest(const SchemeUnderTest&) = delete;
  SchemeUnderTest& operator=(const SchemeUnderTest&) = delete;
  ~SchemeUnderTest() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path folder() const { return root_ / "tiny"; }

  void write(const std::string& file, const std::string& text) const {
    std::ofstream out(folder() / file, std::ios::binary | std::ios::trunc);
    out << text;
    EXPECT_TRUE(out.flush().good()) << file;
  }
  std::string read(const std::string& file) const { return read_file(folder() / file).value_or(""); }

  // Replaces the first `from` in the file and returns the line it stood in, 0 when it is not there.
  int replace(const std::string& file, const std::string& from, const std::string& to) const {
    std::string text = read(file);
    const auto at = text.find(from);
    if (at == std::string::npos) return 0;
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    write(file, text.replace(at, from.size(), to));
    return static_cast<int>(line);
  }

  LoadedScheme load() const { return load_scheme(folder(), known_rules()); }
  // Problems, one line each, with the folder's own name left out.
  std::string problems() const { return without_folder(load().problems.to_lines()); }
  std::string without_folder(std::string lines) const {
    const std::string prefix = folder().string() + "/";
    for (auto at = lines.find(prefix); at != std::string::npos; at = lines.find(prefix)) lines.erase(at, prefix.size());
    return lines;
  }

 private:
  std::filesystem::path root_{};
};

}  // namespace hoshi::schemes
