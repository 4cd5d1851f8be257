// Reads JFFS2 by its nodes: the newest version of every piece of every file that still has a name.
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

constexpr std::uint32_t root_inode = 1;
constexpr std::size_t file_limit_bytes = 64u << 20;
constexpr std::size_t piece_limit_bytes = 1u << 20;  // pieces are pages in fact
constexpr std::size_t most_pieces = 2'000'000;
constexpr std::size_t foreign_limit_bytes = 256u << 10;  // so much that is neither node nor empty ends the file system

struct Piece {
  std::uint32_t inode = 0;
  std::uint32_t version = 0;
  std::uint64_t at = 0;  // of the node in the image
};

class Jffs2Reader {
 public:
  Jffs2Reader(ByteView image, Sink& sink) : image_(image), sink_(sink) {
    if (image.size() >= 2 && image[0] == 0x19) order_ = Order::big;
  }

  Extent read() {
    scan();
    if (end_ == 0) return {};
    names_.settle();
    std::sort(pieces_.begin(), pieces_.end(), [](const Piece& a, const Piece& b) {
      return std::pair(a.inode, a.version) < std::pair(b.inode, b.version);
    });
    files();
    return {true, std::min<std::uint64_t>(end_, image_.size())};
  }

 private:
  Fields fields() const { return Fields(image_, order_); }

  // The length of the node at `at`, or 0: its header has a checksum of its own.
  std::uint32_t node_bytes(std::uint64_t at) {
    Fields node = fields();
    if (node.u16(at) != 0x1985) return 0;
    const std::uint32_t length = node.u32(at + 4);
    const ByteView header = node.part(at, 8);
    const std::uint32_t sum = node.u32(at + 8);
    return node.good() && length >= 12 && flash_checksum(0, header) == sum ? length : 0;
  }

  void scan() {
    std::size_t foreign = 0;
    std::uint64_t at = 0;
    while (at + 12 <= image_.size() && foreign < foreign_limit_bytes) {
      const std::uint32_t length = node_bytes(at);
      if (length == 0) {
        if (at == 0) return;
        if (fields().u32(at) != 0xffffffff) foreign += 4;
        at += 4;
        if (at % 65536 == 0 && sink_.breathe() == Flow::stop) return;
        continue;
      }
      take_node(at, length);
      foreign = 0;
      at += (length + 3ull) & ~3ull;
      end_ = at;
    }
  }

  void take_node(std::uint64_t at, std::uint32_t length) {
    Fields node(part_of(image_, at, length), order_);
    const std::uint16_t type = node.u16(2);
    if (type == 0xe001) {
      const std::string name = to_text(node.part(40, node.u8(28)));
      const std::uint32_t sum = node.u32(32);
      const ByteView summed = node.part(0, 32);
      if (node.good() && flash_checksum(0, summed) == sum) names_.add(node.u32(12), name, node.u32(20), node.u32(16));
    }
    if (type == 0xe002) {
      const std::uint32_t sum = node.u32(64);
      const ByteView summed = node.part(0, 60);
      const bool is_whole = node.good() && flash_checksum(0, summed) == sum;
      if (is_whole && pieces_.size() < most_pieces) pieces_.push_back({node.u32(12), node.u32(16), at});
    }
  }

  void files() {
    for (std::size_t begin = 0; begin < pieces_.size();) {
      std::size_t end = begin;
      while (end < pieces_.size() && pieces_[end].inode == pieces_[begin].inode) ++end;
      if (file(begin, end) == Flow::stop) return;
      begin = end;
    }
  }

  Flow file(std::size_t begin, std::size_t end) {
    const std::uint32_t inode = pieces_[begin].inode;
    Fields newest = fields();
    const std::uint32_t mode = newest.u32(pieces_[end - 1].at + 20);
    const std::uint64_t size = newest.u32(pieces_[end - 1].at + 28);
    constexpr std::uint32_t kind_mask = 0xf000;
    if ((mode & kind_mask) != 0x8000 || names_.is_deleted(inode)) return sink_.breathe();
    const std::string path = names_.path(inode, root_inode);
    Bytes content;
    for (std::size_t i = begin; i < end; ++i) place(pieces_[i].at, size, content, path);
    if (sink_.open(path, mode & 07777) == Flow::stop) return Flow::stop;
    if (sink_.write(content) == Flow::stop) return Flow::stop;
    return sink_.close();
  }

  // Later versions are laid over earlier ones.
  void place(std::uint64_t at, std::uint64_t size, Bytes& content, const std::string& path) {
    Fields node = fields();
    const std::uint64_t offset = node.u32(at + 44);
    const std::uint32_t packed_bytes = node.u32(at + 48);
    const std::uint32_t bytes = node.u32(at + 52);
    const ByteView packed = node.part(at + 68, packed_bytes);
    if (bytes == 0 || offset >= size) return;
    const auto codec = codec_of(node.u8(at + 56));
    const bool fits = offset + bytes <= file_limit_bytes && bytes <= piece_limit_bytes && node.good();
    const auto piece = fits && codec ? unpack(*codec, packed, bytes) : std::nullopt;
    if (!piece) return sink_.unreadable("jffs2: " + path);
    const std::size_t kept = std::min<std::size_t>(piece->bytes.size(), size - offset);
    if (content.size() < offset + kept) content.resize(offset + kept);
    std::copy_n(piece->bytes.begin(), kept, content.begin() + static_cast<std::ptrdiff_t>(offset));
  }

  // Compressions by Rubin's coder are not known: nobody uses them since the 2000s.
  static std::optional<Codec> codec_of(std::uint8_t number) {
    switch (number) {
      case 0: return Codec::none;
      case 2: return Codec::rtime;
      case 6: return Codec::zlib;
      case 7: return Codec::lzo;
      default: return std::nullopt;
    }
  }

  ByteView image_;
  Sink& sink_;
  Order order_ = Order::little;
  Names names_;
  std::vector<Piece> pieces_;
  std::uint64_t end_ = 0;
};

}  // namespace

Extent read_jffs2(ByteView image, Sink& sink) { return Jffs2Reader(image, sink).read(); }

}  // namespace hoshi::artifacts
