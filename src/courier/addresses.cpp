// The special-purpose blocks of IPv4 and IPv6.
// SPDX-License-Identifier: Apache-2.0
#include "courier/addresses.h"

#include <algorithm>

namespace hoshi::courier {
namespace {

struct Block {
  Bytes beginning;
  unsigned bits;
};

bool is_in(ByteView address, const Block& block) {
  for (unsigned bit = 0; bit < block.bits; ++bit) {
    const std::uint8_t mask = static_cast<std::uint8_t>(0x80 >> bit % 8);
    const std::uint8_t wanted = bit / 8 < block.beginning.size() ? block.beginning[bit / 8] : 0;
    if ((address[bit / 8] & mask) != (wanted & mask)) return false;
  }
  return true;
}

// RFC 6890 and the registries that follow it.
const std::vector<Block>& special4() {
  static const std::vector<Block> blocks{{{0}, 8}, {{10}, 8}, {{100, 64}, 10}, {{127}, 8}, {{169, 254}, 16}, {{172, 16}, 12},
                                         {{192, 0, 0}, 24}, {{192, 0, 2}, 24}, {{192, 88, 99}, 24}, {{192, 168}, 16}, {{198, 18}, 15},
                                         {{198, 51, 100}, 24}, {{203, 0, 113}, 24}, {{224}, 4}, {{240}, 4}};
  return blocks;
}

}  // namespace

bool is_public_address(ByteView address) {
  const auto is_special = [&](const Block& block) { return is_in(address, block); };
  if (address.size() == 4) return std::none_of(special4().begin(), special4().end(), is_special);
  if (address.size() != 16) return false;
  // ::ffff:0:0/96 and 64:ff9b::/96 stand for an IPv4 address; 2002::/16 holds one.
  const Block mapped{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96};
  const Block translated{{0, 0x64, 0xff, 0x9b}, 96};
  if (is_in(address, mapped) || is_in(address, translated)) return is_public_address(address.subspan(12));
  if (is_in(address, {{0x20, 0x02}, 16})) return is_public_address(address.subspan(2, 4));
  // Only 2000::/3 is given out (IANA), less documentation, benchmarks and Teredo.
  static const std::vector<Block> special6{{{0x20, 0x01, 0x00, 0x00}, 23}, {{0x20, 0x01, 0x0d, 0xb8}, 32}, {{0x3f, 0xff}, 20}};
  return is_in(address, {{0x20}, 3}) && std::none_of(special6.begin(), special6.end(), is_special);
}

}  // namespace hoshi::courier
