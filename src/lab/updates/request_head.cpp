// Reading the head of a request (RFC 9112, 2 to 5).
// SPDX-License-Identifier: Apache-2.0
#include "lab/updates/request_head.h"

#include <algorithm>

#include "base/text.h"

namespace hoshi::lab {
namespace {

constexpr std::size_t longest_method = 20;
constexpr std::size_t content_bytes_max = 1u << 30;

tl::unexpected<Error> no_request() { return fail(ErrorCode::invalid_input, "no HTTP request"); }

bool is_method(std::string_view text) {
  return !text.empty() && text.size() <= longest_method && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

// RFC 9112, 3.2: no blanks, no control characters.
bool is_target(std::string_view text) {
  return !text.empty() && std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= ' ' || byte == 0x7F;
  });
}

// RFC 9112, 3.2.2: a request to a proxy names the whole URL.
std::string_view path_of(std::string_view target) {
  if (const auto scheme = target.find("://"); scheme != std::string_view::npos && target.front() != '/') {
    const auto slash = target.find('/', scheme + 3);
    target = slash == std::string_view::npos ? "/" : target.substr(slash);
  }
  return target.substr(0, target.find_first_of("?#"));
}

// One range of bytes; several may be answered with all (RFC 9110, 14.2).
std::optional<AskedRange> range_from(std::string_view value) {
  constexpr std::string_view unit = "bytes=";
  if (lower(value.substr(0, unit.size())) != unit) return std::nullopt;
  value.remove_prefix(unit.size());
  const auto dash = value.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto first = trimmed(value.substr(0, dash));
  const auto last = trimmed(value.substr(dash + 1));
  AskedRange range{parse_number(first, INT64_MAX), parse_number(last, INT64_MAX)};
  const bool is_good = (first.empty() || range.first) && (last.empty() || range.last) && (range.first || range.last) &&
                       (!range.first || !range.last || *range.first <= *range.last);
  return is_good ? std::optional(range) : std::nullopt;
}

struct RangeHeaders {
  std::optional<AskedRange> range;
  bool has_range = false;
  bool is_conditional = false;
};

void take_header(RequestHead& head, RangeHeaders& headers, std::string_view line) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const std::string name = lower(trimmed(line.substr(0, colon)));
  const auto value = trimmed(line.substr(colon + 1));
  if (name == "host") head.host = value;
  if (name == "content-length") head.content_bytes = parse_number(value, content_bytes_max).value_or(0);
  if (name == "range") headers.range = headers.has_range ? std::nullopt : range_from(value);
  if (name == "range") headers.has_range = true;
  if (name == "if-range") headers.is_conditional = true;
}

}  // namespace

std::optional<FilePart> part_of(const AskedRange& range, std::uint64_t size_bytes) {
  if (size_bytes == 0) return std::nullopt;
  if (!range.first) {
    const std::uint64_t bytes = std::min(range.last.value_or(0), size_bytes);
    return bytes > 0 ? std::optional(FilePart{size_bytes - bytes, bytes}) : std::nullopt;
  }
  if (*range.first >= size_bytes) return std::nullopt;
  const std::uint64_t end = std::min(range.last.value_or(size_bytes - 1), size_bytes - 1) + 1;
  return FilePart{*range.first, end - *range.first};
}

Result<std::optional<RequestHead>> read_request_head(std::string_view bytes) {
  const auto first_end = bytes.find('\n');
  const std::string_view first = trimmed(bytes.substr(0, first_end));
  const auto words = split(first, ' ');
  // A method that is none shows early that something else speaks here.
  if (!is_method(words.front()) && !(first_end == std::string_view::npos && first.empty())) return no_request();
  // RFC 9112, 2.2: a bare line feed may end a line.
  const auto crlf = bytes.find("\r\n\r\n");
  const auto bare = bytes.find("\n\n");
  const bool is_bare = bare < crlf;
  const auto end = std::min(crlf, bare);
  if (end == std::string_view::npos || end > request_head_bytes_max) {
    if (bytes.size() > request_head_bytes_max) return no_request();
    return std::optional<RequestHead>();
  }
  if (words.size() != 3 || !is_target(words[1]) || !words[2].starts_with("HTTP/")) return no_request();
  RequestHead head;
  head.method = words[0];
  head.path = path_of(words[1]);
  head.size_bytes = end + (is_bare ? 2 : 4);
  const auto lines = split(bytes.substr(0, end), '\n');
  RangeHeaders headers;
  for (std::size_t i = 1; i < lines.size(); ++i) take_header(head, headers, lines[i]);
  if (head.method == "GET" && !headers.is_conditional) head.range = headers.range;
  return std::optional(std::move(head));
}

}  // namespace hoshi::lab
