// The texts a task must never write down, and where they stand in bytes, also encoded.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace hoshi::transport {

// One form a secret may take on the wire: a sequence of characters, each with the spellings it may have.
struct SecretForm {
  struct Spelling {
    std::string text;  // lower case when `any_case`
    bool any_case = false;
  };
  std::vector<std::vector<Spelling>> characters;
  // Base64 shares its first or last character with the bytes beside the secret: hidden as well.
  bool shares_before = false;
  bool shares_after = false;
  // Shorter than 4 bytes: hidden only where it is a whole field.
  bool whole_field = false;
};

// Immutable; what a scan needs, found by first byte.
struct SecretForms {
  // Shared by all snapshots of a task: a form never changes.
  std::vector<std::shared_ptr<const SecretForm>> forms;
  std::array<std::vector<std::uint32_t>, 256> by_first_byte;
  bool any_shares_before = false;
};

enum class TextEnd { final, more_may_come };

// Marks in `hidden` (as long as `text`) every byte of a secret that begins at `from` or later. Gives where
// the first undecided byte stands: what begins there may become a secret with the bytes to come (text.size()
// when none does).
struct ScanPosition {
  std::size_t settled = 0;  // bytes before it are decided
  std::size_t resume = 0;   // where to scan from when more bytes are there
};
ScanPosition mark_secrets(const SecretForms& forms, std::string_view text, std::size_t from, TextEnd end,
                          std::vector<bool>& hidden);

// The secrets of one task. Threads may share it.
class Secrets {
 public:
  Secrets();
  // Afterwards it is hidden as it is, in base64 at any alignment (both alphabets), hexadecimal, URL-, JSON-
  // and HTML-escaped, and, when it is itself hexadecimal or base64, as the bytes it stands for.
  void keep(std::string_view secret);
  bool any() const;
  // Too many secrets to look for: nothing may be written any more.
  bool overflowed() const;
  // A snapshot; a new one after each keep().
  std::shared_ptr<const SecretForms> forms() const;
  // Every byte of a secret replaced by '*'.
  std::string redacted(std::string_view text) const;

 private:
  mutable std::mutex mutex_;
  std::set<std::string, std::less<>> known_;
  // Shared because a snapshot stays in use by other lanes while a new one is made.
  std::shared_ptr<const SecretForms> forms_;
  bool overflowed_ = false;
};

}  // namespace hoshi::transport
