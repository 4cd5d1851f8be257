// Fuzzes the MQTT reader and the parsers of every answer, in both versions.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "protocols/mqtt/packets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hoshi;
  using namespace hoshi::protocols::mqtt;
  PacketReader reader(4096);
  if (!reader.feed(ByteView(data, size))) return 0;
  while (true) {
    const auto packet = reader.next();
    if (!packet || !*packet) return 0;
    for (const Version version : {Version::v3_1_1, Version::v5}) {
      (void)parse_connect_answer(version, **packet);
      (void)parse_subscribe_answer(version, **packet);
      const auto message = parse_publish(version, **packet);
      HOSHI_ASSERT(!message || message->topic.size() + message->payload.size() <= (*packet)->body.size());
    }
  }
}
