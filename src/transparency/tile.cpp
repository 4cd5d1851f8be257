// Coordinates and paths of tiles.
// SPDX-License-Identifier: Apache-2.0
#include "transparency/tile.h"

#include <fmt/format.h>

#include <algorithm>

namespace hoshi::transparency {
namespace {

// tlog-tiles: groups of three digits, each but the last with an x before it.
std::string index_path(std::uint64_t index) {
  constexpr std::uint64_t group = 1000;
  std::string path = fmt::format("{:03}", index % group);
  for (index /= group; index != 0; index /= group) path = fmt::format("x{:03}/{}", index % group, path);
  return path;
}

std::string partial(const Tile& tile) { return tile.width < tile_width ? fmt::format(".p/{}", tile.width) : ""; }

constexpr unsigned levels = 64 / tile_height;

// How many complete nodes tile level `level` has.
std::uint64_t nodes_on(unsigned level, std::uint64_t size) { return size >> (level * tile_height); }

}  // namespace

std::string path_of(const Tile& tile) {
  return fmt::format("tile/{}/{}{}", tile.level, index_path(tile.index), partial(tile));
}

std::string entries_path_of(const Tile& tile) { return fmt::format("tile/entries/{}{}", index_path(tile.index), partial(tile)); }

Result<Place> place_of(Node node, std::uint64_t size) {
  if (size > size_max || node.level >= 62 || node.index >= size >> node.level) {
    return fail(ErrorCode::invalid_input, fmt::format("node {} of level {} is not complete in a tree of {} leaves", node.index,
                                                      node.level, size));
  }
  const unsigned level = node.level / tile_height;
  const unsigned above = node.level % tile_height;  // levels above those the tile keeps
  const std::uint64_t first = node.index << above;
  const std::uint64_t tile = first / tile_width;
  const auto width = std::min<std::uint64_t>(tile_width, nodes_on(level, size) - tile * tile_width);
  return Place{{level, tile, static_cast<unsigned>(width)}, static_cast<unsigned>(first % tile_width), 1u << above};
}

std::vector<Tile> new_tiles(std::uint64_t old_size, std::uint64_t new_size) {
  HOSHI_ASSERT(old_size <= new_size && new_size <= size_max);
  std::vector<Tile> tiles;
  for (unsigned level = 0; level < levels; ++level) {
    const std::uint64_t before = nodes_on(level, old_size);
    const std::uint64_t now = nodes_on(level, new_size);
    if (before == now) break;
    for (std::uint64_t index = before / tile_width; index * tile_width < now; ++index) {
      tiles.push_back({level, index, static_cast<unsigned>(std::min<std::uint64_t>(tile_width, now - index * tile_width))});
    }
  }
  return tiles;
}

}  // namespace hoshi::transparency
