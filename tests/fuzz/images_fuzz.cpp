// Fuzzes the readers of update images: what was read is written again bit by bit, and every variant can be made.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "protocols/images/archive.h"
#include "protocols/images/variants.h"

namespace {
hoshi::Bytes seed() {
  hoshi::Bytes bytes(hoshi::protocols::images::OtherKey::seed_bytes, 0x35);
  bytes[0] = 0x36;  // two halves, two primes
  return bytes;
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hoshi::protocols::images;
  static const OtherKey key = OtherKey::create(seed()).value();
  const hoshi::ByteView image(data, size);
  if (const auto archive = read_archive(image)) HOSHI_ASSERT(write_archive(*archive) == hoshi::Bytes(data, data + size));
  const Hints hints{"2.0", "HC-100"};
  for (const auto name : required_variants) {
    const auto variant = make_variant(image, name, hints, key);
    HOSHI_ASSERT(!variant || !variant->change.empty());
    HOSHI_ASSERT(!variant || variant->bytes != hoshi::Bytes(data, data + size));
  }
  return 0;
}
