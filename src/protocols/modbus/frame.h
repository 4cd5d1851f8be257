// Modbus over TCP: requests that identify, read and write, and the parsing of hostile answers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace hoshi::protocols::modbus {

// Function codes, MODBUS Application Protocol 1.1b3, 6.
constexpr std::uint8_t read_coils = 1;
constexpr std::uint8_t read_holding_registers = 3;
constexpr std::uint8_t read_input_registers = 4;
constexpr std::uint8_t write_single_register = 6;
constexpr std::uint8_t write_registers = 16;
constexpr std::uint8_t read_device_identification = 43;

struct Frame {
  std::uint16_t transaction = 0;
  std::uint8_t unit = 0;
  std::uint8_t function = 0;   // without the bit that says exception
  std::uint8_t exception = 0;  // 0: none
  Bytes data;                  // behind the function code
  std::size_t size = 0;        // bytes on the wire
};

// `pdu` has at most 253 bytes; an answer repeats the transaction.
Bytes write_frame(std::uint16_t transaction, std::uint8_t unit, ByteView pdu);
// Nothing: more bytes are needed. corrupt: this is not Modbus.
[[nodiscard]] Result<std::optional<Frame>> read_frame(ByteView received);

Bytes identification_request(std::uint8_t level = 1, std::uint8_t object = 0);
// `count` coils or registers; one of the reading functions.
Bytes read_request(std::uint8_t function, std::uint16_t address, std::uint16_t count);
// One of the writing functions, one register.
Bytes write_request(std::uint8_t function, std::uint16_t address, std::uint16_t value);

struct Identification {
  std::string vendor;    // printable, as the device says
  std::string product;   // product name when given, else the product code
  std::string revision;
};
// Objects 0 to 4, as far as they came.
[[nodiscard]] Result<Identification> identification_in(const Frame& frame);
// The registers an answer to functions 3 and 4 carries.
[[nodiscard]] Result<std::vector<std::uint16_t>> registers_in(const Frame& frame);

// The object of a declared request: "holding/40", "coil/3", "input/7", or a plain number, which is a holding register.
struct Place {
  std::uint8_t function = read_holding_registers;
  std::uint16_t address = 0;
};
std::optional<Place> place_from(std::string_view path);

}  // namespace hoshi::protocols::modbus
