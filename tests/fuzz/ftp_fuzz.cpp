// Fuzzes the reader of FTP replies and the ports of passive mode.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "protocols/ftp/reply.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hoshi::protocols::ftp;
  ReplyReader reader;
  if (!reader.feed(hoshi::ByteView(data, size))) return 0;
  while (true) {
    const auto reply = reader.next();
    if (!reply || !*reply) return 0;
    HOSHI_ASSERT((*reply)->code >= 100 && (*reply)->code <= 659);
    const auto port = passive_port(**reply);
    HOSHI_ASSERT(!port || *port != 0);
    (void)extended_passive_port(**reply);
  }
}
