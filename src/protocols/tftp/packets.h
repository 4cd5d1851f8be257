// TFTP packets (RFC 1350) with option negotiation (RFC 2347 to 2349).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace hoshi::protocols::tftp {

constexpr std::size_t block_bytes = 512;  // RFC 1350, 2; we never ask for another size
constexpr std::size_t options_max = 16;

enum class Operation : std::uint16_t { read = 1, write = 2, data = 3, acknowledgement = 4, error = 5, options = 6 };

// RFC 1350, appendix; RFC 2347.
namespace error_code {
constexpr std::uint16_t not_defined = 0;
constexpr std::uint16_t not_found = 1;
constexpr std::uint16_t access_violation = 2;
constexpr std::uint16_t file_exists = 6;
constexpr std::uint16_t refused_options = 8;
}  // namespace error_code

struct Packet {
  Operation operation = Operation::error;
  std::uint16_t number = 0;    // of the block, or of the error
  Bytes data;                  // of a data packet; hostile
  std::string text;            // of an error; hostile
  std::vector<std::pair<std::string, std::string>> options;  // lower-case names
};

// Mode "octet". Names with a zero byte are cut there by every server: a broken invariant.
Bytes write_read_request(std::string_view file);
Bytes write_write_request(std::string_view file);
Bytes write_data(std::uint16_t number, ByteView data);
Bytes write_acknowledgement(std::uint16_t number);
Bytes write_error(std::uint16_t number, std::string_view text);

// What a server may send: data, acknowledgement, error, options. corrupt: anything else.
[[nodiscard]] Result<Packet> read_packet(ByteView datagram);

}  // namespace hoshi::protocols::tftp
