// Field networks: PROFINET's endpoint mapper (IEC 61158-6-10) and the link layer of DNP3 (IEEE 1815).
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "protocols/datagrams/reading.h"

namespace hoshi::protocols::datagrams {
namespace {

// C706, 12.5.2: the header of connectionless DCE RPC, big-endian by its representation bytes.
constexpr std::size_t rpc_header_bytes = 80;
constexpr std::size_t activity_offset = 40;
constexpr std::uint8_t rpc_request = 0;
constexpr std::uint8_t rpc_response = 2;
constexpr std::uint8_t idempotent = 0x20;
constexpr std::uint16_t lookup = 2;
constexpr std::size_t lookup_bytes = 76;

// e1af8308-5d1f-11c9-91a4-08002b14a0fa, C706 appendix O.
constexpr std::array<std::uint8_t, 16> endpoint_mapper{0xE1, 0xAF, 0x83, 0x08, 0x5D, 0x1F, 0x11, 0xC9,
                                                       0x91, 0xA4, 0x08, 0x00, 0x2B, 0x14, 0xA0, 0xFA};
// dea0000n-6c97-11d1-8271-00a02442df7d without its first four bytes, which name the role, as towers write it.
constexpr std::array<std::uint8_t, 12> profinet_tail{0x97, 0x6C, 0xD1, 0x11, 0x82, 0x71,
                                                     0x00, 0xA0, 0x24, 0x42, 0xDF, 0x7D};

Bytes profinet_question(ByteView random) {
  constexpr std::uint32_t mapper_version = 3;
  constexpr std::uint16_t no_hint = 0xFFFF;
  ByteWriter writer;
  writer.append(Bytes{4, rpc_request, idempotent, 0, 0, 0, 0, 0});  // big-endian, ASCII, IEEE
  writer.append(Bytes(16, 0));                                      // object
  writer.append(ByteView(endpoint_mapper));
  writer.append(random.first(16));  // activity: comes back
  writer.u32(0);                    // boot time of the server
  writer.u32(mapper_version);
  writer.u32(0);  // sequence
  writer.u16(lookup);
  writer.u16(no_hint);
  writer.u16(no_hint);
  writer.u16(lookup_bytes);
  writer.u16(0);  // fragment
  writer.u16(0);  // authentication and serial
  // C706 appendix O, ept_lookup: all elements. Both references are there, and point to nothing, as PROFINET wants it.
  constexpr std::uint32_t any_version = 1;
  writer.u32(0);
  writer.u32(1);
  writer.append(Bytes(16, 0));
  writer.u32(2);
  writer.append(Bytes(20, 0));
  writer.u32(any_version);
  writer.append(Bytes(20, 0));  // a new handle
  writer.u32(1);                // at most one entry
  return std::move(writer).bytes();
}

std::string_view role_of(std::uint8_t number) {
  switch (number) {
    case 1: return "IO device";
    case 2: return "IO controller";
    case 3: return "IO supervisor";
    case 4: return "parameter server";
    default: return "";
  }
}

// Any DCE RPC service may sit on a port; only the interface of PROFINET in the list proves PROFINET.
std::string_view profinet_role(ByteView body) {
  auto at = std::search(body.begin(), body.end(), profinet_tail.begin(), profinet_tail.end());
  if (at == body.end() || at - body.begin() < 4) return {};
  const ByteView front = body.subspan(static_cast<std::size_t>(at - body.begin()) - 4, 4);
  if (front[1] != 0 || front[2] != 0xA0 || front[3] != 0xDE) return {};
  return role_of(front[0]);
}

Result<Recognised> read_profinet(ByteView question, ByteView answer) {
  constexpr std::size_t representation_offset = 4;
  constexpr std::size_t length_offset = 74;
  HOSHI_CHECK(require(answer.size() > rpc_header_bytes, "shorter than its header"));
  HOSHI_CHECK(require(answer[0] == 4 && answer[1] == rpc_response, "no response of DCE RPC"));
  const bool is_little = (answer[representation_offset] & 0xF0) == 0x10;
  ByteReader reader(answer.subspan(length_offset));
  const std::size_t length = is_little ? HOSHI_TRY(little16(reader, "length")) : HOSHI_TRY(reader.u16("length"));
  HOSHI_CHECK(require(length + rpc_header_bytes == answer.size(), "another length"));
  // The activity is written in the byte order of the answer; its last eight bytes are bytes in either.
  constexpr std::size_t plain_offset = activity_offset + 8;
  HOSHI_CHECK(require(is_same(answer.subspan(plain_offset, 8), question.subspan(plain_offset, 8)), "another activity"));
  const auto role = profinet_role(answer.subspan(rpc_header_bytes));
  HOSHI_CHECK(require(!role.empty(), "no interface of PROFINET"));
  return Recognised{"profinet", "", "", std::string(role)};
}

std::optional<Recognised> recognise_profinet(ByteView question, ByteView answer) {
  return yes_or_no(read_profinet(question, answer));
}

// IEEE 1815, 9.2.4: the check of each block is CRC-16/DNP.
std::uint16_t dnp_check(ByteView bytes) {
  constexpr std::uint16_t polynomial = 0xA6BC;  // 0x3D65, lowest bit first
  std::uint16_t value = 0;
  for (const std::uint8_t byte : bytes) {
    value = static_cast<std::uint16_t>(value ^ byte);
    for (int bit = 0; bit < 8; ++bit)
      value = static_cast<std::uint16_t>((value & 1) != 0 ? (value >> 1) ^ polynomial : value >> 1);
  }
  return static_cast<std::uint16_t>(~value);
}

constexpr std::uint16_t dnp_start = 0x0564;
constexpr std::uint16_t our_address = 1;
// 9.2.5.3: 65532 is whoever listens, where that is allowed; the others are what outstations come with.
constexpr std::array<std::uint16_t, 5> asked_addresses{0xFFFC, 1, 4, 10, 1024};

// 9.2.5: Request Link Status changes nothing and is answered by the link layer alone.
Bytes dnp3_question(ByteView) {
  constexpr std::uint8_t request_status = 0xC9;
  ByteWriter all;
  for (const auto address : asked_addresses) {
    ByteWriter frame;
    frame.u16(dnp_start);
    frame.u8(5);
    frame.u8(request_status);
    put_little16(frame, address);
    put_little16(frame, our_address);
    put_little16(frame, dnp_check(frame.bytes()));
    all.append(ByteView(frame.bytes()));
  }
  return std::move(all).bytes();
}

Result<Recognised> read_dnp3(ByteView, ByteView answer) {
  constexpr std::size_t checked_bytes = 8;
  constexpr std::uint8_t direction_and_primary = 0xC0;
  constexpr std::uint8_t link_status = 0x0B;
  ByteReader reader(answer);
  HOSHI_CHECK(require(HOSHI_TRY(reader.u16("start")) == dnp_start, "not DNP3"));
  HOSHI_CHECK(require(HOSHI_TRY(reader.u8("length")) == 5, "more than a header"));
  const auto control = HOSHI_TRY(reader.u8("control"));
  HOSHI_CHECK(require((control & direction_and_primary) == 0 && (control & 0x0F) == link_status, "no link status"));
  HOSHI_CHECK(require(HOSHI_TRY(little16(reader, "destination")) == our_address, "to somebody else"));
  const auto source = HOSHI_TRY(little16(reader, "source"));
  const bool was_asked = std::find(asked_addresses.begin() + 1, asked_addresses.end(), source) != asked_addresses.end();
  // Whoever is asked by the address for everybody answers with its own.
  HOSHI_CHECK(require(was_asked || source < 0xFFF0, "an address that nobody has"));
  HOSHI_CHECK(require(HOSHI_TRY(little16(reader, "check")) == dnp_check(answer.first(checked_bytes)), "a wrong check"));
  return Recognised{"dnp3", "", "", "link status of outstation " + std::to_string(source)};
}

std::optional<Recognised> recognise_dnp3(ByteView question, ByteView answer) {
  return yes_or_no(read_dnp3(question, answer));
}

}  // namespace

std::vector<Entry> field_networks_entries() {
  return {
      {"profinet", "profinet", {34964}, Ask::unicast, Answers::from_any_port, profinet_question, recognise_profinet},
      {"dnp3", "dnp3", {20000}, Ask::unicast, Answers::from_port, dnp3_question, recognise_dnp3},
  };
}

}  // namespace hoshi::protocols::datagrams
