// Fuzzes the flight of a DTLS server: the input is cut into datagrams by a length byte in front of each.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>

#include "protocols/dtls/hello.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hoshi;
  protocols::dtls::ServerFlight flight;
  ByteView rest(data, size);
  while (!rest.empty()) {
    const std::size_t length = std::min<std::size_t>(rest.front(), rest.size() - 1);
    if (!flight.feed(rest.subspan(1, length))) return 0;
    rest = rest.subspan(1 + length);
  }
  HOSHI_ASSERT(flight.answer().certificates_der.size() <= protocols::tls::certificate_limit);
  return 0;
}
