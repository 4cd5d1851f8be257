// Appending to a Merkle tree in logarithmic space.
// SPDX-License-Identifier: Apache-2.0
#include "store/audit_tree.h"

#include <bit>

#include "base/encoding.h"

namespace hoshi::store {

Bytes hash_leaf(ByteView leaf) {
  Bytes input;
  input.reserve(leaf.size() + 1);
  input.push_back(0x00);
  input.insert(input.end(), leaf.begin(), leaf.end());
  return sha256(input);
}

Bytes hash_node(ByteView left, ByteView right) {
  Bytes input;
  input.reserve(1 + 2 * hash_bytes);
  input.push_back(0x01);
  input.insert(input.end(), left.begin(), left.end());
  input.insert(input.end(), right.begin(), right.end());
  return sha256(input);
}

Result<AuditTree> AuditTree::read(std::int64_t size, ByteView frontier) {
  if (size < 0 || frontier.size() != hash_bytes * static_cast<std::size_t>(std::popcount(static_cast<std::uint64_t>(size)))) {
    return fail(ErrorCode::corrupt, "the head of the audit trail does not fit its size");
  }
  AuditTree tree;
  tree.size_ = size;
  for (; !frontier.empty(); frontier = frontier.subspan(hash_bytes)) tree.subtrees_.emplace_back(frontier.begin(), frontier.begin() + hash_bytes);
  return tree;
}

// Each trailing one of the size is a full subtree that the new leaf completes to one of twice its size.
void AuditTree::append(Bytes leaf_hash) {
  for (auto full = static_cast<std::uint64_t>(size_); (full & 1) != 0; full >>= 1) {
    leaf_hash = hash_node(subtrees_.back(), leaf_hash);
    subtrees_.pop_back();
  }
  subtrees_.push_back(std::move(leaf_hash));
  ++size_;
}

Bytes AuditTree::root() const {
  if (subtrees_.empty()) return sha256({});
  Bytes root = subtrees_.back();
  for (auto left = subtrees_.rbegin() + 1; left != subtrees_.rend(); ++left) root = hash_node(*left, root);
  return root;
}

Bytes AuditTree::bytes() const {
  Bytes all;
  for (const Bytes& one : subtrees_) all.insert(all.end(), one.begin(), one.end());
  return all;
}

}  // namespace hoshi::store
