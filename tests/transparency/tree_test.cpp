// The tree against RFC 6962's definitions written down once more, naively, and against the known vectors of CT.
// SPDX-License-Identifier: Apache-2.0
#include "transparency/tree.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>

#include "base/encoding.h"
#include "transparency/tile.h"

namespace hoshi::transparency {
namespace {

using Entries = std::vector<Bytes>;

Bytes with_prefix(std::uint8_t prefix, const Bytes& first, const Bytes& second = {}) {
  Bytes bytes{prefix};
  bytes.insert(bytes.end(), first.begin(), first.end());
  bytes.insert(bytes.end(), second.begin(), second.end());
  return sha256(bytes);
}

std::size_t split_of(std::size_t count) {
  std::size_t split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

Entries slice(const Entries& entries, std::size_t begin, std::size_t end) {
  return {entries.begin() + static_cast<std::ptrdiff_t>(begin), entries.begin() + static_cast<std::ptrdiff_t>(end)};
}

// RFC 6962, 2.1: MTH.
Bytes naive_root(const Entries& entries) {
  if (entries.empty()) return sha256({});
  if (entries.size() == 1) return with_prefix(0, entries[0]);
  const std::size_t k = split_of(entries.size());
  return with_prefix(1, naive_root(slice(entries, 0, k)), naive_root(slice(entries, k, entries.size())));
}

// RFC 6962, 2.1.1: PATH.
std::vector<Bytes> naive_path(std::size_t m, const Entries& entries) {
  if (entries.size() <= 1) return {};
  const std::size_t k = split_of(entries.size());
  const Entries left = slice(entries, 0, k);
  const Entries right = slice(entries, k, entries.size());
  auto path = m < k ? naive_path(m, left) : naive_path(m - k, right);
  path.push_back(naive_root(m < k ? right : left));
  return path;
}

// RFC 6962, 2.1.2: SUBPROOF.
std::vector<Bytes> naive_subproof(std::size_t m, const Entries& entries, bool complete) {
  if (m == entries.size()) return complete ? std::vector<Bytes>{} : std::vector<Bytes>{naive_root(entries)};
  const std::size_t k = split_of(entries.size());
  const Entries left = slice(entries, 0, k);
  const Entries right = slice(entries, k, entries.size());
  auto proof = m <= k ? naive_subproof(m, left, complete) : naive_subproof(m - k, right, false);
  proof.push_back(naive_root(m <= k ? right : left));
  return proof;
}

Entries numbered(std::size_t count) {
  Entries entries;
  for (std::size_t i = 0; i < count; ++i) entries.push_back(to_bytes("entry " + std::to_string(i)));
  return entries;
}

// Keeps every complete node, as a log's storage would.
class Kept {
 public:
  explicit Kept(const Entries& entries) {
    for (const Bytes& entry : entries) add(leaf_hash(entry));
  }
  Nodes source() const {
    return [this](Node node) -> Result<Hash> {
      const auto found = nodes_.find(node);
      if (found == nodes_.end()) return fail(ErrorCode::not_found, "no such node");
      return found->second;
    };
  }
  const std::map<Node, Hash>& nodes() const { return nodes_; }

 private:
  void add(const Hash& leaf) {
    for (const Node node : completed_by(size_)) {
      nodes_[node] = node.level == 0 ? leaf
                                     : node_hash(nodes_.at({node.level - 1, node.index * 2}),
                                                 nodes_.at({node.level - 1, node.index * 2 + 1}));
    }
    ++size_;
  }
  std::map<Node, Hash> nodes_;
  std::uint64_t size_ = 0;
};

std::vector<Bytes> plain(const std::vector<Hash>& hashes) {
  std::vector<Bytes> list;
  for (const Hash& hash : hashes) list.push_back(bytes_of(hash));
  return list;
}

Hash naive_hash(const Entries& entries) { return *hash_from(naive_root(entries)); }

constexpr std::size_t most = 40;

// The eight leaves of the test vectors of Certificate Transparency (RFC 6962's reference implementation).
TEST(Tree, HasTheRootsOfTheKnownVectors) {
  const std::vector<std::string> leaves{"", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                                        "606162636465666768696a6b6c6d6e6f"};
  const std::map<std::size_t, std::string> roots{
      {0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
      {2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
      {3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
      {8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"}};
  Frontier frontier;
  for (std::size_t size = 0;; ++size) {
    if (roots.contains(size)) {
      EXPECT_EQ(to_hex(frontier.root()), roots.at(size)) << size;
    }
    if (size == leaves.size()) break;
    frontier.append(leaf_hash(*from_hex(leaves[size])));
  }
}

TEST(Tree, AgreesWithTheDefinitionForEverySize) {
  const Kept kept(numbered(most));
  Frontier frontier;
  for (std::size_t size = 0; size <= most; ++size) {
    const Hash expected = naive_hash(numbered(size));
    EXPECT_EQ(frontier.root(), expected) << size;
    EXPECT_EQ(*root_of(size, kept.source()), expected) << size;
    const auto restored = Frontier::restore(frontier.size(), frontier.hashes());
    ASSERT_TRUE(restored.has_value());
    EXPECT_EQ(*restored, frontier);
    frontier.append(leaf_hash(to_bytes("entry " + std::to_string(size))));
  }
}

TEST(Tree, RefusesAnEdgeThatIsNotOneOfItsSize) {
  EXPECT_EQ(Frontier::restore(3, {Hash{}}).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(Frontier::restore(0, {Hash{}}).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(Frontier::restore(~std::uint64_t{0}, std::vector<Hash>(64)).error().code, ErrorCode::invalid_input);
  EXPECT_FALSE(hash_from(Bytes(31)).has_value());
  EXPECT_FALSE(hash_from(Bytes(33)).has_value());
}

TEST(Inclusion, EveryProofIsTheDefinitionsAndHolds) {
  const Kept kept(numbered(most));
  for (std::size_t size = 1; size <= most; ++size) {
    const Entries entries = numbered(size);
    const Hash root = naive_hash(entries);
    for (std::size_t index = 0; index < size; ++index) {
      const auto proof = *inclusion_proof(index, size, kept.source());
      EXPECT_EQ(plain(proof), naive_path(index, entries)) << index << " of " << size;
      EXPECT_TRUE(check_inclusion(leaf_hash(entries[index]), index, size, proof, root).has_value()) << index << " of " << size;
    }
  }
}

TEST(Inclusion, NoCutLongerOrAlteredProofHolds) {
  const Kept kept(numbered(most));
  for (const std::size_t size : {1u, 2u, 7u, 8u, 9u, 33u}) {
    const Hash root = naive_hash(numbered(size));
    for (std::size_t index = 0; index < size; ++index) {
      const Hash leaf = leaf_hash(numbered(size)[index]);
      auto proof = *inclusion_proof(index, size, kept.source());
      for (std::size_t length = 0; length < proof.size(); ++length) {
        EXPECT_FALSE(check_inclusion(leaf, index, size, std::span(proof).first(length), root).has_value());
        EXPECT_FALSE(check_inclusion(leaf, index, size, std::span(proof).last(length), root).has_value());
        auto altered = proof;
        altered[length][length % 32] ^= 1;
        EXPECT_FALSE(check_inclusion(leaf, index, size, altered, root).has_value());
      }
      for (std::size_t other = 0; other < size; ++other) {
        EXPECT_EQ(check_inclusion(leaf, other, size, proof, root).has_value(), other == index) << other;
      }
      proof.push_back(Hash{});
      EXPECT_FALSE(check_inclusion(leaf, index, size, proof, root).has_value());
    }
  }
}

TEST(Inclusion, QuestionsAboutLeavesOutsideAreRefused) {
  const Kept kept(numbered(4));
  EXPECT_EQ(inclusion_proof(4, 4, kept.source()).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(inclusion_proof(0, 0, kept.source()).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(inclusion_proof(4, 6, kept.source()).error().code, ErrorCode::not_found);  // nodes that were never kept
  EXPECT_EQ(check_inclusion(Hash{}, 0, 0, {}, Hash{}).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(check_inclusion(Hash{}, 0, size_max + 1, {}, Hash{}).error().code, ErrorCode::invalid_input);
}

TEST(Consistency, EveryProofIsTheDefinitionsAndHolds) {
  const Kept kept(numbered(most));
  for (std::size_t size = 0; size <= most; ++size) {
    const Entries entries = numbered(size);
    for (std::size_t old = 0; old <= size; ++old) {
      const auto proof = *consistency_proof(old, size, kept.source());
      EXPECT_EQ(plain(proof), old == 0 ? std::vector<Bytes>{} : naive_subproof(old, entries, true)) << old << " of " << size;
      EXPECT_TRUE(check_consistency(old, naive_hash(numbered(old)), size, naive_hash(entries), proof).has_value());
    }
  }
}

TEST(Consistency, NoCutLongerOrAlteredProofHolds) {
  const Kept kept(numbered(most));
  for (const std::size_t size : {2u, 7u, 8u, 13u, 32u, 33u}) {
    const Hash root = naive_hash(numbered(size));
    for (std::size_t old = 1; old < size; ++old) {
      const Hash old_root = naive_hash(numbered(old));
      auto proof = *consistency_proof(old, size, kept.source());
      for (std::size_t length = 0; length < proof.size(); ++length) {
        EXPECT_FALSE(check_consistency(old, old_root, size, root, std::span(proof).first(length)).has_value());
        EXPECT_FALSE(check_consistency(old, old_root, size, root, std::span(proof).last(length)).has_value());
        auto altered = proof;
        altered[length][31] ^= 0x80;
        EXPECT_FALSE(check_consistency(old, old_root, size, root, altered).has_value());
      }
      EXPECT_FALSE(check_consistency(old, root, size, root, proof).has_value());
      EXPECT_FALSE(check_consistency(old, old_root, size, old_root, proof).has_value());
      proof.push_back(Hash{});
      EXPECT_FALSE(check_consistency(old, old_root, size, root, proof).has_value());
    }
  }
}

TEST(Consistency, SameOrEmptyTreesNeedNoProofAndAllowNone) {
  const Hash one = naive_hash(numbered(1));
  EXPECT_TRUE(check_consistency(0, empty_root(), 1, one, {}).has_value());
  EXPECT_FALSE(check_consistency(0, one, 1, one, {}).has_value());
  EXPECT_FALSE(check_consistency(1, one, 1, empty_root(), {}).has_value());
  EXPECT_FALSE(check_consistency(0, one, 0, one, {}).has_value());
  const std::vector<Hash> extra{one};
  EXPECT_FALSE(check_consistency(1, one, 1, one, extra).has_value());
  EXPECT_EQ(check_consistency(2, one, 1, one, {}).error().code, ErrorCode::invalid_input);
}

TEST(Consistency, HistoryThatWasRewrittenIsFound) {
  ASSERT_TRUE(rc::check("one entry of the old tree altered: no proof from the altered tree holds", [] {
    const auto size = *rc::gen::inRange<std::size_t>(2, 200);
    const auto old = *rc::gen::inRange<std::size_t>(1, size);
    const auto victim = *rc::gen::inRange<std::size_t>(0, old);
    Entries altered = numbered(size);
    altered[victim].push_back(0);
    const Kept kept(altered);
    const auto proof = *consistency_proof(old, size, kept.source());
    RC_ASSERT(!check_consistency(old, naive_hash(numbered(old)), size, naive_hash(altered), proof).has_value());
  }));
}

TEST(Tiles, HavePathsInGroupsOfThreeDigits) {
  EXPECT_EQ(path_of({0, 1234067, 256}), "tile/0/x001/x234/067");
  EXPECT_EQ(path_of({1, 0, 8}), "tile/1/000.p/8");
  EXPECT_EQ(entries_path_of({0, 999, 255}), "tile/entries/999.p/255");
  EXPECT_EQ(entries_path_of({0, 1000, 256}), "tile/entries/x001/000");
}

TEST(Tiles, HoldEveryCompleteNodeUnderTheRootOfTheirHashes) {
  constexpr std::size_t size = 70'000;  // three levels of tiles
  const Kept kept(numbered(size));
  for (const Node node : {Node{0, 0}, Node{0, 69'999}, Node{3, 5}, Node{8, 272}, Node{9, 100}, Node{16, 0}}) {
    const auto place = place_of(node, size);
    ASSERT_TRUE(place.has_value()) << place.error().message;
    std::vector<Hash> hashes;
    for (unsigned i = 0; i < place->count; ++i) {
      hashes.push_back(kept.nodes().at({place->tile.level * tile_height, place->tile.index * tile_width + place->first + i}));
    }
    EXPECT_EQ(root_of(hashes), kept.nodes().at(node)) << node.level << "/" << node.index;
    EXPECT_LE(place->first + place->count, place->tile.width);
  }
  EXPECT_EQ(place_of({0, 69'999}, size)->tile, (Tile{0, 273, 112}));
  EXPECT_FALSE(place_of({0, size}, size).has_value());
  EXPECT_FALSE(place_of({17, 0}, size).has_value());
  EXPECT_FALSE(place_of({64, 0}, size).has_value());
}

TEST(Tiles, OnlyThoseThatChangedAreNew) {
  EXPECT_TRUE(new_tiles(0, 0).empty());
  EXPECT_EQ(new_tiles(0, 1), (std::vector<Tile>{{0, 0, 1}}));
  EXPECT_EQ(new_tiles(255, 256), (std::vector<Tile>{{0, 0, 256}, {1, 0, 1}}));
  EXPECT_EQ(new_tiles(256, 258), (std::vector<Tile>{{0, 1, 2}}));
  EXPECT_EQ(new_tiles(200, 513), (std::vector<Tile>{{0, 0, 256}, {0, 1, 256}, {0, 2, 1}, {1, 0, 2}}));
}

}  // namespace
}  // namespace hoshi::transparency
