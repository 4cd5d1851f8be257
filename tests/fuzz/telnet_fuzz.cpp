// Fuzzes the Telnet decoder and the prompt recognition with input cut at arbitrary places.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "protocols/telnet/decoder.h"
#include "protocols/telnet/prompts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hoshi;
  using namespace hoshi::protocols::telnet;
  if (size == 0) return 0;
  const ByteView input(data, size);
  const std::size_t cut = input[0] % size;
  Decoder whole;
  Decoder parts;
  const Decoded all = whole.feed(input);
  Decoded first = parts.feed(input.first(cut));
  const Decoded second = parts.feed(input.subspan(cut));
  HOSHI_ASSERT(all.text == first.text + second.text);
  HOSHI_ASSERT(all.reply.size() == first.reply.size() + second.reply.size());
  HOSHI_ASSERT(all.reply.size() <= 512 * 3);
  const Prompts prompts{{"login"}, {"password"}, {"last login"}, {"#"}, {"incorrect"}, {"locked"}};
  HOSHI_ASSERT(waiting_line(all.text).size() <= all.text.size());
  (void)waiting_for(prompts, all.text);
  (void)meaning_of(prompts, all.text);
  (void)has_line(all.text, "4711");
  return 0;
}
