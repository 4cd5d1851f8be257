// The little of ASN.1's BER that SNMP messages are made of.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace hoshi::protocols::datagrams {

constexpr std::uint8_t ber_integer = 0x02;
constexpr std::uint8_t ber_octets = 0x04;
constexpr std::uint8_t ber_null = 0x05;
constexpr std::uint8_t ber_oid = 0x06;
constexpr std::uint8_t ber_sequence = 0x30;

struct BerValue {
  std::uint8_t tag = 0;
  ByteView content;  // borrowed
};

// X.690, 8.1: one-byte tags and definite lengths of at most two bytes; anything else is corrupt.
[[nodiscard]] Result<BerValue> read_ber(ByteReader& reader);
// corrupt when the tag is another one.
[[nodiscard]] Result<ByteView> read_ber(ByteReader& reader, std::uint8_t tag);
// Of at most four bytes, not negative.
[[nodiscard]] Result<std::uint32_t> read_ber_number(ByteReader& reader);

Bytes ber(std::uint8_t tag, ByteView content);
Bytes ber_number(std::uint32_t number);  // below 2^31

}  // namespace hoshi::protocols::datagrams
