// UUID version 7 as text.
// SPDX-License-Identifier: Apache-2.0
#include "base/identifier.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"

namespace hoshi {
namespace {

constexpr std::size_t text_length = 36;
constexpr std::array<std::size_t, 4> dashes{8, 13, 18, 23};
constexpr std::size_t version_place = 14;
constexpr std::size_t variant_place = 19;
constexpr std::int64_t time_end = std::int64_t{1} << 48;

bool is_dash_place(std::size_t place) { return std::find(dashes.begin(), dashes.end(), place) != dashes.end(); }

}  // namespace

std::string new_identifier(Instant now, std::span<const std::uint8_t, identifier_random_bytes> random) {
  const std::int64_t milliseconds = now.time_since_epoch().count();
  HOSHI_ASSERT(milliseconds >= 0 && milliseconds < time_end);
  std::array<std::uint8_t, 16> bytes{};
  for (std::size_t i = 0; i < 6; ++i) bytes[i] = static_cast<std::uint8_t>(milliseconds >> (40 - 8 * i));
  std::copy(random.begin(), random.end(), bytes.begin() + 6);
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | 0x70);  // RFC 9562, 4.2: version 7
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);  // RFC 9562, 4.1: variant 10
  std::string text = to_hex(bytes);
  for (const std::size_t place : dashes) text.insert(place, 1, '-');
  return text;
}

bool is_identifier(std::string_view text) {
  if (text.size() != text_length) return false;
  for (std::size_t place = 0; place < text.size(); ++place) {
    const char c = text[place];
    const bool is_digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    if (is_dash_place(place) ? c != '-' : !is_digit) return false;
  }
  return text[version_place] == '7' && std::string_view("89ab").find(text[variant_place]) != std::string_view::npos;
}

Result<Instant> instant_of_identifier(std::string_view text) {
  if (!is_identifier(text)) return fail(ErrorCode::invalid_input, "this is no identifier (UUID version 7 in lower case)");
  const Bytes bytes = HOSHI_TRY(from_hex(std::string(text.substr(0, 8)) + std::string(text.substr(9, 4))));
  std::int64_t milliseconds = 0;
  for (const std::uint8_t byte : bytes) milliseconds = milliseconds << 8 | byte;
  return Instant(std::chrono::milliseconds(milliseconds));
}

}  // namespace hoshi
