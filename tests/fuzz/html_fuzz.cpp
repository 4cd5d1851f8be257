// Fuzzes the HTML tokenizer, forms, links, visible text and charset conversion.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/text.h"
#include "protocols/http/charset.h"
#include "protocols/http/page.h"

using namespace hoshi;
using namespace hoshi::protocols::http;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes = to_text(ByteView(data, size));
  const auto text = to_utf8(bytes, declared_charset("", bytes));
  if (!text) return 0;
  HOSHI_ASSERT(valid_utf8(*text) == *text);
  HOSHI_ASSERT(page_title(*text).size() <= 200);
  HOSHI_ASSERT(page_forms(*text).size() <= form_limit + 1);
  HOSHI_ASSERT(page_links(*text).size() <= link_limit);
  HOSHI_ASSERT(visible_text(*text).size() <= text->size() * 2 + 1);
  return 0;
}
