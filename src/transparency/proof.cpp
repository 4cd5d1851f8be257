// Proofs: which subtrees they name, and how they are checked.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <bit>

#include "transparency/tree.h"

namespace hoshi::transparency {
namespace {

// Leaves [begin, end). RFC 6962's recursion only makes such that begin is a multiple of the largest power of two below the length.
struct Range {
  std::uint64_t begin;
  std::uint64_t end;
  std::uint64_t length() const { return end - begin; }
  // RFC 6962, 2.1: the largest power of two smaller than the length.
  std::uint64_t middle() const { return begin + std::bit_floor(length() - 1); }
};

Result<Hash> root_of_range(Range range, const Nodes& nodes) {
  if (std::has_single_bit(range.length())) {
    const auto level = static_cast<unsigned>(std::countr_zero(range.length()));
    return nodes({level, range.begin >> level});
  }
  const Hash left = HOSHI_TRY(root_of_range({range.begin, range.middle()}, nodes));
  const Hash right = HOSHI_TRY(root_of_range({range.middle(), range.end}, nodes));
  return node_hash(left, right);
}

Result<void> checked_size(std::uint64_t size) {
  if (size > size_max) return fail(ErrorCode::invalid_input, "no tree has " + std::to_string(size) + " leaves");
  return {};
}

tl::unexpected<Error> wrong_length(std::size_t given) {
  return fail(ErrorCode::forbidden, "the proof has " + std::to_string(given) + " hashes, which cannot be right for these sizes");
}

}  // namespace

Result<Hash> root_of(std::uint64_t size, const Nodes& nodes) {
  HOSHI_CHECK(checked_size(size));
  if (size == 0) return empty_root();
  return root_of_range({0, size}, nodes);
}

Result<std::vector<Hash>> inclusion_proof(std::uint64_t index, std::uint64_t size, const Nodes& nodes) {
  HOSHI_CHECK(checked_size(size));
  if (index >= size) {
    return fail(ErrorCode::invalid_input,
                "leaf " + std::to_string(index) + " is not in a tree of " + std::to_string(size) + " leaves");
  }
  std::vector<Range> siblings;
  for (Range range{0, size}; range.length() > 1;) {
    const Range left{range.begin, range.middle()};
    const Range right{range.middle(), range.end};
    siblings.push_back(index < range.middle() ? right : left);
    range = index < range.middle() ? left : right;
  }
  std::vector<Hash> proof;
  for (auto sibling = siblings.rbegin(); sibling != siblings.rend(); ++sibling) {
    proof.push_back(HOSHI_TRY(root_of_range(*sibling, nodes)));
  }
  return proof;
}

Result<std::vector<Hash>> consistency_proof(std::uint64_t old_size, std::uint64_t new_size, const Nodes& nodes) {
  HOSHI_CHECK(checked_size(new_size));
  if (old_size > new_size) {
    return fail(ErrorCode::invalid_input, "a tree of " + std::to_string(new_size) + " leaves does not contain one of " +
                                              std::to_string(old_size));
  }
  std::vector<Hash> proof;
  if (old_size == 0 || old_size == new_size) return proof;
  std::vector<Range> parts;
  Range range{0, new_size};
  bool is_whole_old_tree = true;  // RFC 6962, 2.1.2: then its root is known to the reader and left out
  while (range.end != old_size) {
    const Range left{range.begin, range.middle()};
    const Range right{range.middle(), range.end};
    if (old_size <= range.middle()) {
      parts.push_back(right);
      range = left;
    } else {
      parts.push_back(left);
      range = right;
      is_whole_old_tree = false;
    }
  }
  if (!is_whole_old_tree) parts.push_back(range);
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) proof.push_back(HOSHI_TRY(root_of_range(*part, nodes)));
  return proof;
}

Result<void> check_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, std::span<const Hash> proof,
                             const Hash& root) {
  HOSHI_CHECK(checked_size(size));
  if (index >= size) {
    return fail(ErrorCode::invalid_input,
                "leaf " + std::to_string(index) + " is not in a tree of " + std::to_string(size) + " leaves");
  }
  std::uint64_t node = index;
  std::uint64_t last = size - 1;
  Hash reached = leaf;
  for (const Hash& sibling : proof) {
    if (last == 0) return wrong_length(proof.size());
    if ((node & 1) != 0 || node == last) {
      reached = node_hash(sibling, reached);
      // A node that ends the tree has no sibling on the levels where it is a left child.
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      reached = node_hash(reached, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  if (last != 0) return wrong_length(proof.size());
  if (reached != root) return fail(ErrorCode::forbidden, "the proof does not lead from the leaf to the root");
  return {};
}

Result<void> check_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t new_size, const Hash& new_root,
                               std::span<const Hash> proof) {
  HOSHI_CHECK(checked_size(new_size));
  if (old_size > new_size) return fail(ErrorCode::invalid_input, "the newer tree is smaller than the older");
  if (old_size == 0 || old_size == new_size) {
    if (!proof.empty()) return wrong_length(proof.size());
    const bool same = old_root == (old_size == 0 ? empty_root() : new_root);
    const bool is_empty = new_size != 0 || new_root == empty_root();
    if (!same || !is_empty) return fail(ErrorCode::forbidden, "the roots of the two trees contradict each other");
    return {};
  }
  std::uint64_t node = old_size - 1;
  std::uint64_t last = new_size - 1;
  const int shared = std::countr_one(node);
  node >>= shared;
  last >>= shared;
  // An old tree that is one complete subtree of the new: its root is where the proof begins.
  const bool begins_with_old_root = std::has_single_bit(old_size);
  if (!begins_with_old_root && proof.empty()) return wrong_length(0);
  Hash old_reached = begins_with_old_root ? old_root : proof.front();
  Hash new_reached = old_reached;
  for (const Hash& part : proof.subspan(begins_with_old_root ? 0 : 1)) {
    if (last == 0) return wrong_length(proof.size());
    if ((node & 1) != 0 || node == last) {
      old_reached = node_hash(part, old_reached);
      new_reached = node_hash(part, new_reached);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      new_reached = node_hash(new_reached, part);
    }
    node >>= 1;
    last >>= 1;
  }
  if (last != 0) return wrong_length(proof.size());
  if (old_reached != old_root || new_reached != new_root) {
    return fail(ErrorCode::forbidden, "the newer tree does not begin with the older: something was changed or taken out");
  }
  return {};
}

}  // namespace hoshi::transparency
