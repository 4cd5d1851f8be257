// Reads UBI: puts the newest copy of every logical block of every volume in order.
// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <string>
#include <vector>

#include "artifacts/fields.h"
#include "artifacts/formats/checksum.h"
#include "artifacts/formats/formats.h"

namespace hoshi::artifacts {
namespace {

constexpr std::uint32_t block_magic = 0x55424923;   // "UBI#"
constexpr std::uint32_t volume_magic = 0x55424921;  // "UBI!"
constexpr std::uint32_t layout_volume = 0x7fffefff;
constexpr std::uint64_t least_block_bytes = 4096;
constexpr std::uint64_t most_block_bytes = 8u << 20;
constexpr std::size_t foreign_blocks = 64;  // so many blocks in a row that are not UBI's end it

struct Copy {
  std::uint64_t sequence = 0;
  std::uint64_t at = 0;
  std::uint64_t bytes = 0;
};

class UbiReader {
 public:
  UbiReader(ByteView image, Sink& sink) : image_(image), sink_(sink) {}

  Extent read() {
    if (!is_block(0)) return {};
    block_bytes_ = find_block_bytes();
    std::size_t foreign = 0;
    std::uint64_t end = 0;
    for (std::uint64_t at = 0; at < image_.size() && foreign < foreign_blocks; at += block_bytes_) {
      if (sink_.breathe() == Flow::stop) break;
      foreign = is_block(at) ? 0 : foreign + 1;
      if (foreign != 0) continue;
      take_block(at);
      end = at + block_bytes_;
    }
    for (const auto& [id, copies] : volumes_) {
      if (id != layout_volume && volume(id, copies) == Flow::stop) break;
    }
    return {true, std::min<std::uint64_t>(end, image_.size())};
  }

 private:
  bool is_block(std::uint64_t at) const { return has_header(at, block_magic); }

  // Both headers have 64 bytes, the last four a checksum over the others.
  bool has_header(std::uint64_t at, std::uint32_t magic) const {
    Fields header(image_, Order::big);
    if (header.u32(at) != magic) return false;
    const std::uint32_t sum = header.u32(at + 60);
    const ByteView summed = header.part(at, 60);
    return header.good() && flash_checksum(0xffffffff, summed) == sum;
  }

  std::uint64_t find_block_bytes() const {
    for (std::uint64_t at = least_block_bytes; at <= most_block_bytes && at < image_.size(); at += 512) {
      if (is_block(at)) return at;
    }
    return std::max<std::uint64_t>(image_.size(), least_block_bytes);
  }

  void take_block(std::uint64_t at) {
    Fields header(image_, Order::big);
    const std::uint64_t volume_at = header.u32(at + 16);
    const std::uint64_t data_at = header.u32(at + 20);
    if (data_at >= block_bytes_ || volume_at >= block_bytes_ || !has_header(at + volume_at, volume_magic)) return;
    const std::uint32_t id = header.u32(at + volume_at + 8);
    const std::uint32_t number = header.u32(at + volume_at + 12);
    const bool is_fixed = header.u8(at + volume_at + 5) == 2;
    const std::uint64_t data_bytes = header.u32(at + volume_at + 20);
    const std::uint64_t sequence = header.u64(at + volume_at + 40);
    // A volume has no more blocks than the flash; what claims so would only make us write emptiness.
    if (number > image_.size() / least_block_bytes) return;
    auto& copy = volumes_[id][number];
    if (copy.bytes != 0 && sequence < copy.sequence) return;
    const std::uint64_t room = block_bytes_ - data_at;
    copy = {sequence, at + data_at, is_fixed ? std::min(data_bytes, room) : room};
  }

  Flow volume(std::uint32_t id, const std::map<std::uint32_t, Copy>& copies) {
    if (sink_.open("volume " + name_of(id), std::nullopt) == Flow::stop) return Flow::stop;
    std::uint32_t next = 0;
    for (const auto& [number, copy] : copies) {
      const Bytes empty(number > next ? copy.bytes : 0, 0xff);
      for (; next < number; ++next) {
        if (sink_.write(empty) == Flow::stop) return Flow::stop;
      }
      if (sink_.write(part_of(image_, copy.at, copy.bytes)) == Flow::stop) return Flow::stop;
      next = number + 1;
    }
    return sink_.close();
  }

  // Records of 172 bytes in the layout volume.
  std::string name_of(std::uint32_t id) const {
    const auto layout = volumes_.find(layout_volume);
    if (layout == volumes_.end() || layout->second.empty()) return std::to_string(id);
    const Copy& copy = layout->second.begin()->second;
    Fields record(part_of(image_, copy.at, copy.bytes), Order::big);
    const std::uint64_t at = id * 172ull;
    const ByteView name = record.part(at + 16, std::min<std::uint16_t>(record.u16(at + 14), 127));
    return record.good() && !name.empty() ? to_text(name) : std::to_string(id);
  }

  ByteView image_;
  Sink& sink_;
  std::uint64_t block_bytes_ = 0;
  std::map<std::uint32_t, std::map<std::uint32_t, Copy>> volumes_;
};

}  // namespace

Extent read_ubi(ByteView image, Sink& sink) { return UbiReader(image, sink).read(); }

}  // namespace hoshi::artifacts
