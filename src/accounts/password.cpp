// Hashing with libsodium's argon2id and judging of new passwords.
// SPDX-License-Identifier: Apache-2.0
#include "accounts/password.h"

#include <sodium.h>

#include <algorithm>

#include "base/file.h"
#include "base/text.h"

namespace hoshi::accounts {
namespace {

constexpr int hashing_at_once = 2;
constexpr std::size_t characters_min = 12;
constexpr std::size_t bytes_max = 512;

std::size_t characters_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

// "aaaaaaaaaaaa", "abababababab".
bool repeats_itself(std::string_view text) {
  for (std::size_t period = 1; period <= 3; ++period) {
    bool repeats = text.size() > period;
    for (std::size_t i = period; i < text.size() && repeats; ++i) repeats = text[i] == text[i - period];
    if (repeats) return true;
  }
  return false;
}

}  // namespace

class PasswordHasher::Place {
 public:
  explicit Place(PasswordHasher& hasher) : hasher_(hasher) {}
  ~Place() { hasher_.leave(); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  PasswordHasher& hasher_;
};

Result<void> PasswordHasher::enter() {
  std::unique_lock lock(mutex_);
  if (!free_.wait_for(lock, patience_, [this] { return inside_ < hashing_at_once; })) {
    return fail(ErrorCode::unavailable, "too many people log in at once");
  }
  ++inside_;
  return {};
}

void PasswordHasher::leave() {
  {
    const std::scoped_lock lock(mutex_);
    --inside_;
  }
  free_.notify_one();
}

Result<std::string> PasswordHasher::hash(std::string_view password) {
  HOSHI_ASSERT(sodium_init() >= 0);
  HOSHI_CHECK(enter());
  const Place place(*this);
  char text[crypto_pwhash_STRBYTES] = {};
  if (crypto_pwhash_str(text, password.data(), password.size(), cost_.passes, cost_.memory_bytes) != 0) {
    return fail(ErrorCode::unavailable, "no memory for hashing a password");
  }
  return std::string(text);
}

Result<bool> PasswordHasher::is_right(std::string_view hash, std::string_view password) {
  if (password.size() > bytes_max) return false;
  if (hash.empty()) {
    HOSHI_TRY(this->hash(password));
    return false;
  }
  HOSHI_ASSERT(sodium_init() >= 0);
  HOSHI_CHECK(enter());
  const Place place(*this);
  const std::string text(hash);
  return crypto_pwhash_str_verify(text.c_str(), password.data(), password.size()) == 0;
}

bool PasswordHasher::needs_new_hash(const std::string& hash) const {
  return crypto_pwhash_str_needs_rehash(hash.c_str(), cost_.passes, cost_.memory_bytes) != 0;
}

Result<PasswordPolicy> PasswordPolicy::load(const std::filesystem::path& file) {
  PasswordPolicy policy;
  const std::string content = HOSHI_TRY(read_file(file, 16u << 20));
  for (const std::string& line : split(content, '\n')) {
    const std::string_view word = trimmed(line);
    if (!word.empty() && !word.starts_with('#')) policy.known_.insert(lower(word));
  }
  return policy;
}

Result<void> PasswordPolicy::check(std::string_view password, std::string_view login) const {
  const std::string folded = lower(password);
  const std::string name = lower(login.substr(0, login.find('@')));
  if (valid_utf8(password) != password) return fail(ErrorCode::invalid_input, "accounts.password_not_text");
  if (characters_of(password) < characters_min) return fail(ErrorCode::invalid_input, "accounts.password_short");
  if (password.size() > bytes_max) return fail(ErrorCode::invalid_input, "accounts.password_long");
  const bool holds_name = name.size() >= 4 && folded.find(name) != std::string::npos && folded.size() < name.size() + characters_min;
  // A known word with digits or signs around it is as easily tried as the word alone.
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; };
  const auto first = std::find_if(folded.begin(), folded.end(), is_letter);
  const auto last = std::find_if(folded.rbegin(), folded.rend(), is_letter).base();
  const bool is_known = known_.contains(folded) || (first < last && known_.contains(std::string(first, last)));
  if (is_known || holds_name || repeats_itself(folded)) return fail(ErrorCode::invalid_input, "accounts.password_known");
  return {};
}

}  // namespace hoshi::accounts
