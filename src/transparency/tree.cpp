// Hashes and the growing edge of the tree.
// SPDX-License-Identifier: Apache-2.0
#include "transparency/tree.h"

#include <algorithm>
#include <bit>

#include "base/encoding.h"

namespace hoshi::transparency {
namespace {

constexpr std::uint8_t leaf_prefix = 0x00;
constexpr std::uint8_t node_prefix = 0x01;

Hash digest(ByteView bytes) {
  const Bytes full = sha256(bytes);
  Hash hash;
  std::copy(full.begin(), full.end(), hash.begin());
  return hash;
}

}  // namespace

Hash leaf_hash(ByteView entry) {
  Bytes bytes;
  bytes.reserve(entry.size() + 1);
  bytes.push_back(leaf_prefix);
  bytes.insert(bytes.end(), entry.begin(), entry.end());
  return digest(bytes);
}

Hash node_hash(const Hash& left, const Hash& right) {
  std::array<std::uint8_t, 1 + 2 * sizeof(Hash)> bytes;
  bytes[0] = node_prefix;
  std::copy(left.begin(), left.end(), bytes.begin() + 1);
  std::copy(right.begin(), right.end(), bytes.begin() + 1 + sizeof(Hash));
  return digest(bytes);
}

Hash empty_root() { return digest({}); }

Result<Hash> hash_from(ByteView bytes) {
  Hash hash;
  if (bytes.size() != hash.size()) {
    return fail(ErrorCode::invalid_input, "a hash has 32 bytes, not " + std::to_string(bytes.size()));
  }
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

Result<Frontier> Frontier::restore(std::uint64_t size, std::vector<Hash> hashes) {
  if (size > size_max || hashes.size() != static_cast<std::size_t>(std::popcount(size))) {
    return fail(ErrorCode::invalid_input, "the edge of a tree of " + std::to_string(size) + " leaves cannot have " +
                                              std::to_string(hashes.size()) + " hashes");
  }
  Frontier frontier;
  frontier.size_ = size;
  frontier.hashes_ = std::move(hashes);
  return frontier;
}

void Frontier::append(const Hash& leaf) {
  HOSHI_ASSERT(size_ < size_max);
  Hash hash = leaf;
  // Every bit that the addition carries over is a subtree that now has its right half.
  for (std::uint64_t carried = size_; (carried & 1) != 0; carried >>= 1) {
    hash = node_hash(hashes_.back(), hash);
    hashes_.pop_back();
  }
  hashes_.push_back(hash);
  ++size_;
}

Hash Frontier::root() const {
  if (hashes_.empty()) return empty_root();
  Hash root = hashes_.back();
  for (auto left = hashes_.rbegin() + 1; left != hashes_.rend(); ++left) root = node_hash(*left, root);
  return root;
}

Hash root_of(std::span<const Hash> leaves) {
  Frontier frontier;
  for (const Hash& leaf : leaves) frontier.append(leaf);
  return frontier.root();
}

std::vector<Node> completed_by(std::uint64_t index) {
  HOSHI_ASSERT(index < size_max);
  std::vector<Node> nodes{{0, index}};
  for (unsigned level = 0; ((index >> level) & 1) != 0; ++level) nodes.push_back({level + 1, index >> (level + 1)});
  return nodes;
}

}  // namespace hoshi::transparency
