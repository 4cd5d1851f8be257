// A key and certificate that nobody trusts, and what it signs: for images "signed by another key".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "base/bytes.h"

namespace hoshi::protocols::images {

// The same seed gives the same key and the same signatures, so that a run can be replayed.
class OtherKey {
 public:
  static constexpr std::size_t seed_bytes = 256;

  // RSA of 2,048 bits with a self-signed certificate.
  [[nodiscard]] static Result<OtherKey> create(ByteView seed);
  OtherKey(OtherKey&&) noexcept;
  OtherKey& operator=(OtherKey&&) noexcept;
  ~OtherKey();

  enum class Content { detached, enclosed };
  // CMS signed data (RFC 5652, 5) in DER.
  [[nodiscard]] Result<Bytes> sign_cms(ByteView content, Content kept) const;
  // PKCS #1 v1.5 with SHA-256 (RFC 8017, 8.2): 256 bytes.
  [[nodiscard]] Result<Bytes> sign_raw(ByteView content) const;

 private:
  struct Parts;
  explicit OtherKey(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// The content that CMS signed data encloses; not_found when it encloses none (a detached signature). Checks nothing.
[[nodiscard]] Result<Bytes> enclosed_content(ByteView cms);
// Whether the bytes are CMS signed data in DER, to their last.
bool is_cms(ByteView bytes);

}  // namespace hoshi::protocols::images
