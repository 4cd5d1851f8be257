// Reads UBIFS by its nodes: names, sizes and the newest data of every file that is not deleted.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <vector>

#include "artifacts/fields.h"
#include "artifacts/formats/checksum.h"
#include "artifacts/formats/formats.h"
#include "artifacts/formats/names.h"
#include "artifacts/unpack.h"

namespace hoshi::artifacts {
namespace {

constexpr std::uint64_t root_inode = 1;
constexpr std::uint32_t block_bytes = 4096;
constexpr std::size_t most_blocks = 2'000'000;
constexpr std::size_t most_inodes = 1'000'000;
constexpr std::uint32_t node_limit_bytes = 4u << 20;
constexpr std::size_t foreign_limit_bytes = 2u << 20;  // so much that is neither node nor empty ends the file system

enum NodeType : std::uint8_t { inode_node = 0, data_node = 1, entry_node = 2, super_node = 6 };

struct Block {
  std::uint32_t inode = 0;
  std::uint32_t number = 0;
  std::uint64_t sequence = 0;
  std::uint64_t at = 0;
};

struct Inode {
  std::uint64_t sequence = 0;
  std::uint64_t size = 0;
  std::uint32_t links = 0;
  std::uint32_t mode = 0;
};

class UbifsReader {
 public:
  UbifsReader(ByteView image, Sink& sink) : image_(image), sink_(sink) {}

  Extent read() {
    scan();
    if (end_ == 0) return {};
    names_.settle();
    std::sort(blocks_.begin(), blocks_.end(), [](const Block& a, const Block& b) {
      return std::tie(a.inode, a.number, b.sequence) < std::tie(b.inode, b.number, a.sequence);
    });
    files();
    return {true, std::min<std::uint64_t>(std::max(end_, declared_bytes_), image_.size())};
  }

 private:
  std::uint32_t node_bytes(std::uint64_t at) {
    Fields node(image_, Order::little);
    if (node.u32(at) != 0x06101831) return 0;
    const std::uint32_t length = node.u32(at + 16);
    if (!node.good() || length < 24 || length > node_limit_bytes) return 0;
    const std::uint32_t sum = node.u32(at + 4);
    const ByteView summed = node.part(at + 8, length - 8);
    return node.good() && flash_checksum(0xffffffff, summed) == sum ? length : 0;
  }

  void scan() {
    std::size_t foreign = 0;
    std::uint64_t at = 0;
    while (at + 24 <= image_.size() && foreign < foreign_limit_bytes) {
      const std::uint32_t length = node_bytes(at);
      if (length == 0) {
        if (at == 0) return;
        Fields here(image_, Order::little);
        const std::uint64_t word = here.u64(at);
        if (word != ~0ull && word != 0) foreign += 8;
        at += 8;
        if (at % 65536 == 0 && sink_.breathe() == Flow::stop) return;
        continue;
      }
      take_node(at, length);
      foreign = 0;
      at += (length + 7ull) & ~7ull;
      end_ = at;
      // The superblock says how far it all goes; a volume after it is another one's.
      if (declared_bytes_ != 0 && at >= declared_bytes_) return;
    }
  }

  void take_node(std::uint64_t at, std::uint32_t length) {
    Fields node(part_of(image_, at, length), Order::little);
    const std::uint64_t sequence = node.u64(8);
    const std::uint32_t first_key = node.u32(24);
    switch (node.u8(20)) {
      case inode_node: {
        auto& inode = inodes_[first_key];
        if (sequence < inode.sequence || inodes_.size() > most_inodes) return;
        inode = {sequence, node.u64(48), node.u32(92), node.u32(104)};
        return;
      }
      case data_node: {
        constexpr std::uint32_t number_mask = 0x1fffffff;  // the upper bits are the kind of key
        if (blocks_.size() < most_blocks) blocks_.push_back({first_key, node.u32(28) & number_mask, sequence, at});
        return;
      }
      case entry_node: {
        const std::string name = to_text(node.part(56, node.u16(50)));
        if (node.good()) names_.add(first_key, name, node.u64(40), sequence);
        return;
      }
      case super_node:
        if (at == 0) declared_bytes_ = static_cast<std::uint64_t>(node.u32(36)) * node.u32(40);
        return;
      default: return;
    }
  }

  void files() {
    auto block = blocks_.begin();
    for (const auto& [number, inode] : inodes_) {
      while (block != blocks_.end() && block->inode < number) ++block;
      constexpr std::uint32_t kind_mask = 0xf000;
      const bool is_file = (inode.mode & kind_mask) == 0x8000 && inode.links > 0 && !names_.is_deleted(number);
      if (!is_file) continue;
      const std::string path = names_.path(number, root_inode);
      if (sink_.open(path, inode.mode & 07777) == Flow::stop) return;
      for (std::uint32_t last = ~0u; block != blocks_.end() && block->inode == number; ++block) {
        const bool is_older = block->number == last;  // the newest of a block comes first
        last = block->number;
        if (!is_older && write(*block, inode, path) == Flow::stop) return;
      }
      if (sink_.close() == Flow::stop) return;
    }
  }

  Flow write(const Block& block, const Inode& inode, const std::string& path) {
    const std::uint64_t offset = static_cast<std::uint64_t>(block.number) * block_bytes;
    if (offset >= inode.size) return Flow::on;  // cut off later
    Fields node(from(image_, block.at), Order::little);
    const std::uint32_t length = node.u32(16);
    const std::uint32_t bytes = std::min(node.u32(40), block_bytes);
    const auto codec = codec_of(node.u16(44));
    const ByteView packed = node.part(48, length < 48 ? 0 : length - 48);
    const auto unpacked = codec ? unpack(*codec, packed, bytes) : std::nullopt;
    if (!unpacked) {
      sink_.unreadable("ubifs: " + path);
      return sink_.breathe();
    }
    return sink_.write(part_of(unpacked->bytes, 0, inode.size - offset));
  }

  static std::optional<Codec> codec_of(std::uint16_t number) {
    switch (number) {
      case 0: return Codec::none;
      case 1: return Codec::lzo;
      case 2: return Codec::deflate;
      case 3: return Codec::zstd;
      default: return std::nullopt;
    }
  }

  ByteView image_;
  Sink& sink_;
  Names names_;
  std::map<std::uint32_t, Inode> inodes_;
  std::vector<Block> blocks_;
  std::uint64_t end_ = 0;
  std::uint64_t declared_bytes_ = 0;
};

}  // namespace

Extent read_ubifs(ByteView image, Sink& sink) { return UbifsReader(image, sink).read(); }

}  // namespace hoshi::artifacts
