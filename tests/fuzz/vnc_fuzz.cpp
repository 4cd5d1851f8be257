// Fuzzes the readers of the VNC handshake in every version.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "protocols/vnc/handshake.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hoshi::protocols::vnc;
  const hoshi::ByteView bytes(data, size);
  (void)read_version(bytes);
  for (const Version version : {Version::v3_3, Version::v3_7, Version::v3_8}) {
    const auto offer = read_security_offer(version, bytes);
    HOSHI_ASSERT(!offer || !*offer || (*offer)->reason.size() <= text_limit_bytes);
    const auto result = read_security_result(version, bytes);
    HOSHI_ASSERT(!result || !*result || (*result)->code <= 2);
  }
  const auto desktop = read_desktop(bytes);
  HOSHI_ASSERT(!desktop || !*desktop || (*desktop)->name.size() <= text_limit_bytes);
  return 0;
}
