// Reads SquashFS 4.0: the whole inode and directory tables first, then each file once, by its directory.
// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <set>
#include <string>
#include <vector>

#include "artifacts/fields.h"
#include "artifacts/formats/formats.h"
#include "artifacts/unpack.h"

namespace hoshi::artifacts {
namespace {

constexpr std::size_t superblock_bytes = 96;
constexpr std::size_t metadata_block_bytes = 8192;
constexpr std::size_t table_limit_bytes = 48u << 20;   // of a table unpacked; a distribution's root has 10 MiB
constexpr std::uint32_t block_limit_bytes = 1u << 20;  // the format's own
constexpr std::size_t depth_limit = 64;
constexpr std::uint32_t stored_as_is = 1u << 24;
constexpr std::uint32_t no_fragment = 0xffffffff;

std::optional<Codec> codec_of(std::uint16_t compressor) {
  switch (compressor) {
    case 1: return Codec::zlib;
    case 2: return Codec::lzma;
    case 3: return Codec::lzo;
    case 4: return Codec::xz;
    case 6: return Codec::zstd;
    default: return std::nullopt;  // 5, lz4: not yet
  }
}

struct Super {
  std::uint32_t block_bytes = 0;
  std::uint32_t fragments = 0;
  Codec codec = Codec::none;
  std::uint64_t root = 0;
  std::uint64_t bytes = 0;
  std::uint64_t inodes_at = 0;
  std::uint64_t directories_at = 0;
  std::uint64_t fragments_at = 0;
};

// A table of metadata blocks, unpacked, and where each packed block went.
struct Table {
  Bytes bytes;
  std::map<std::uint64_t, std::size_t> place;
  // The position of a reference: packed block relative to the table, and offset in it.
  std::optional<std::size_t> at(std::uint64_t block, std::uint64_t offset) const {
    const auto found = place.find(block);
    if (found == place.end() || offset >= metadata_block_bytes) return std::nullopt;
    return found->second + static_cast<std::size_t>(offset);
  }
};

struct Inode {
  std::uint16_t type = 0;
  std::uint16_t mode = 0;
  std::uint64_t size = 0;       // of a file, or of a directory's listing
  std::uint64_t start = 0;      // first data block, or the listing's metadata block
  std::uint32_t offset = 0;     // in the fragment, or in the metadata block
  std::uint32_t fragment = no_fragment;
  std::size_t sizes_at = 0;     // of the list of block sizes, in the inode table
};

class SquashfsReader {
 public:
  SquashfsReader(ByteView image, Sink& sink) : image_(image), sink_(sink) {}

  Extent read() {
    const auto super = superblock();
    if (!super) return {};
    super_ = *super;
    inodes_ = table(super_.inodes_at, super_.directories_at);
    directories_ = table(super_.directories_at, std::min(super_.fragments_at, super_.bytes));
    walk(super_.root, "", 0);
    return {true, std::min<std::uint64_t>(super_.bytes, image_.size())};
  }

 private:
  std::optional<Super> superblock() {
    Fields at(image_, Order::little);
    Super read;
    read.block_bytes = at.u32(12);
    read.fragments = at.u32(16);
    read.root = at.u64(32);
    read.bytes = at.u64(40);
    read.inodes_at = at.u64(64);
    read.directories_at = at.u64(72);
    read.fragments_at = at.u64(80);
    const bool is_ours = at.u32(0) == 0x73717368 && at.u16(28) == 4 && at.good();
    const bool fits = read.block_bytes >= 4096 && read.block_bytes <= block_limit_bytes &&
                      read.inodes_at >= superblock_bytes && read.inodes_at < read.directories_at && read.bytes > superblock_bytes;
    if (!is_ours || !fits) return std::nullopt;
    const auto codec = codec_of(at.u16(20));
    if (!codec) {
      sink_.unreadable("squashfs with a compression that is not known");
      return std::nullopt;
    }
    read.codec = *codec;
    return read;
  }

  Table table(std::uint64_t begin, std::uint64_t end) {
    Table unpacked;
    Fields at(image_, Order::little);
    std::uint64_t position = begin;
    while (position < end && unpacked.bytes.size() < table_limit_bytes && sink_.breathe() == Flow::on) {
      const std::uint16_t header = at.u16(position);
      const ByteView packed = at.part(position + 2, header & 0x7fffu);
      if (packed.empty()) break;
      const auto block = unpack((header & 0x8000u) != 0 ? Codec::none : super_.codec, packed, metadata_block_bytes);
      if (!block) break;
      unpacked.place.emplace(position - begin, unpacked.bytes.size());
      unpacked.bytes.insert(unpacked.bytes.end(), block->bytes.begin(), block->bytes.end());
      position += 2u + packed.size();
    }
    if (position < end) sink_.unreadable("squashfs: part of its tables");
    return unpacked;
  }

  std::optional<Inode> inode(std::uint64_t reference) {
    const auto place = inodes_.at(reference >> 16, reference & 0xffff);
    if (!place) return std::nullopt;
    Fields at(from(inodes_.bytes, *place), Order::little);
    Inode read;
    read.type = at.u16(0);
    read.mode = at.u16(2);
    switch (read.type) {
      case 1:
        read.start = at.u32(16);
        read.size = at.u16(24);
        read.offset = at.u16(26);
        break;
      case 2:
        read.start = at.u32(16);
        read.fragment = at.u32(20);
        read.offset = at.u32(24);
        read.size = at.u32(28);
        read.sizes_at = *place + 32;
        break;
      case 8:
        read.size = at.u32(20);
        read.start = at.u32(24);
        read.offset = at.u16(34);
        break;
      case 9:
        read.start = at.u64(16);
        read.size = at.u64(24);
        read.fragment = at.u32(44);
        read.offset = at.u32(48);
        read.sizes_at = *place + 56;
        break;
      default: break;  // links and devices hold nothing to search
    }
    if (!at.good()) return std::nullopt;
    return read;
  }

