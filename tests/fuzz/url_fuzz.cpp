// Fuzzes URL parsing and resolving: what is accepted is stable and cannot split a request.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "protocols/http/message.h"
#include "protocols/http/url.h"

using namespace hoshi;
using namespace hoshi::protocols::http;

namespace {

void check(const Url& url) {
  const auto again = parse_url(url.text());
  HOSHI_ASSERT(again || url.text().size() > url_limit_bytes);
  HOSHI_ASSERT(!again || *again == url);
  Request request;
  request.path = url.origin_form();
  request.host = url.authority();
  HOSHI_ASSERT(write_request(request).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = to_text(ByteView(data, size));
  const auto url = parse_url(text);
  if (url) check(*url);
  const Url base = parse_url("http://cam.example/a/b?c").value();
  const auto resolved = resolve(base, text);
  if (resolved) check(*resolved);
  return 0;
}
