// MD4, RFC 1320, 3.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/smb/md4.h"

#include <array>
#include <bit>

#include "protocols/bytes/little_endian.h"

namespace hoshi::protocols::smb {
namespace {

using State = std::array<std::uint32_t, 4>;
using Block = std::array<std::uint32_t, 16>;

struct Round {
  std::uint32_t (*mix)(std::uint32_t x, std::uint32_t y, std::uint32_t z);
  std::uint32_t constant;
  std::array<int, 16> order;
  std::array<int, 4> shifts;
};

const std::array<Round, 3>& rounds() {
  using Word = std::uint32_t;
  static const std::array<Round, 3> all{
      Round{[](Word x, Word y, Word z) -> Word { return (x & y) | (~x & z); }, 0,
            {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {3, 7, 11, 19}},
      Round{[](Word x, Word y, Word z) -> Word { return (x & y) | (x & z) | (y & z); }, 0x5a827999,
            {0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15}, {3, 5, 9, 13}},
      Round{[](Word x, Word y, Word z) -> Word { return x ^ y ^ z; }, 0x6ed9eba1,
            {0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15}, {3, 9, 11, 15}}};
  return all;
}

void add_block(State& state, const Block& block) {
  State work = state;
  for (const auto& round : rounds()) {
    for (std::size_t step = 0; step < 16; ++step) {
      // a, d, c, b take turns.
      const auto at = (16 - step) % 4;
      const auto sum = work[at] + round.mix(work[(at + 1) % 4], work[(at + 2) % 4], work[(at + 3) % 4]) +
                       block[static_cast<std::size_t>(round.order[step])] + round.constant;
      work[at] = std::rotl(sum, round.shifts[step % 4]);
    }
  }
  for (std::size_t i = 0; i < 4; ++i) state[i] += work[i];
}

}  // namespace

Bytes md4(ByteView bytes) {
  ByteWriter padded;
  padded.append(bytes);
  padded.u8(0x80);
  while (padded.bytes().size() % 64 != 56) padded.u8(0);
  put_little64(padded, std::uint64_t{bytes.size()} * 8);
  State state{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  ByteReader reader(padded.bytes());
  while (!reader.at_end()) {
    Block block{};
    for (auto& word : block) word = little32(reader, "word").value_or(0);
    add_block(state, block);
  }
  ByteWriter out;
  for (const auto word : state) put_little32(out, word);
  return std::move(out).bytes();
}

}  // namespace hoshi::protocols::smb
