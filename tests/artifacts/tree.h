// Makes the small trees and images that the tests of artifacts look into.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "artifacts/walk.h"
#include "base/file.h"

namespace hoshi::artifacts::testing {

inline Bytes fixture(const std::string& name) {
  return to_bytes(read_file(std::string(HOSHI_SOURCE_FOLDER) + "/tests/artifacts/images/" + name).value());
}

struct Seen {
  std::string path;
  std::optional<std::uint32_t> mode;
  std::string content;
};

struct Walked {
  WalkReport report;
  std::vector<Seen> members;

  const Seen* ending(std::string_view end) const {
    const auto found = std::find_if(members.begin(), members.end(), [&](const Seen& one) { return one.path.ends_with(end); });
    return found == members.end() ? nullptr : &*found;
  }
};

inline Walked walked(ByteView bytes, WalkLimits limits = {}) {
  Walked all;
  all.report = walk(bytes, limits, [&](const Member& member) {
    if (!member.path.empty()) all.members.push_back({member.path, member.mode, to_text(member.content)});
  });
  return all;
}

}  // namespace hoshi::artifacts::testing
