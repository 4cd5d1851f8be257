// Fuzzes request heads and bodies: what the quick path takes, the real parser takes with the same meaning.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "web/head.h"
#include "web/parser.h"

using namespace hoshi;
using namespace hoshi::web;

namespace {

const Limits limits{};

std::string_view header(const RawRequest& request, std::string_view name) {
  const auto found = request.headers.find(name);
  return found == request.headers.end() ? std::string_view() : found->second;
}

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

void compare(const QuickRequest& quick, RequestParser& parser) {
  const RawRequest& real = parser.request();
  HOSHI_ASSERT(real.method == quick.method && real.target == quick.target);
  HOSHI_ASSERT(parser.is_done() && parser.keeps_alive());
  HOSHI_ASSERT(header(real, "cookie") == without_blanks(quick.cookie) && header(real, "if-none-match") == without_blanks(quick.if_none_match));
}

void read_all(RequestParser& parser, std::string_view body) {
  constexpr std::size_t most = 1000;
  if (parser.is_done() || parser.content_length().value_or(0) > most) return;
  parser.limit_body(most);
  while (!body.empty() && !parser.is_done()) {
    const auto progress = parser.read_body(body);
    if (progress.misuse || progress.taken == 0) return;
    body.remove_prefix(progress.taken);
  }
  if (parser.is_done()) HOSHI_ASSERT(parser.take().body.size() <= most);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = to_text(ByteView(data, size));
  const auto end = text.find("\r\n\r\n");
  if (end == std::string::npos || end + 4 > limits.head_bytes) return 0;
  const std::string_view head = std::string_view(text).substr(0, end + 4);
  const auto quick = quick_request_of(head);
  RequestParser parser(limits);
  const auto misuse = parser.read_head(head);
  if (quick) {
    // The server never asks the parser when there are more headers than it would take.
    HOSHI_ASSERT(!misuse || *misuse == Misuse::head_too_large);
    if (!misuse) compare(*quick, parser);
  }
  if (!misuse) read_all(parser, std::string_view(text).substr(end + 4));
  return 0;
}
