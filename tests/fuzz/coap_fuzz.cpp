// Fuzzes CoAP messages (what is read is written and read again alike), blocks and link lists.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "protocols/coap/links.h"
#include "protocols/coap/message.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hoshi;
  using namespace hoshi::protocols::coap;
  const ByteView bytes(data, size);
  (void)read_links(to_text(bytes));
  (void)read_block(bytes.first(std::min<std::size_t>(size, 3)));
  (void)request(code::get, to_text(bytes.first(std::min<std::size_t>(size, 400))));
  const auto message = read_message(bytes);
  if (!message) return 0;
  const auto again = read_message(write_message(*message));
  HOSHI_ASSERT(again && again->options.size() == message->options.size() && again->payload == message->payload);
  return 0;
}
