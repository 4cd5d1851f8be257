// Bounded reading and writing of the part of BER that SNMP uses: definite lengths, one-byte tags, no recursion.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace hoshi::protocols::snmp {

using Oid = std::vector<std::uint32_t>;

// X.690, 8; RFC 2578, 7.1; RFC 3416, 3.
namespace tag {
constexpr std::uint8_t integer = 0x02;
constexpr std::uint8_t octets = 0x04;
constexpr std::uint8_t null = 0x05;
constexpr std::uint8_t oid = 0x06;
constexpr std::uint8_t sequence = 0x30;
constexpr std::uint8_t no_such_object = 0x80;
constexpr std::uint8_t no_such_instance = 0x81;
constexpr std::uint8_t end_of_view = 0x82;
}  // namespace tag

constexpr std::size_t oid_arcs_max = 128;  // RFC 3416, 4.1

struct Element {
  std::uint8_t tag = tag::null;
  ByteView content;  // borrowed
};

// corrupt: cut off, an indefinite length, a length of more than four bytes, a tag of several bytes.
[[nodiscard]] Result<Element> read_element(ByteReader& reader, std::string_view what);
// The content of an element that must have that tag.
[[nodiscard]] Result<ByteView> read_tagged(ByteReader& reader, std::uint8_t wanted, std::string_view what);
[[nodiscard]] Result<std::int64_t> read_integer(ByteReader& reader, std::string_view what);
// One to eight bytes, two's complement.
[[nodiscard]] Result<std::int64_t> integer_from(ByteView content);
[[nodiscard]] Result<Oid> oid_from(ByteView content);
// "1.3.6.1.2.1.1.1.0"; arcs are decimal numbers of 32 bits, at least two and at most 128 of them.
[[nodiscard]] Result<Oid> oid_from(std::string_view text);
std::string text_of(const Oid& oid);

Bytes element(std::uint8_t tag, ByteView content);
Bytes integer(std::int64_t value);
Bytes octets(ByteView content);
Bytes object_identifier(const Oid& oid);  // at least two arcs
// An element around others, in order.
Bytes around(std::uint8_t tag, std::initializer_list<Bytes> parts);

}  // namespace hoshi::protocols::snmp
