// Where a log's hashes and entries lie as files: coordinates and paths of C2SP tlog-tiles, as arithmetic.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "transparency/tree.h"

namespace hoshi::transparency {

constexpr unsigned tile_height = 8;
constexpr unsigned tile_width = 1u << tile_height;  // hashes in a full tile: 8192 bytes

// tlog-tiles, "Merkle Tree": level L holds the nodes of tree level 8 * L, 256 of them a tile.
struct Tile {
  unsigned level = 0;
  std::uint64_t index = 0;
  unsigned width = tile_width;  // 1 to 256; less than 256: partial
  friend auto operator<=>(const Tile&, const Tile&) = default;
};

// "tile/0/x001/x234/067", a partial one with ".p/8" behind; entry bundles (level 0 only) "tile/entries/x001/…".
std::string path_of(const Tile& tile);
std::string entries_path_of(const Tile& tile);

// The tile, as wide as it is in a tree of `size` leaves, that holds the node or the nodes below it, and which of its
// hashes those are: [first, first + count). invalid_input when the node is not complete in that tree.
struct Place {
  Tile tile;
  unsigned first = 0;
  unsigned count = 1;
};
[[nodiscard]] Result<Place> place_of(Node node, std::uint64_t size);

// All tiles of a tree of `new_size` that differ from those of `old_size`: what has to be written after appending.
std::vector<Tile> new_tiles(std::uint64_t old_size, std::uint64_t new_size);

}  // namespace hoshi::transparency
