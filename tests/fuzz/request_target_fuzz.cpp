// Fuzzes request targets, cookies and languages: an accepted path is normal and survives being written again.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/percent.h"
#include "base/text.h"
#include "web/cookies.h"
#include "web/target.h"

using namespace hoshi;
using namespace hoshi::web;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = to_text(ByteView(data, size));
  const auto target = parse_target(text);
  if (target) {
    std::string again = target->segments.empty() ? "/" : "";
    for (const std::string& segment : target->segments) {
      HOSHI_ASSERT(!segment.empty() && segment != "." && segment != ".." && segment.find_first_of("/\\") == std::string::npos);
      HOSHI_ASSERT(valid_utf8(segment) == segment);
      again += "/" + encode_percent(segment);
    }
    const auto same = parse_target(again);
    HOSHI_ASSERT(again.size() > target_bytes_max || (same && same->path == target->path));
  }
  const Cookies cookies = parse_cookies(text);
  language_of(cookies, text);
  return 0;
}
