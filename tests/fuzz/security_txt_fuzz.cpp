// Fuzzes security.txt and the splitting of prose.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/text.h"
#include "protocols/text/prose.h"
#include "protocols/text/security_txt.h"

using namespace hoshi;
using namespace hoshi::protocols::text;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes = to_text(ByteView(data, size));
  const auto file = parse_security_txt(bytes);
  HOSHI_ASSERT(!file || !file->contacts.empty() || !file->defects.empty());
  HOSHI_ASSERT(!file || file->expires_on.empty() || file->expires_on.size() == 10);
  const std::string clean = valid_utf8(bytes);
  for (const auto& passage : passages(clean)) {
    HOSHI_ASSERT(passage.size() <= passage_limit_bytes);
    HOSHI_ASSERT(valid_utf8(passage) == passage);
    HOSHI_ASSERT(excerpt(passage, passage.size() / 2, 100).size() <= 100);
  }
  return 0;
}
