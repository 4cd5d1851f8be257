// Reads ext2, ext3 and ext4: folders from the root on, each inode once, by extents or by lists of blocks.
// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <string>

#include "artifacts/fields.h"
#include "artifacts/formats/formats.h"

namespace hoshi::artifacts {
namespace {

constexpr std::size_t depth_limit = 64;
constexpr std::uint64_t folder_limit_bytes = 16u << 20;
constexpr std::uint32_t root_inode = 2;
constexpr std::uint32_t has_extents = 0x80000;
constexpr std::uint32_t has_inline_data = 0x10000000;
constexpr std::uint32_t is_encrypted = 0x800;
constexpr std::uint32_t meta_groups = 0x10;   // incompatible features
constexpr std::uint32_t wide_groups = 0x80;

struct Super {
  std::uint32_t inodes = 0;
  std::uint64_t blocks = 0;
  std::uint32_t first_block = 0;
  std::uint64_t block_bytes = 0;
  std::uint32_t inodes_per_group = 0;
  std::uint32_t inode_bytes = 128;
  std::uint32_t group_bytes = 32;
  std::uint32_t incompatible = 0;
};

struct Inode {
  std::uint16_t mode = 0;
  std::uint64_t size = 0;
  std::uint32_t flags = 0;
  ByteView places;  // 60 bytes
};

class ExtReader {
 public:
  ExtReader(ByteView image, Sink& sink) : image_(image), sink_(sink) {}

  Extent read() {
    if (!superblock()) return {};
    if ((super_.incompatible & meta_groups) != 0) {
      sink_.unreadable("ext4 with meta block groups");
      return {};
    }
    walk(root_inode, "", 0);
    const std::uint64_t all = super_.blocks > image_.size() ? image_.size() : super_.blocks * super_.block_bytes;
    return {true, std::min<std::uint64_t>(all, image_.size())};
  }

 private:
  bool superblock() {
    Fields at(from(image_, 1024), Order::little);
    super_.inodes = at.u32(0);
    super_.blocks = at.u32(4);
    super_.first_block = at.u32(20);
    const std::uint32_t shift = at.u32(24);
    super_.inodes_per_group = at.u32(40);
    const bool is_dynamic = at.u32(76) >= 1;
    if (is_dynamic) super_.inode_bytes = at.u16(88);
    super_.incompatible = at.u32(96);
    if ((super_.incompatible & wide_groups) != 0) {
      super_.blocks |= static_cast<std::uint64_t>(at.u32(336)) << 32;
      super_.group_bytes = at.u16(254);
    }
    super_.block_bytes = 1024ull << std::min(shift, 6u);
    const bool is_ours = at.u16(56) == 0xef53 && at.good() && shift <= 6;
    return is_ours && super_.inodes >= root_inode && super_.blocks > 0 && super_.inodes_per_group > 0 &&
           super_.inode_bytes >= 128 && super_.inode_bytes <= super_.block_bytes && super_.group_bytes >= 32 &&
           super_.group_bytes <= 1024 && super_.first_block <= 1;
  }

  ByteView block(std::uint64_t number) const {
    if (number == 0 || number > image_.size() / super_.block_bytes) return {};
    return part_of(image_, number * super_.block_bytes, super_.block_bytes);
  }

  std::optional<Inode> inode(std::uint32_t number) {
    if (number == 0 || number > super_.inodes) return std::nullopt;
    const std::uint64_t group = (number - 1) / super_.inodes_per_group;
    const std::uint64_t index = (number - 1) % super_.inodes_per_group;
    Fields groups(from(image_, (super_.first_block + 1) * super_.block_bytes + group * super_.group_bytes), Order::little);
    std::uint64_t table = groups.u32(8);
    if (super_.group_bytes >= 64) table |= static_cast<std::uint64_t>(groups.u32(40)) << 32;
    if (!groups.good() || table > image_.size() / super_.block_bytes) return std::nullopt;
    Fields at(from(image_, table * super_.block_bytes + index * super_.inode_bytes), Order::little);
    Inode read;
    read.mode = at.u16(0);
    read.size = at.u32(4) | static_cast<std::uint64_t>(at.u32(108)) << 32;
    read.flags = at.u32(32);
    read.places = at.part(40, 60);
    if (!at.good()) return std::nullopt;
    return read;
  }

  Flow walk(std::uint32_t number, const std::string& path, std::size_t depth) {
    if (!seen_.insert(number).second) return sink_.breathe();  // a hard link, or a loop
    const auto found = inode(number);
    if (!found) {
      sink_.unreadable("ext: " + path);
      return Flow::on;
    }
    constexpr std::uint16_t kind_mask = 0xf000;
    if ((found->mode & kind_mask) == 0x4000 && depth < depth_limit) return listing(*found, path, depth);
    if ((found->mode & kind_mask) != 0x8000) return sink_.breathe();
    if ((found->flags & is_encrypted) != 0) {
      sink_.unreadable("ext: encrypted: " + path);
      return Flow::on;
    }
    if (sink_.open(path, found->mode) == Flow::stop) return Flow::stop;
    const Flow flow = contents(*found, [&](ByteView bytes) { return sink_.write(bytes); });
    return flow == Flow::stop ? flow : sink_.close();
  }

