// Puts together paths from entries that name an inode and the folder they stand in, as flash file systems log them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace hoshi::artifacts {

// The newest entry of a name counts; an entry with inode 0 says that the name is gone.
class Names {
 public:
  void add(std::uint64_t folder, std::string name, std::uint64_t inode, std::uint64_t version) {
    if (entries_.size() >= most_entries) return;
    auto& entry = entries_[{folder, std::move(name)}];
    if (entry.inode != 0 && version < entry.version) return;
    if (entry.version > version) return;
    if (entry.inode != 0) named_before_[entry.inode] = true;
    entry = {inode, version};
  }

  // Call once, when all are added.
  void settle() {
    for (const auto& [key, entry] : entries_) {
      if (entry.inode != 0) by_inode_.try_emplace(entry.inode, &key);
    }
  }

  // Deleted: it had a name once and has none now.
  bool is_deleted(std::uint64_t inode) const { return named_before_.contains(inode) && !by_inode_.contains(inode); }

  // Begins with "/" when it leads to `root`, and with the number of the last folder known when it does not.
  std::string path(std::uint64_t inode, std::uint64_t root) const {
    std::string path;
    constexpr int depth_limit = 64;
    for (int i = 0; i < depth_limit && inode != root; ++i) {
      const auto found = by_inode_.find(inode);
      if (found == by_inode_.end()) return "inode " + std::to_string(inode) + path;
      path.insert(0, "/" + found->second->second);
      inode = found->second->first;
    }
    return path;
  }

 private:
  static constexpr std::size_t most_entries = 1'000'000;
  using Key = std::pair<std::uint64_t, std::string>;
  struct Entry {
    std::uint64_t inode = 0;
    std::uint64_t version = 0;
  };
  std::map<Key, Entry> entries_;
  std::map<std::uint64_t, const Key*> by_inode_;
  std::map<std::uint64_t, bool> named_before_;
};

}  // namespace hoshi::artifacts