  Flow walk(std::uint64_t reference, const std::string& path, std::size_t depth) {
    const auto found = inode(reference);
    if (!found) {
      sink_.unreadable("squashfs: " + path);
      return Flow::on;
    }
    const bool is_folder = found->type == 1 || found->type == 8;
    if (is_folder && depth < depth_limit && seen_.insert(reference).second) return listing(*found, path, depth);
    if (found->type == 2 || found->type == 9) return file(*found, path);
    return sink_.breathe();
  }

  // Groups of a header and entries; the size counts three bytes for "." and ".." that are not there.
  Flow listing(const Inode& folder, const std::string& path, std::size_t depth) {
    const auto place = directories_.at(folder.start, folder.offset);
    if (!place || folder.size < 3) return Flow::on;
    const ByteView bytes = part_of(directories_.bytes, *place, folder.size - 3);
    Fields at(bytes, Order::little);
    std::uint64_t position = 0;
    while (position + 12 <= bytes.size()) {
      const std::uint32_t count = at.u32(position) + 1;
      const std::uint64_t block = at.u32(position + 4);
      position += 12;
      for (std::uint32_t i = 0; i < count && position + 8 <= bytes.size(); ++i) {
        const std::uint64_t offset = at.u16(position);
        const std::size_t name_bytes = at.u16(position + 6) + 1u;
        const std::string name = to_text(at.part(position + 8, name_bytes));
        position += 8 + name_bytes;
        if (!at.good()) return Flow::on;
        if (walk(block << 16 | offset, path + "/" + name, depth + 1) == Flow::stop) return Flow::stop;
      }
    }
    return Flow::on;
  }

  Flow file(const Inode& file, const std::string& path) {
    if (sink_.open(path, file.mode) == Flow::stop) return Flow::stop;
    if (contents(file, path) == Flow::stop) return Flow::stop;
    return sink_.close();
  }

  Flow contents(const Inode& file, const std::string& path) {
    const bool has_fragment = file.fragment != no_fragment;
    const std::uint64_t blocks = has_fragment ? file.size / super_.block_bytes
                                              : (file.size + super_.block_bytes - 1) / super_.block_bytes;
    Fields sizes(from(inodes_.bytes, file.sizes_at), Order::little);
    std::uint64_t position = file.start;
    for (std::uint64_t i = 0; i < blocks; ++i) {
      const std::uint32_t word = sizes.u32(i * 4);
      if (!sizes.good()) {
        sink_.unreadable("squashfs: " + path);
        return Flow::on;
      }
      const std::uint64_t wanted = std::min<std::uint64_t>(super_.block_bytes, file.size - i * super_.block_bytes);
      if (data_block(position, word, wanted, path) == Flow::stop) return Flow::stop;
      position += word & (stored_as_is - 1);
    }
    return has_fragment ? tail(file, blocks * super_.block_bytes, path) : Flow::on;
  }

  // A size of zero is a hole, of which nothing is written.
  Flow data_block(std::uint64_t position, std::uint32_t word, std::uint64_t wanted, const std::string& path) {
    if (word == 0) return sink_.breathe();
    const ByteView packed = part_of(image_, position, word & (stored_as_is - 1));
    const auto block = unpack((word & stored_as_is) != 0 ? Codec::none : super_.codec, packed, wanted);
    if (!block || block->bytes.size() < wanted) sink_.unreadable("squashfs: " + path);
    return block ? sink_.write(block->bytes) : sink_.breathe();
  }

  Flow tail(const Inode& file, std::uint64_t before, const std::string& path) {
    const ByteView fragment = fragment_block(file.fragment);
    const std::uint64_t wanted = file.size - before;
    const ByteView bytes = part_of(fragment, file.offset, wanted);
    if (bytes.size() < wanted) sink_.unreadable("squashfs: " + path);
    return sink_.write(bytes);
  }

  // Neighbours share a fragment, so the last one is kept.
  ByteView fragment_block(std::uint32_t number) {
    if (number == kept_fragment_) return fragment_;
    fragment_.clear();
    kept_fragment_ = number;
    if (number >= super_.fragments) return fragment_;
    Fields at(image_, Order::little);
    const std::uint64_t block = at.u64(super_.fragments_at + number / 512 * 8ull);
    const std::uint16_t header = at.u16(block);
    const auto entries = unpack((header & 0x8000u) != 0 ? Codec::none : super_.codec,
                                part_of(image_, block + 2, header & 0x7fffu), metadata_block_bytes);
    if (!entries || !at.good()) return fragment_;
    Fields entry(from(entries->bytes, number % 512 * 16ull), Order::little);
    const std::uint64_t start = entry.u64(0);
    const std::uint32_t word = entry.u32(8);
    if (!entry.good()) return fragment_;
    auto unpacked = unpack((word & stored_as_is) != 0 ? Codec::none : super_.codec,
                           part_of(image_, start, word & (stored_as_is - 1)), super_.block_bytes);
    if (unpacked) fragment_ = std::move(unpacked->bytes);
    return fragment_;
  }

  ByteView image_;
  Sink& sink_;
  Super super_;
  Table inodes_;
  Table directories_;
  std::set<std::uint64_t> seen_;
  std::uint32_t kept_fragment_ = no_fragment;
  Bytes fragment_;
};

}  // namespace

Extent read_squashfs(ByteView image, Sink& sink) { return SquashfsReader(image, sink).read(); }

}  // namespace hoshi::artifacts
