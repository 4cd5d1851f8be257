// Fuzzes the reader of TFTP packets.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "protocols/tftp/packets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hoshi::protocols::tftp;
  const auto packet = read_packet({data, size});
  HOSHI_ASSERT(!packet || packet->data.size() + packet->text.size() <= size);
  return 0;
}