  Flow listing(const Inode& folder, const std::string& path, std::size_t depth) {
    Bytes bytes;
    const Flow read = contents(folder, [&](ByteView part) {
      if (bytes.size() < folder_limit_bytes) bytes.insert(bytes.end(), part.begin(), part.end());
      return sink_.breathe();
    });
    if (read == Flow::stop) return read;
    Fields at(bytes, Order::little);
    for (std::uint64_t position = 0; position + 8 <= bytes.size();) {
      const std::uint32_t number = at.u32(position);
      const std::uint16_t length = at.u16(position + 4);
      const std::string name = to_text(at.part(position + 8, at.u8(position + 6)));
      if (length < 8 || !at.good()) break;
      position += length;
      if (number == 0 || name == "." || name == "..") continue;
      if (walk(number, path + "/" + name, depth + 1) == Flow::stop) return Flow::stop;
    }
    return Flow::on;
  }

  template <class Write>
  Flow contents(const Inode& file, const Write& write) {
    std::uint64_t left = file.size;
    if ((file.flags & has_inline_data) != 0) return write(part_of(file.places, 0, left));
    const auto blocks = [&](std::uint64_t first, std::uint64_t count) {
      for (std::uint64_t i = 0; i < count && left > 0; ++i) {
        const ByteView bytes = block(first + i);
        if (bytes.empty()) {
          sink_.unreadable("ext: a block outside the image");
          return sink_.breathe();
        }
        const std::uint64_t taken = std::min<std::uint64_t>(left, bytes.size());
        if (write(part_of(bytes, 0, taken)) == Flow::stop) return Flow::stop;
        left -= taken;
      }
      return Flow::on;
    };
    if ((file.flags & has_extents) != 0) return extents(file.places, 6, blocks);
    return block_lists(file.places, blocks);
  }

  // Holes are not written: what is searched stands in blocks. `levels` counts down, so that no tree leads in a circle.
  template <class Blocks>
  Flow extents(ByteView node, std::uint32_t levels, const Blocks& blocks) {
    Fields at(node, Order::little);
    const std::uint16_t depth = at.u16(6);
    if (at.u16(0) != 0xf30a || depth >= levels) {
      sink_.unreadable("ext: a damaged extent");
      return sink_.breathe();
    }
    const std::uint16_t entries = at.u16(2);
    for (std::uint64_t i = 0; i < entries; ++i) {
      const std::uint64_t entry = 12 + i * 12;
      const std::uint32_t length = at.u16(entry + 4);
      const std::uint64_t first = static_cast<std::uint64_t>(at.u16(entry + 6)) << 32 | at.u32(entry + 8);
      const std::uint64_t lower = static_cast<std::uint64_t>(at.u16(entry + 8)) << 32 | at.u32(entry + 4);
      if (!at.good()) break;
      constexpr std::uint32_t not_written = 32768;  // longer extents are reserved only
      Flow flow = sink_.breathe();
      if (flow == Flow::on && depth > 0) flow = extents(block(lower), depth, blocks);
      if (flow == Flow::on && depth == 0 && length <= not_written) flow = blocks(first, length);
      if (flow == Flow::stop) return flow;
    }
    return Flow::on;
  }

  template <class Blocks>
  Flow block_lists(ByteView places, const Blocks& blocks) {
    Fields at(places, Order::little);
    for (std::uint64_t i = 0; i < 15; ++i) {
      const std::uint32_t number = at.u32(i * 4);
      if (number == 0) continue;
      const std::uint32_t levels = i < 12 ? 0 : static_cast<std::uint32_t>(i - 11);
      if (block_list(number, levels, blocks) == Flow::stop) return Flow::stop;
    }
    return Flow::on;
  }

  template <class Blocks>
  Flow block_list(std::uint32_t number, std::uint32_t levels, const Blocks& blocks) {
    if (levels == 0) return blocks(number, 1);
    const ByteView list = block(number);
    Fields at(list, Order::little);
    for (std::uint64_t i = 0; i + 4 <= list.size(); i += 4) {
      const std::uint32_t below = at.u32(i);
      if (below != 0 && block_list(below, levels - 1, blocks) == Flow::stop) return Flow::stop;
    }
    return sink_.breathe();
  }

  ByteView image_;
  Sink& sink_;
  Super super_;
  std::set<std::uint32_t> seen_;
};

}  // namespace

Extent read_ext(ByteView image, Sink& sink) { return ExtReader(image, sink).read(); }

}  // namespace hoshi::artifacts
