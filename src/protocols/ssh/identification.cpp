// Finds the line that begins with "SSH-" among at most fifty lines.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/ssh/identification.h"

#include "base/text.h"

namespace hoshi::protocols::ssh {

namespace {

constexpr std::size_t line_limit_bytes = 255;  // RFC 4253, 4.2: with its CR LF
constexpr std::size_t lines_limit = 50;

Result<Identification> take_apart(std::string_view line, std::size_t consumed) {
  const auto dash = line.find('-', 4);
  if (dash == std::string_view::npos) {
    return fail(ErrorCode::corrupt, "an SSH identification without a version");
  }
  const std::string_view rest = line.substr(dash + 1);
  const auto blank = rest.find(' ');
  Identification found;
  found.line = printable(line, line_limit_bytes);
  found.protocol = printable(line.substr(4, dash - 4));
  found.software = printable(rest.substr(0, blank), line_limit_bytes);
  found.comments = blank == std::string_view::npos ? "" : printable(rest.substr(blank + 1), line_limit_bytes);
  found.consumed_bytes = consumed;
  return found;
}

}  // namespace

Result<std::optional<Identification>> read_identification(ByteView received) {
  const std::string text = to_text(received.first(std::min(received.size(), (line_limit_bytes + 1) * lines_limit)));
  std::size_t begin = 0;
  for (std::size_t lines = 0; lines < lines_limit; ++lines) {
    const auto end = text.find('\n', begin);
    const std::size_t length = (end == std::string::npos ? text.size() : end) - begin;
    if (length > line_limit_bytes) {
      return fail(ErrorCode::corrupt, "a line too long for an SSH identification");
    }
    if (end == std::string::npos) {
      return std::optional<Identification>();
    }
    std::string_view line = std::string_view(text).substr(begin, length);
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    begin = end + 1;
    if (line.starts_with("SSH-")) {
      return take_apart(line, begin);
    }
  }
  return fail(ErrorCode::corrupt, "no SSH identification in fifty lines");
}

}  // namespace hoshi::protocols::ssh
