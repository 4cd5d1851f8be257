// Unpacks LZO1X, the code UBIFS uses unless told otherwise.
// SPDX-License-Identifier: Apache-2.0
#include "artifacts/unpack.h"

namespace hoshi::artifacts {
namespace {

// One instruction: copy `length` bytes from `distance` back, then `literals` bytes of the input.
class LzoReader {
 public:
  LzoReader(ByteView packed, std::size_t limit) : packed_(packed), limit_(limit) {}

  Unpacked run() {
    first();
    while (!ended_ && good_) instruction();
    return {std::move(bytes_), at_, ended_ && good_};
  }

 private:
  std::uint8_t next() {
    if (at_ < packed_.size()) return packed_[at_++];
    good_ = false;
    return 0;
  }

  // A length that does not fit its bits: every zero byte stands for 255 more.
  std::size_t longer(std::size_t bits) {
    std::size_t length = 0;
    std::uint8_t byte = next();
    while (byte == 0 && good_) {
      length += 255;
      byte = next();
    }
    return length + byte + bits;
  }

  void literals(std::size_t count) {
    if (count > packed_.size() - at_ || count > limit_ - bytes_.size()) {
      good_ = false;
      count = std::min({count, packed_.size() - at_, limit_ - bytes_.size()});
    }
    const ByteView copied = packed_.subspan(at_, count);
    bytes_.insert(bytes_.end(), copied.begin(), copied.end());
    at_ += count;
  }

  void copy(std::size_t distance, std::size_t length) {
    if (distance > bytes_.size() || length > limit_ - bytes_.size()) {
      good_ = false;
      return;
    }
    for (std::size_t i = 0; i < length; ++i) {
      const std::uint8_t byte = bytes_[bytes_.size() - distance];
      bytes_.push_back(byte);
    }
  }

  // What the state was decides what an instruction below 16 means: 0 none, 1 to 3 so many literals, 4 more than that.
  void take_literals(std::size_t count) {
    literals(count);
    state_ = count < 4 ? count : 4;
  }

  void first() {
    const std::uint8_t byte = packed_.empty() ? 0 : packed_[0];
    if (byte <= 17) return;  // 17 would be a version of the stream that nobody stores in flash
    ++at_;
    take_literals(byte - 17u);
  }

  void after_match(std::size_t low_bits) {
    if (!good_) return;
    literals(low_bits);
    state_ = low_bits;
  }

  void short_instruction(std::uint8_t byte) {
    if (state_ == 0) {
      const std::size_t length = byte == 0 ? longer(15) + 3 : byte + 3u;
      return take_literals(length);
    }
    const std::size_t low = byte & 3u;
    const std::size_t high = next();
    if (state_ == 4) {
      copy((high << 2) + (byte >> 2) + 2049, 3);
    } else {
      copy((high << 2) + (byte >> 2) + 1, 2);
    }
    after_match(low);
  }

  // 0001HLLL: from 16 to 48 KiB back; no distance at all is the end.
  void far_instruction(std::uint8_t byte) {
    const std::size_t length = (byte & 7) == 0 ? longer(7) + 2 : (byte & 7) + 2u;
    const std::size_t low = next();
    const std::size_t high = next();
    const std::size_t distance = 16384u + ((byte & 8u) << 11) + (high << 6) + (low >> 2);
    if (distance == 16384u) {
      ended_ = true;
      return;
    }
    copy(distance, length);
    after_match(low & 3);
  }

  void instruction() {
    const std::uint8_t byte = next();
    if (!good_) return;
    if (byte < 16) return short_instruction(byte);
    if (byte < 32) return far_instruction(byte);
    if (byte < 64) {
      const std::size_t length = (byte & 31) == 0 ? longer(31) + 2 : (byte & 31) + 2u;
      const std::size_t low = next();
      const std::size_t high = next();
      copy((high << 6) + (low >> 2) + 1, length);
      return after_match(low & 3);
    }
    const std::size_t high = next();
    const std::size_t length = byte < 128 ? 3u + ((byte >> 5) & 1u) : 5u + ((byte >> 5) & 3u);
    copy((high << 3) + ((byte >> 2) & 7u) + 1, length);
    after_match(byte & 3u);
  }

  ByteView packed_;
  std::size_t limit_;
  std::size_t at_ = 0;
  Bytes bytes_;
  std::size_t state_ = 0;
  bool good_ = true;
  bool ended_ = false;
};

}  // namespace

std::optional<Unpacked> unpack_lzo(ByteView packed, std::size_t limit) {
  Unpacked unpacked = LzoReader(packed, limit).run();
  if (unpacked.bytes.empty() && !unpacked.whole) return std::nullopt;
  return unpacked;
}

}  // namespace hoshi::artifacts
