// The folder a public tree is written into: only below it, only what differs, each file whole.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"

namespace hoshi::public_register {

class TreeFolder {
 public:
  // conflict when the folder holds something that is no tree of ours, invalid_input when it is no folder. Takes away what a killed
  // publisher had begun to write.
  [[nodiscard]] static Result<TreeFolder> open(const std::filesystem::path& folder);

  // What the last finished run left in the mark, or "".
  const std::string& mark() const { return mark_; }
  // What the mark says while a tree of that generation is being written: who finds it there since the same start of the machine knows that
  // only the process died, and that whatever it had written whole is there. After a loss of power nothing is known.
  static std::string unfinished(std::string_view generation);
  // Puts it there; "": unfinished, and nothing is known. `finish` brings everything to the disk, then writes the new mark.
  [[nodiscard]] Result<void> begin(std::string_view unfinished);
  [[nodiscard]] Result<void> finish(std::string_view mark);

  // `path` is relative, with '/' between parts; parts are names we made ("..", absolute and hidden ones are broken invariants).
  // Folders on the way are made; one that is a link is conflict. Says whether anything was written.
  [[nodiscard]] Result<bool> write(std::string_view path, std::string_view content);
  bool holds(std::string_view path, std::string_view content) const;

  // Names of folders or files directly in a folder of the tree; empty when it is not there.
  std::set<std::string> names_in(std::string_view path) const;
  // Of one file or one folder with its files; never follows a link.
  [[nodiscard]] Result<void> remove(std::string_view path);

 private:
  explicit TreeFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}
  [[nodiscard]] Result<void> prepare(const std::filesystem::path& parent);

  std::filesystem::path folder_;
  std::string mark_;
  std::set<std::filesystem::path> prepared_;
};

}  // namespace hoshi::public_register
