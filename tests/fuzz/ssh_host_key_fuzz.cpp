// Fuzzes the reader of SSH key exchange replies; a key that was read stays the same whatever follows.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/ssh/host_key.h"

using namespace hoshi;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  const auto key = protocols::ssh::read_host_key(bytes);
  if (!key || !*key) return 0;
  HOSHI_ASSERT(!(*key)->empty() && (*key)->size() < size);
  Bytes longer(bytes.begin(), bytes.end());
  longer.push_back(0);
  const auto again = protocols::ssh::read_host_key(longer);
  HOSHI_ASSERT(again && *again && **again == **key);
  return 0;
}
