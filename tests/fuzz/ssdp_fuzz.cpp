// Fuzzes answers to SSDP searches and the product in their server line.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "protocols/ssdp/ssdp.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hoshi;
  using namespace hoshi::protocols::ssdp;
  const std::string text = to_text(ByteView(data, size));
  const auto software = software_of(text);
  HOSHI_ASSERT(software.product.size() + software.version.size() <= text.size());
  const auto answer = parse_answer(ByteView(data, size));
  if (!answer) return 0;
  HOSHI_ASSERT(!answer->name.empty() && answers_search(*answer, answer->search_target));
  HOSHI_ASSERT(answer->location.size() + answer->server.size() <= size);
  return 0;
}
