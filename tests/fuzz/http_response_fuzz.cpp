// Fuzzes the response parser with challenges and cookies; splitting the input must not change the result.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "protocols/http/authorization.h"
#include "protocols/http/cookie.h"
#include "protocols/http/response_parser.h"

using namespace hoshi;
using namespace hoshi::protocols::http;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t limit = 4096;
  const std::string text = to_text(ByteView(data, size));
  const auto whole = parse_response(text, limit);
  ResponseParser parser(limit);
  bool is_good = true;
  for (std::size_t i = 0; i < text.size() && is_good && !parser.is_done(); ++i) {
    is_good = parser.feed(std::string_view(text).substr(i, 1)).has_value();
  }
  if (is_good && !parser.is_done()) is_good = parser.finish().has_value();
  HOSHI_ASSERT(is_good == whole.has_value() || whole->cut || parser.is_done());
  if (!whole) return 0;
  HOSHI_ASSERT(whole->body.size() <= limit);
  HOSHI_ASSERT(!is_good || parser.response().body == whole->body);
  const auto challenges = challenges_of(whole->headers);
  HOSHI_ASSERT(challenges.size() <= challenge_limit);
  const auto digest = first_digest(challenges);
  if (digest) {
    const auto header = digest_authorization(*digest, {"GET", "/", "u", "p", "c", 1});
    HOSHI_ASSERT(!header || header->find('\n') == std::string::npos);
  }
  CookieJar jar;
  jar.take(whole->headers);
  HOSHI_ASSERT(jar.header().find('\n') == std::string::npos);
  return 0;
}
