// Frames of WebSockets.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/websocket/frame.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"

namespace hoshi::protocols::websocket {
namespace {

constexpr std::size_t head_bytes_max = 16u << 10;
constexpr std::size_t paths_max = 20;
constexpr std::size_t path_bytes_max = 200;

std::optional<Kind> kind_of(int code) {
  switch (code) {
    case 0: return Kind::more;
    case 1: return Kind::text;
    case 2: return Kind::binary;
    case 8: return Kind::close;
    case 9: return Kind::ping;
    case 10: return Kind::pong;
    default: return std::nullopt;
  }
}

// Path characters of RFC 3986 without those that end a text of a script.
bool is_of_path(char c) {
  const bool is_alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return is_alphanumeric || std::string_view("/-._~!$&()*+,;=:@%?").find(c) != std::string_view::npos;
}

void add_path(std::vector<std::string>& paths, std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_of_path);
  const std::string path(text.begin(), end);
  const bool is_usable = path.starts_with('/') && path.size() <= path_bytes_max && paths.size() < paths_max;
  if (is_usable && std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(path);
}

}  // namespace

std::string accept_of(std::string_view key) {
  const std::string whole = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";  // RFC 6455, 1.3
  Bytes digest(EVP_MAX_MD_SIZE);
  unsigned int size = 0;
  const int done = EVP_Digest(whole.data(), whole.size(), digest.data(), &size, EVP_sha1(), nullptr);
  HOSHI_ASSERT(done == 1);
  return to_base64(ByteView(digest).first(size));
}

Result<Bytes> write_upgrade(std::string_view path, std::string_view host, std::string_view key) {
  for (const auto part : {path, host, key}) {
    const bool is_safe = !part.empty() && std::all_of(part.begin(), part.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    if (!is_safe) return fail(ErrorCode::invalid_input, "a part would split the request");
  }
  return to_bytes(fmt::format(
      "GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: hoshi\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: {}\r\nSec-WebSocket-Version: 13\r\n\r\n",
      path, host, key));
}

Result<std::optional<Upgrade>> read_upgrade(ByteView received, std::string_view key) {
  const std::string text = to_text(received.first(std::min(received.size(), head_bytes_max)));
  constexpr std::string_view beginning = "HTTP/1.";
  const auto compared = std::min(text.size(), beginning.size());
  if (text.substr(0, compared) != beginning.substr(0, compared)) return fail(ErrorCode::corrupt, "no HTTP");
  const auto end = text.find("\r\n\r\n");
  if (end == std::string::npos && text.size() >= head_bytes_max) return fail(ErrorCode::corrupt, "a head without end");
  if (end == std::string::npos) return std::optional<Upgrade>{};
  Upgrade upgrade;
  upgrade.size = end + 4;
  const auto status = text.size() > 12 ? parse_number(std::string_view(text).substr(9, 3), 999) : std::nullopt;
  if (!status) return fail(ErrorCode::corrupt, "no status");
  upgrade.status = static_cast<int>(*status);
  constexpr std::string_view name = "sec-websocket-accept:";
  for (const std::string& line : split(std::string_view(text).substr(0, end), '\n')) {
    if (!starts_with_ignoring_case(line, name)) continue;
    upgrade.is_open = upgrade.status == 101 && trimmed(std::string_view(line).substr(name.size())) == accept_of(key);
  }
  return std::optional(upgrade);
}

Result<std::optional<Frame>> read_frame(ByteView received) {
  ByteReader reader(received);
  if (received.size() < 2) return std::optional<Frame>{};
  const int first = HOSHI_TRY(reader.u8("kind"));
  const int second = HOSHI_TRY(reader.u8("length"));
  const auto kind = kind_of(first & 0x0f);
  if (!kind || (first & 0x70) != 0 || (second & 0x80) != 0) return fail(ErrorCode::corrupt, "no frame of a server");
  std::uint64_t length = static_cast<std::uint64_t>(second);
  if (length == 126) {
    if (reader.remaining() < 2) return std::optional<Frame>{};
    length = HOSHI_TRY(reader.u16("length"));
  } else if (length == 127) {
    if (reader.remaining() < 8) return std::optional<Frame>{};
    const std::uint64_t high = HOSHI_TRY(reader.u32("length"));
    length = (high << 32) | HOSHI_TRY(reader.u32("length"));
  }
  if (length > payload_bytes_max) return fail(ErrorCode::corrupt, "a frame beyond the limit");
  if (reader.remaining() < length) return std::optional<Frame>{};
  const auto payload = HOSHI_TRY(reader.take(static_cast<std::size_t>(length), "payload"));
  return std::optional(Frame{*kind, (first & 0x80) != 0, {payload.begin(), payload.end()}, reader.position()});
}

Bytes write_text(std::string_view text, ByteView mask) {
  HOSHI_ASSERT(mask.size() == 4 && text.size() < 65536);
  ByteWriter writer;
  writer.u8(0x81);
  if (text.size() < 126) {
    writer.u8(static_cast<std::uint8_t>(0x80 | text.size()));
  } else {
    writer.u8(0x80 | 126);
    writer.u16(static_cast<std::uint16_t>(text.size()));
  }
  writer.append(mask);
  std::size_t at = 0;
  for (const char c : text) writer.u8(static_cast<std::uint8_t>(static_cast<unsigned char>(c) ^ mask[at++ % 4]));
  return std::move(writer).bytes();
}

std::vector<std::string> paths_in(std::string_view page) {
  std::vector<std::string> paths;
  for (const std::string_view scheme : {"ws://", "wss://"}) {
    for (auto at = page.find(scheme); at != std::string_view::npos; at = page.find(scheme, at + 1)) {
      const auto rest = page.substr(at + scheme.size(), 1024);
      const auto slash = rest.find('/');
      const auto stop = rest.find_first_of(" \r\n<");
      if (slash != std::string_view::npos && slash < stop) add_path(paths, rest.substr(slash));
    }
  }
  constexpr std::string_view call = "WebSocket(";
  for (auto at = page.find(call); at != std::string_view::npos; at = page.find(call, at + 1)) {
    auto rest = page.substr(at + call.size(), 1024);
    if (!rest.empty() && (rest.front() == '"' || rest.front() == '\'')) add_path(paths, rest.substr(1));
  }
  return paths;
}

}  // namespace hoshi::protocols::websocket
