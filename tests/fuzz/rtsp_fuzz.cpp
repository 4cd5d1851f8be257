// Fuzzes the reader of RTSP responses and session descriptions.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "protocols/rtsp/message.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hoshi::protocols::rtsp;
  (void)parse_sdp(hoshi::to_text(hoshi::ByteView(data, size)));
  ResponseReader reader;
  if (!reader.feed(hoshi::ByteView(data, size))) return 0;
  while (true) {
    const auto response = reader.next();
    if (!response || !*response) return 0;
    HOSHI_ASSERT((*response)->status >= 100 && (*response)->body.size() <= body_limit_bytes);
    if (const auto description = parse_sdp((*response)->body)) {
      HOSHI_ASSERT(!description->transports.empty());
      HOSHI_ASSERT(description->controls.size() == description->transports.size());
    }
  }
}
