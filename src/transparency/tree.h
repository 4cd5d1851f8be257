// Merkle tree of RFC 6962: hashes, the growing edge, proofs and their checks, as arithmetic without any storage.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/bytes.h"

namespace hoshi::transparency {

using Hash = std::array<std::uint8_t, 32>;  // SHA-256
constexpr std::uint64_t size_max = std::uint64_t{1} << 62;

// RFC 6962, 2.1: SHA-256(0x00 || entry), SHA-256(0x01 || left || right), SHA-256 of nothing.
Hash leaf_hash(ByteView entry);
Hash node_hash(const Hash& left, const Hash& right);
Hash empty_root();

inline Bytes bytes_of(const Hash& hash) { return Bytes(hash.begin(), hash.end()); }
// invalid_input unless there are 32 bytes.
[[nodiscard]] Result<Hash> hash_from(ByteView bytes);

// The right edge of a tree of `size` leaves: the roots of its complete subtrees, largest first, one for each bit set in the
// size. It is all that is needed to append and to know the root: at most 62 hashes.
class Frontier {
 public:
  Frontier() = default;
  // invalid_input when the number of hashes does not belong to the size.
  [[nodiscard]] static Result<Frontier> restore(std::uint64_t size, std::vector<Hash> hashes);

  void append(const Hash& leaf);
  std::uint64_t size() const { return size_; }
  Hash root() const;
  const std::vector<Hash>& hashes() const { return hashes_; }
  friend bool operator==(const Frontier&, const Frontier&) = default;

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> hashes_;
};

Hash root_of(std::span<const Hash> leaves);

// A complete subtree of 2^level leaves, the first of which is leaf index * 2^level. A node never changes once it is complete.
struct Node {
  unsigned level = 0;
  std::uint64_t index = 0;
  friend auto operator<=>(const Node&, const Node&) = default;
};
// The nodes that become complete when the leaf `index` is appended, from the leaf upward.
std::vector<Node> completed_by(std::uint64_t index);

// Where the hashes of complete subtrees are kept: a table, tiles, memory. Only nodes of the tree asked about are wanted.
using Nodes = std::function<Result<Hash>(Node)>;

// Each fails as `nodes` fails; invalid_input when the question is about leaves that are not in the tree.
[[nodiscard]] Result<Hash> root_of(std::uint64_t size, const Nodes& nodes);
// RFC 6962, 2.1.1: that leaf `index` is in the tree of `size`; at most 62 hashes, from the leaf upward.
[[nodiscard]] Result<std::vector<Hash>> inclusion_proof(std::uint64_t index, std::uint64_t size, const Nodes& nodes);
// RFC 6962, 2.1.2: that the tree of `old_size` is the beginning of the tree of `new_size`. Empty when they are the same or the
// old one is empty.
[[nodiscard]] Result<std::vector<Hash>> consistency_proof(std::uint64_t old_size, std::uint64_t new_size, const Nodes& nodes);

// RFC 9162, 2.1.3.2 and 2.1.4.2. The proof is hostile: one hash too few or too many, or any other than the right one is
// forbidden; sizes that cannot be are invalid_input.
[[nodiscard]] Result<void> check_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, std::span<const Hash> proof,
                                           const Hash& root);
[[nodiscard]] Result<void> check_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t new_size,
                                             const Hash& new_root, std::span<const Hash> proof);

}  // namespace hoshi::transparency
