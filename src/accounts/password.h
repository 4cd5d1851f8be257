// Passwords: which are good enough, and their slow hashes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"

namespace hoshi::accounts {

struct PasswordCost {
  unsigned long long passes = 3;
  std::size_t memory_bytes = 64u << 20;  // 101 ms with two passes on the project's machines (dependencies.md, 2)
};

// Argon2id by libsodium. Threads share it; at most two hash at once, so that a wave of log-ins takes neither all memory
// nor all cores; the others wait a little, then are told that it is unavailable.
class PasswordHasher {
 public:
  explicit PasswordHasher(PasswordCost cost = {}, std::chrono::milliseconds patience = std::chrono::seconds(5))
      : cost_(cost), patience_(patience) {}

  [[nodiscard]] Result<std::string> hash(std::string_view password);
  // An empty hash (no such account, no password yet) takes as long as any other and is never right.
  [[nodiscard]] Result<bool> is_right(std::string_view hash, std::string_view password);
  bool needs_new_hash(const std::string& hash) const;  // made with another cost than today's

 private:
  class Place;
  [[nodiscard]] Result<void> enter();
  void leave();

  const PasswordCost cost_;
  const std::chrono::milliseconds patience_;
  std::mutex mutex_;
  std::condition_variable free_;
  int inside_ = 0;
};

// NIST SP 800-63B, 3.1.1.2: length and a list of known passwords, nothing about kinds of characters.
class PasswordPolicy {
 public:
  // One password a line, "#" begins a remark; folded to lower case.
  [[nodiscard]] static Result<PasswordPolicy> load(const std::filesystem::path& file);
  // invalid_input with the key of a text ("accounts.password_short" …) when it must not be used.
  [[nodiscard]] Result<void> check(std::string_view password, std::string_view login) const;

 private:
  std::set<std::string, std::less<>> known_;
};

}  // namespace hoshi::accounts
