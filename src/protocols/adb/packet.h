// Packets of the Android Debug Bridge: the connect of a client and the first answer of a device.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"

namespace hoshi::protocols::adb {

struct Packet {
  std::string command;  // "CNXN", "AUTH", "STLS" …
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  Bytes payload;
  std::size_t size = 0;  // bytes on the wire
};

Bytes connect_packet();
// Nothing: more bytes are needed. corrupt: not ADB.
[[nodiscard]] Result<std::optional<Packet>> read_packet(ByteView received);

// What the banner of a CNXN says: "device::ro.product.name=x;ro.product.model=y;".
struct Banner {
  std::string state;  // "device", "recovery" …
  std::string model;  // ro.product.model, printable
};
Banner banner_in(const Packet& packet);

}  // namespace hoshi::protocols::adb
