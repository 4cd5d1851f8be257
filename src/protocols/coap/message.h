// CoAP messages (RFC 7252): header, token, options, payload; what a client sends and what it gets back.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace hoshi::protocols::coap {

constexpr std::size_t options_max = 64;  // of one message that is read
constexpr std::size_t token_bytes_max = 8;

enum class Type : std::uint8_t { confirmable = 0, non_confirmable = 1, acknowledgement = 2, reset = 3 };

// RFC 7252, 12.1: class and detail of a code, "4.01" is 4 × 32 + 1.
namespace code {
constexpr std::uint8_t empty = 0;
constexpr std::uint8_t get = 1;
constexpr std::uint8_t put = 3;
constexpr std::uint8_t changed = 2 << 5 | 4;
constexpr std::uint8_t content = 2 << 5 | 5;
constexpr std::uint8_t unauthorized = 4 << 5 | 1;
constexpr std::uint8_t forbidden = 4 << 5 | 3;
constexpr std::uint8_t not_found = 4 << 5 | 4;
}  // namespace code
std::string code_text(std::uint8_t code);  // "2.05"
inline bool is_success(std::uint8_t code) { return code >> 5 == 2; }

// RFC 7252, 12.2; RFC 7959, 6.
namespace option {
constexpr std::uint16_t uri_path = 11;
constexpr std::uint16_t content_format = 12;
constexpr std::uint16_t uri_query = 15;
constexpr std::uint16_t block2 = 23;
constexpr std::uint16_t block1 = 27;
}  // namespace option

struct Option {
  std::uint16_t number = 0;
  Bytes value;  // hostile
};

struct Message {
  Type type = Type::confirmable;
  std::uint8_t code = code::empty;
  std::uint16_t id = 0;
  Bytes token;
  std::vector<Option> options;
  Bytes payload;  // hostile

  const Option* find(std::uint16_t number) const;  // the first one, or null
};

// Options are put in order. A token of more than eight bytes is a broken invariant.
Bytes write_message(const Message& message);
[[nodiscard]] Result<Message> read_message(ByteView datagram);

// RFC 7959, 2.2.
struct Block {
  std::uint32_t number = 0;  // at most 2^20 - 1
  bool more = false;
  std::uint8_t size_exponent = 6;  // 2^(4 + n) bytes; 7 is reserved
  std::size_t bytes() const { return std::size_t{16} << size_exponent; }
};
Bytes write_block(const Block& block);
// corrupt: more than three bytes, or the reserved size.
[[nodiscard]] Result<Block> read_block(ByteView value);

// A request for "/a/b?c=d": its Uri-Path and Uri-Query options, percent signs decoded (RFC 7252, 6.4).
Message request(std::uint8_t code, std::string_view path);

}  // namespace hoshi::protocols::coap
