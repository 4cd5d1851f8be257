// Network gear, serial servers and printers: Ubiquiti, Lantronix, Moxa and Canon's BJNP.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "protocols/datagrams/reading.h"

namespace hoshi::protocols::datagrams {
namespace {

Bytes ubiquiti_question(ByteView) { return Bytes{1, 0, 0, 0}; }

// Version 1, command 0, and a list of fields: a kind, a length of two bytes, the value. A MAC is always there.
Result<Recognised> read_ubiquiti(ByteView answer) {
  constexpr std::uint8_t mac = 1;
  constexpr std::uint8_t mac_and_address = 2;
  constexpr std::uint8_t firmware = 3;
  constexpr std::uint8_t model = 0x0C;
  constexpr std::uint8_t full_model = 0x14;
  ByteReader reader(answer);
  HOSHI_CHECK(require(HOSHI_TRY(reader.u16("head")) == 0x0100, "another version"));
  ByteReader fields(HOSHI_TRY(reader.vector16("fields")));
  HOSHI_CHECK(require(reader.at_end(), "bytes behind the fields"));
  Recognised found{"ubiquiti", "", "", "discovery protocol 1"};
  bool has_mac = false;
  while (!fields.at_end()) {
    const auto kind = HOSHI_TRY(fields.u8("kind"));
    const auto value = HOSHI_TRY(fields.vector16("value"));
    has_mac = has_mac || (kind == mac && value.size() == 6) || (kind == mac_and_address && value.size() == 10);
    if (kind == firmware) found.version = to_text(value);
    if (kind == full_model || (kind == model && found.product.empty())) found.product = to_text(value);
  }
  HOSHI_CHECK(require(has_mac, "no MAC"));
  return found;
}

std::optional<Recognised> recognise_ubiquiti(ByteView, ByteView answer) { return yes_or_no(read_ubiquiti(answer)); }

// Lantronix UDS-10 user guide, table 19: F6 asks for the version of the firmware, F7 answers with the first 16 bytes
// of its image and at least four bytes about the device. F8, which would hand out the set-up, is not asked.
constexpr std::uint32_t query_version = 0xF6;
constexpr std::uint32_t version_information = 0xF7;

Bytes lantronix_question(ByteView) {
  ByteWriter writer;
  writer.u32(query_version);
  return std::move(writer).bytes();
}

Result<Recognised> read_lantronix(ByteView answer) {
  constexpr std::size_t most_bytes = 64;
  ByteReader reader(answer);
  HOSHI_CHECK(require(HOSHI_TRY(reader.u32("function")) == version_information, "another function"));
  const auto image = HOSHI_TRY(reader.take(16, "image"));
  (void)HOSHI_TRY(reader.take(4, "device"));
  HOSHI_CHECK(require(answer.size() <= most_bytes, "longer than any device sends"));
  const bool is_type = std::all_of(image.begin() + 4, image.begin() + 6, [](auto c) { return c > 0x20 && c < 0x7F; });
  HOSHI_CHECK(require(is_type, "no type of firmware"));
  return Recognised{"lantronix", "", "", "firmware type " + to_text(image.subspan(4, 2))};
}

std::optional<Recognised> recognise_lantronix(ByteView, ByteView answer) { return yes_or_no(read_lantronix(answer)); }

// Head of eight bytes: number with the direction bit, status, length with the head, and a transaction that comes back.
constexpr std::uint8_t moxa_search = 1;

Bytes moxa_question(ByteView random) {
  ByteWriter writer;
  writer.u8(moxa_search);
  writer.u8(0);
  writer.u16(8);
  writer.append(random.first(4));
  return std::move(writer).bytes();
}

Result<Recognised> read_moxa(ByteView question, ByteView answer) {
  constexpr std::uint8_t is_reply = 0x80;
  constexpr std::size_t identity_bytes = 12;
  ByteReader reader(answer);
  HOSHI_CHECK(require(HOSHI_TRY(reader.u8("number")) == (moxa_search | is_reply), "another number"));
  HOSHI_CHECK(require(HOSHI_TRY(reader.u8("status")) == 0, "an error"));
  HOSHI_CHECK(require(HOSHI_TRY(reader.u16("length")) == answer.size(), "another length"));
  HOSHI_CHECK(require(is_same(HOSHI_TRY(reader.take(4, "transaction")), question.subspan(4, 4)), "another transaction"));
  (void)HOSHI_TRY(reader.take(identity_bytes, "identity"));
  return Recognised{"moxa", "", "", "serial device server"};
}

std::optional<Recognised> recognise_moxa(ByteView question, ByteView answer) {
  return yes_or_no(read_moxa(question, answer));
}

// BJNP: mark, kind of device, command, status, sequence, session, length. 0x30 asks for the IEEE 1284 identity.
constexpr std::string_view bjnp_mark = "BJNP";
constexpr std::uint8_t bjnp_printer = 1;
constexpr std::uint8_t bjnp_identity = 0x30;

Bytes bjnp_question(ByteView random) {
  ByteWriter writer;
  writer.append(bjnp_mark);
  writer.u8(bjnp_printer);
  writer.u8(bjnp_identity);
  writer.u16(0);
  writer.append(random.first(2));
  writer.u16(0);
  writer.u32(0);
  return std::move(writer).bytes();
}

// IEEE 1284, 7.6: "MFG:Canon;MDL:MG5300 series;…".
std::string identity_field(const std::string& identity, std::string_view name) {
  for (const auto& field : split(identity, ';')) {
    if (field.starts_with(name)) return field.substr(name.size());
  }
  return {};
}

Result<Recognised> read_bjnp(ByteView question, ByteView answer) {
  constexpr std::uint8_t is_reply = 0x80;
  ByteReader reader(answer);
  HOSHI_CHECK(require(to_text(HOSHI_TRY(reader.take(4, "mark"))) == bjnp_mark, "not BJNP"));
  HOSHI_CHECK(require(HOSHI_TRY(reader.u8("device")) == (bjnp_printer | is_reply), "no reply of a printer"));
  HOSHI_CHECK(require(HOSHI_TRY(reader.u8("command")) == bjnp_identity, "another command"));
  (void)HOSHI_TRY(reader.u16("status"));
  HOSHI_CHECK(require(is_same(HOSHI_TRY(reader.take(2, "sequence")), question.subspan(8, 2)), "another sequence"));
  (void)HOSHI_TRY(reader.u16("session"));
  HOSHI_CHECK(require(HOSHI_TRY(reader.u32("length")) == reader.remaining(), "another length"));
  if (reader.remaining() <= 2) return Recognised{"bjnp", "", "", "keeps its identity"};
  const auto length = HOSHI_TRY(reader.u16("length of the identity"));
  const std::string identity = to_text(reader.rest());
  HOSHI_CHECK(require(length == identity.size() || length == identity.size() + 2, "another length"));
  return Recognised{"bjnp", identity_field(identity, "MDL:"), identity_field(identity, "VER:"),
                    "maker " + identity_field(identity, "MFG:")};
}

std::optional<Recognised> recognise_bjnp(ByteView question, ByteView answer) {
  return yes_or_no(read_bjnp(question, answer));
}

}  // namespace

std::vector<Entry> network_gear_entries() {
  return {
      {"ubiquiti", "ubiquiti", {10001}, Ask::unicast, Answers::from_port, ubiquiti_question, recognise_ubiquiti},
      {"lantronix", "lantronix", {30718}, Ask::unicast, Answers::from_port, lantronix_question, recognise_lantronix},
      {"moxa", "moxa", {4800}, Ask::unicast, Answers::from_port, moxa_question, recognise_moxa},
      {"bjnp", "bjnp", {8611, 8612}, Ask::unicast, Answers::from_port, bjnp_question, recognise_bjnp},
  };
}

}  // namespace hoshi::protocols::datagrams
