// The signer's own memory of what it signed for which number: appended, brought to the disk, never altered.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "base/bytes.h"
#include "base/date.h"
#include "signer/descriptor.h"
#include "signer/protocol.h"

namespace hoshi::signer {

using Digest = std::array<std::uint8_t, 32>;  // SHA-256
Digest digest_of(ByteView bytes);

// Records of fixed size, each carrying a check over itself and the one before. A record that was being written when the
// machine stopped was never answered and is cut off at the next start; anything else that does not fit is corrupt. It must
// never be put back from a backup: an older journal would sign a second statement for a number.
class Journal {
 public:
  // Made when it is not there (0600). conflict when another signer has it open.
  [[nodiscard]] static Result<Journal> open(const std::filesystem::path& path);

  // SHA-256 of the payload signed last for the number.
  std::optional<Digest> latest(std::string_view number) const;
  // When the last record was written.
  Instant last_at() const { return last_at_; }
  std::size_t size() const { return size_; }

  // On the disk when it returns. unavailable: it is not, the file is as before, and nothing may be signed.
  [[nodiscard]] Result<void> append(std::string_view number, const Digest& payload, ByteView key_id, Instant at, Relation relation);

 private:
  struct Spread {
    std::size_t operator()(const Digest& digest) const;
  };
  using Check = std::array<std::uint8_t, 16>;
  explicit Journal(Descriptor file) : file_(std::move(file)) {}
  [[nodiscard]] Result<void> load();
  [[nodiscard]] Result<void> take(ByteView records, bool is_end);
  [[nodiscard]] Result<void> begin();

  Descriptor file_;
  std::unordered_map<Digest, Digest, Spread> latest_;
  Check check_{};
  Instant last_at_{};
  std::size_t size_ = 0;
  bool is_broken_ = false;
};

}  // namespace hoshi::signer
