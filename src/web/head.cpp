// Line by line through a request's head, refusing whatever is not plain.
// SPDX-License-Identifier: Apache-2.0
#include "web/head.h"

#include <algorithm>
#include <cstdint>

namespace hoshi::web {
namespace {

bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; }
bool is_value(char c) { return c >= 0x20 && c < 0x7f; }

bool is_called(std::string_view name, std::string_view lower_name) {
  return name.size() == lower_name.size() && std::equal(name.begin(), name.end(), lower_name.begin(), [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
         });
}

struct Wanted {
  std::string_view name;
  std::string_view QuickRequest::*member;
};
constexpr Wanted wanted[] = {{"cookie", &QuickRequest::cookie},
                             {"accept-language", &QuickRequest::accept_language},
                             {"accept-encoding", &QuickRequest::accept_encoding},
                             {"if-none-match", &QuickRequest::if_none_match}};
constexpr std::string_view refused[] = {"content-length", "transfer-encoding", "expect", "upgrade", "te", "trailer", "range",
                                        "authorization", "if-modified-since", "x-http-method-override"};

// RFC 9110, 5.3: these are no lists, so a second one is another request's meaning. The host stands first.
constexpr std::string_view single[] = {"host", "content-length", "content-type", "authorization", "origin", "sec-fetch-site",
                                       "x-csrf-token", "expect", "transfer-encoding", "if-modified-since", "content-encoding"};
constexpr std::uint32_t host_bit = 1;

// True when the line may stand; fills what it says. `seen` has a bit for each of `single`.
bool take_header(std::string_view name, std::string_view value, QuickRequest& request, std::uint32_t& seen) {
  if (is_called(name, "connection")) return is_called(value, "keep-alive");
  if (std::any_of(std::begin(refused), std::end(refused), [&](std::string_view one) { return is_called(name, one); })) return false;
  for (std::size_t i = 0; i < std::size(single); ++i) {
    if (!is_called(name, single[i])) continue;
    if ((seen & (host_bit << i)) != 0) return false;
    seen |= host_bit << i;
  }
  for (const Wanted& one : wanted) {
    if (!is_called(name, one.name)) continue;
    if ((request.*one.member).data() != nullptr) return false;  // an empty one stood there, too
    request.*one.member = value;
  }
  return true;
}

}  // namespace

bool may_stand_twice(std::string_view lower_name) {
  return std::find(std::begin(single), std::end(single), lower_name) == std::end(single);
}

std::optional<QuickRequest> quick_request_of(std::string_view head) {
  QuickRequest request;
  request.method = head.starts_with("GET /") ? "GET" : head.starts_with("HEAD /") ? "HEAD" : "";
  const auto first = head.find("\r\n");
  if (request.method.empty() || first == std::string_view::npos) return std::nullopt;
  constexpr std::string_view version = " HTTP/1.1";
  std::string_view line = head.substr(request.method.size() + 1, first - request.method.size() - 1);
  if (!line.ends_with(version)) return std::nullopt;
  request.target = line.substr(0, line.size() - version.size());
  if (!std::all_of(request.target.begin(), request.target.end(), [](char c) { return c > 0x20 && c < 0x7f; })) return std::nullopt;
  head.remove_prefix(first + 2);
  std::uint32_t seen = 0;
  while (!head.starts_with("\r\n")) {
    const auto end = head.find("\r\n");
    if (end == std::string_view::npos) return std::nullopt;
    line = head.substr(0, end);
    head.remove_prefix(end + 2);
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos || colon == 0 || !std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon), is_name)) {
      return std::nullopt;
    }
    const std::string_view value = line.substr(colon + 2);
    if (!std::all_of(value.begin(), value.end(), is_value)) return std::nullopt;
    if (!take_header(line.substr(0, colon), value, request, seen)) return std::nullopt;
  }
  if ((seen & host_bit) == 0 || head.size() != 2) return std::nullopt;
  return request;
}

}  // namespace hoshi::web
