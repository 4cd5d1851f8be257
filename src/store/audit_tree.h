// The Merkle tree under the audit trail, kept as its frontier: the roots of its full subtrees.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"

namespace hoshi::store {

constexpr std::size_t hash_bytes = 32;

Bytes hash_leaf(ByteView leaf);                 // RFC 6962, 2.1: SHA-256 over 0x00 and the leaf
Bytes hash_node(ByteView left, ByteView right); // RFC 6962, 2.1: SHA-256 over 0x01 and both

class AuditTree {
 public:
  AuditTree() = default;
  // The frontier of a tree of `size` leaves, as bytes() wrote it. corrupt when the two do not belong together.
  [[nodiscard]] static Result<AuditTree> read(std::int64_t size, ByteView frontier);

  void append(Bytes leaf_hash);
  std::int64_t size() const { return size_; }
  Bytes root() const;   // 32; of the empty tree SHA-256 of nothing
  Bytes bytes() const;  // 32 bytes a full subtree, the largest first

 private:
  std::int64_t size_ = 0;
  std::vector<Bytes> subtrees_;
};

}  // namespace hoshi::store
