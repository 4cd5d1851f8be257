// Reads replies line by line, with limits, and the numbers of passive mode.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/ftp/reply.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace hoshi::protocols::ftp {
namespace {

constexpr std::size_t argument_limit_bytes = 512;

// The code in front of a line; nothing when there is none.
std::optional<int> code_of(std::string_view line) {
  if (line.size() < 3) return std::nullopt;
  const auto code = parse_number(line.substr(0, 3), 659);
  return code && *code >= 100 ? std::optional(static_cast<int>(*code)) : std::nullopt;
}

}  // namespace

Result<void> ReplyReader::feed(ByteView bytes) {
  unread_ += to_text(bytes);
  if (unread_.size() > reply_limit_bytes) return fail(ErrorCode::corrupt, "a reply without end");
  return {};
}

// RFC 959, 4.2: "ddd-" begins a reply of many lines that ends with "ddd " and the same code. True: it is whole.
Result<bool> ReplyReader::take_line(std::string_view line) {
  const auto code = code_of(line);
  const bool is_plain = code && (line.size() == 3 || line[3] == ' ');
  if (!inside_) {
    const bool begins = code && line.size() > 3 && line[3] == '-';
    if (!is_plain && !begins) return fail(ErrorCode::corrupt, "a line that is no reply");
    reply_ = {*code, std::string(line.substr(std::min<std::size_t>(4, line.size())))};
    inside_ = begins;
    return !inside_;
  }
  const bool ends = is_plain && *code == reply_.code;
  const bool repeats_code = code && *code == reply_.code && line.size() > 3;
  reply_.text += "\n" + std::string(repeats_code ? line.substr(4) : line);
  if (reply_.text.size() > reply_limit_bytes) return fail(ErrorCode::corrupt, "a reply without end");
  inside_ = !ends;
  return ends;
}

Result<std::optional<Reply>> ReplyReader::next() {
  while (true) {
    const auto end = unread_.find('\n');
    if (std::min(end, unread_.size()) > line_limit_bytes) return fail(ErrorCode::corrupt, "a line without end");
    if (end == std::string::npos) return std::optional<Reply>{};
    std::string line = unread_.substr(0, end);
    unread_.erase(0, end + 1);
    while (line.ends_with('\r')) line.pop_back();
    if (line.empty() && !inside_) continue;
    if (HOSHI_TRY(take_line(line))) return std::optional(std::move(reply_));
  }
}

void ReplyReader::forget() {
  unread_.clear();
  reply_ = {};
  inside_ = false;
}

Result<std::uint16_t> passive_port(const Reply& reply) {
  // Six numbers somewhere in the text; RFC 1123, 4.1.2.6: not always in brackets.
  const auto first = reply.text.find_first_of("0123456789");
  if (reply.code != 227 || first == std::string::npos) return fail(ErrorCode::corrupt, "no passive port");
  const auto end = reply.text.find_first_not_of("0123456789,", first);
  const auto parts = split(std::string_view(reply.text).substr(first, end - first), ',');
  std::array<std::uint64_t, 6> numbers{};
  if (parts.size() != numbers.size()) return fail(ErrorCode::corrupt, "no passive port");
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto number = parse_number(parts[i], 255);
    if (!number) return fail(ErrorCode::corrupt, "no passive port");
    numbers[i] = *number;
  }
  const auto port = static_cast<std::uint16_t>(numbers[4] * 256 + numbers[5]);
  if (port == 0) return fail(ErrorCode::corrupt, "passive port 0");
  return port;
}

Result<std::uint16_t> extended_passive_port(const Reply& reply) {
  // RFC 2428, 3: "(<d><d><d>port<d>)" with one delimiter; its net and address stay empty.
  const auto open = reply.text.rfind('(');
  if (reply.code != 229 || open == std::string::npos) return fail(ErrorCode::corrupt, "no extended passive port");
  const std::string_view inside = std::string_view(reply.text).substr(open + 1);
  const bool is_delimited = inside.size() > 5 && inside[0] == inside[1] && inside[1] == inside[2];
  const auto end = is_delimited ? inside.find(inside[0], 3) : std::string_view::npos;
  if (end == std::string_view::npos) return fail(ErrorCode::corrupt, "no extended passive port");
  const auto port = parse_number(inside.substr(3, end - 3), 65535);
  if (!port || *port == 0) return fail(ErrorCode::corrupt, "no extended passive port");
  return static_cast<std::uint16_t>(*port);
}

bool is_sendable(std::string_view argument) {
  const bool is_clean = std::none_of(argument.begin(), argument.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  return is_clean && !argument.empty() && argument.size() <= argument_limit_bytes;
}

}  // namespace hoshi::protocols::ftp
