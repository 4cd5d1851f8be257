// Fuzzes DNS messages and what DNS-SD collects from them.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "protocols/dns/service_discovery.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hoshi;
  using namespace hoshi::protocols::dns;
  const auto message = parse(ByteView(data, size));
  if (!message) return 0;
  for (const auto& record : message->answers) {
    std::size_t length = 1;
    for (const auto& label : record.name.labels) length += label.size() + 1;
    HOSHI_ASSERT(length <= name_limit_bytes);
    for (const char c : record.name.text()) HOSHI_ASSERT(c >= 0x20 && c < 0x7F);
  }
  Services services;
  (void)services.add(*message);
  HOSHI_ASSERT(services.types().size() <= service_limit && services.instances().size() <= service_limit);
  for (const auto& instance : services.instances()) HOSHI_ASSERT(instance.text.size() <= text_limit);
  return 0;
}
