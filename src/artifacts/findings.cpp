// Gathers what one member shows, and says which of it everybody on the device may read.
// SPDX-License-Identifier: Apache-2.0
#include "artifacts/findings.h"

#include "base/encoding.h"

namespace hoshi::artifacts {
namespace {

constexpr std::size_t most_findings = 100;
constexpr std::uint32_t readable_by_others = 04;

bool is_for_few(const Finding& finding) {
  return finding.what == "private key" || finding.what == "password in clear" || finding.what == "weak hash" ||
         finding.what == "password hash";
}

void append(std::vector<Finding>& all, std::vector<Finding> more) {
  for (auto& one : more) {
    if (all.size() < most_findings) all.push_back(std::move(one));
  }
}

}  // namespace

SecretFinder::SecretFinder() : key_marks_(private_key_marks()) {}

std::vector<Finding> SecretFinder::look(const Member& member) const {
  std::vector<Finding> all = private_keys(member.content, key_marks_);
  if (member.path.empty()) return all;
  append(all, password_hashes(member.path, member.content));
  append(all, clear_passwords(member.path, member.content));
  const bool is_readable = member.mode && (*member.mode & readable_by_others) != 0;
  if (!is_readable) return all;
  for (std::size_t i = 0, known = all.size(); i < known && all.size() < most_findings; ++i) {
    if (is_for_few(all[i])) {
      all.push_back({"readable secret", all[i].what + ": " + all[i].detail, all[i].sha256});
      break;  // once a file
    }
  }
  return all;
}

}  // namespace hoshi::artifacts
