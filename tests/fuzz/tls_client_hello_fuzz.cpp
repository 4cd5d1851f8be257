// Fuzzes the readers of captured ClientHellos of TLS and DTLS.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/tls/client_hello_reader.h"

using namespace hoshi;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  for (const auto& hello : {protocols::tls::read_client_hello(bytes), protocols::tls::read_datagram_client_hello(bytes)}) {
    if (!hello || !*hello) continue;
    HOSHI_ASSERT((*hello)->versions.size() <= 64);
    HOSHI_ASSERT((*hello)->server_name.size() <= 300);
  }
  return 0;
}
