// Matter: the first message of a certified session (CASE), which a node without our fabric refuses or acknowledges.
// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "base/encoding.h"
#include "protocols/datagrams/reading.h"

namespace hoshi::protocols::datagrams {
namespace {

// Matter Core 1.3, 4.4 and 4.10: an unsecured session, our own ephemeral node number, our exchange.
constexpr std::uint8_t has_source_node = 0x04;
constexpr std::uint8_t destination_bits = 0x03;
constexpr std::uint8_t destination_is_node = 0x01;
constexpr std::uint8_t from_initiator = 0x01;
constexpr std::uint8_t acknowledges = 0x02;
constexpr std::uint8_t wants_acknowledgement = 0x04;
constexpr std::uint8_t sigma_1 = 0x30;
constexpr std::uint8_t status_report = 0x40;
constexpr std::uint8_t bare_acknowledgement = 0x10;
constexpr std::size_t counter_offset = 4;
constexpr std::size_t node_offset = 8;
constexpr std::size_t exchange_offset = 18;

// SEC 2, 2.4.2: the base point of P-256, a public key that is valid and nobody's.
constexpr std::string_view base_point =
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ecec"
    "bb6406837bf51f5";

void put_octets(ByteWriter& writer, std::uint8_t tag, ByteView octets) {
  constexpr std::uint8_t octets_with_context_tag = 0x30;
  writer.u8(octets_with_context_tag);
  writer.u8(tag);
  writer.vector8(octets);
}

// 4.14.2.3: Sigma1 with a destination that exists in no fabric. What is random here protects nothing.
Bytes matter_question(ByteView random) {
  constexpr std::uint8_t structure = 0x15;
  constexpr std::uint8_t number_of_two_bytes = 0x25;
  constexpr std::uint8_t end = 0x18;
  ByteWriter writer;
  writer.u8(has_source_node);
  writer.u16(0);  // unsecured session
  writer.u8(0);
  writer.append(random.first(4));  // message counter
  writer.append(random.subspan(4, 8));
  writer.u8(from_initiator | wants_acknowledgement);
  writer.u8(sigma_1);
  writer.append(random.subspan(12, 2));  // exchange
  writer.u16(0);                         // the secure channel's protocol
  writer.u8(structure);
  put_octets(writer, 1, random.first(32));
  writer.u8(number_of_two_bytes);
  writer.u8(2);
  writer.append(random.subspan(14, 2));  // our session
  put_octets(writer, 3, random.first(32));
  const auto key = from_hex(base_point);
  HOSHI_ASSERT(key.has_value());
  put_octets(writer, 4, *key);
  writer.u8(end);
  return std::move(writer).bytes();
}

Result<Recognised> read_matter(ByteView question, ByteView answer) {
  ByteReader reader(answer);
  const auto flags = HOSHI_TRY(reader.u8("flags"));
  HOSHI_CHECK(require((flags >> 4) == 0 && (flags & destination_bits) == destination_is_node, "not to a node"));
  HOSHI_CHECK(require(HOSHI_TRY(reader.u16("session")) == 0 && HOSHI_TRY(reader.u8("security")) == 0, "another session"));
  (void)HOSHI_TRY(reader.u32("counter"));
  if ((flags & has_source_node) != 0) (void)HOSHI_TRY(reader.take(8, "source"));
  const auto node = HOSHI_TRY(reader.take(8, "destination"));
  HOSHI_CHECK(require(is_same(node, question.subspan(node_offset, 8)), "to another node"));
  const auto exchange_flags = HOSHI_TRY(reader.u8("exchange flags"));
  const auto operation = HOSHI_TRY(reader.u8("operation"));
  const auto exchange = HOSHI_TRY(reader.take(2, "exchange"));
  HOSHI_CHECK(require(is_same(exchange, question.subspan(exchange_offset, 2)), "another exchange"));
  HOSHI_CHECK(require(HOSHI_TRY(reader.u16("protocol")) == 0, "another protocol"));
  HOSHI_CHECK(require((exchange_flags & from_initiator) == 0 && (exchange_flags & acknowledges) != 0, "no answer"));
  const auto counter = HOSHI_TRY(reader.take(4, "acknowledged counter"));
  HOSHI_CHECK(require(is_same(counter, question.subspan(counter_offset, 4)), "of another message"));
  HOSHI_CHECK(require(operation == status_report || operation == bare_acknowledgement, "another operation"));
  if (operation == bare_acknowledgement) {
    HOSHI_CHECK(require(reader.at_end(), "bytes behind an acknowledgement"));
    return Recognised{"matter", "", "", "acknowledges"};
  }
  (void)HOSHI_TRY(reader.take(8, "status"));  // general code, protocol, its code
  return Recognised{"matter", "", "", "refuses an unknown fabric"};
}

std::optional<Recognised> recognise_matter(ByteView question, ByteView answer) {
  return yes_or_no(read_matter(question, answer));
}

}  // namespace

std::vector<Entry> matter_entries() {
  return {{"matter", "matter", {5540}, Ask::unicast, Answers::from_port, matter_question, recognise_matter}};
}

}  // namespace hoshi::protocols::datagrams
