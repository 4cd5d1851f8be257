// RESP2.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/bare/redis.h"

#include <fmt/format.h>

#include "base/text.h"

namespace hoshi::protocols::bare {
namespace {

constexpr std::size_t string_bytes_max = 64u << 10;
constexpr std::size_t line_bytes_max = 1024;

}  // namespace

Bytes redis_command(const std::vector<std::string>& words) {
  std::string out = fmt::format("*{}\r\n", words.size());
  for (const auto& word : words) out += fmt::format("${}\r\n{}\r\n", word.size(), word);
  return to_bytes(out);
}

Result<std::optional<RedisReply>> read_redis_reply(ByteView received) {
  if (received.empty()) return std::optional<RedisReply>{};
  const char kind = static_cast<char>(received[0]);
  if (std::string_view("+-:$*").find(kind) == std::string_view::npos) return fail(ErrorCode::corrupt, "no reply of Redis");
  const std::string text = to_text(received.first(std::min(received.size(), string_bytes_max + line_bytes_max)));
  const auto end = text.find("\r\n");
  if (end == std::string::npos) {
    if (text.size() > line_bytes_max) return fail(ErrorCode::corrupt, "a line without end");
    return std::optional<RedisReply>{};
  }
  RedisReply reply;
  reply.is_error = kind == '-';
  reply.text = text.substr(1, end - 1);
  reply.size = end + 2;
  if (kind != '$' && kind != '*') return std::optional(std::move(reply));
  if (reply.text == "-1") {  // null
    reply.text.clear();
    return std::optional(std::move(reply));
  }
  const auto length = parse_number(reply.text, kind == '*' ? 1u << 20 : string_bytes_max);
  if (!length) return fail(ErrorCode::corrupt, "no length of Redis");
  reply.text.clear();
  if (kind == '*') {
    reply.count = *length;
    return std::optional(std::move(reply));
  }
  if (text.size() < reply.size + *length + 2) return std::optional<RedisReply>{};
  reply.text = text.substr(reply.size, *length);
  reply.size += *length + 2;
  return std::optional(std::move(reply));
}

}  // namespace hoshi::protocols::bare
