// Fuzzes entries of the public log: what is accepted is written again as the same bytes.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>

#include "labels/log_entry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hoshi;
  using namespace hoshi::labels;
  const ByteView bytes(data, size);
  const auto entry = read_entry(bytes);
  if (!entry) return 0;
  const auto again = write_entry(*entry);
  HOSHI_ASSERT(again.has_value() && std::equal(again->begin(), again->end(), bytes.begin(), bytes.end()));
  (void)number_of(*entry);
  return 0;
}
