// The whole public register as a tree of static files that any web server, object store or CDN can carry.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "i18n/catalogue.h"
#include "register/entry.h"
#include "register/site.h"

namespace hoshi::public_register {

struct LabelFiles {
  std::string svg;
  std::string png;
  std::string pdf;
};

struct TreeSettings {
  std::filesystem::path folder;  // made when missing; must be empty or hold a tree of ours
  const Site& site;
  const i18n::Catalogue& words;
  std::string schema;            // content of docs/register.schema.json
  std::string made_by;           // version of the program: another one writes every page anew where it differs
  // The artwork of a proven label; none is written where it is empty.
  std::function<Result<LabelFiles>(const Entry&)> artwork;
  std::vector<Words> categories = {};  // what the search form offers; none where it is empty
};

struct TreeReport {
  std::size_t labels = 0;
  std::size_t written = 0;    // files whose content is new
  std::size_t kept = 0;       // files looked at and left as they were
  std::size_t removed = 0;    // pages of labels and list pages that are no more
  std::vector<std::string> refused;  // numbers that cannot stand in a path; they are in the lists, but have no page
};

// Writes what changed: each file whole or not at all (a reader of the tree never sees half a file), pages of labels before the lists that
// link to them, and everything on the disk before it says so. Two labels of one number are invalid_input and nothing is written.
// conflict: the folder holds something else, or a link leads out of it. Only one publisher may write a folder at a time.
// Interrupted at any point, the next run finishes; a tree carries no time of its making, so equal registers give equal trees.
[[nodiscard]] Result<TreeReport> publish_tree(std::span<const Entry> entries, const TreeSettings& settings);

// The same from a source that hands over one entry after the other, until it has no more.
using EntrySource = std::function<Result<void>(const std::function<void(Entry)>&)>;
[[nodiscard]] Result<TreeReport> publish_tree(const EntrySource& source, const TreeSettings& settings);

}  // namespace hoshi::public_register
