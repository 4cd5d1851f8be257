// Controllers of machines: Modbus over UDP, EtherNet/IP and OMRON FINS, each asked only for its identity.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "protocols/datagrams/reading.h"

namespace hoshi::protocols::datagrams {
namespace {

constexpr std::uint8_t encapsulated = 0x2B;  // MODBUS Application Protocol 1.1b3, 6.21: read device identification
constexpr std::uint8_t identification = 0x0E;
constexpr std::uint8_t exception_bit = 0x80;

Bytes modbus_question(ByteView random, std::uint8_t unit) {
  ByteWriter writer;
  writer.append(random.first(2));  // transaction
  writer.u16(0);
  writer.u16(5);
  writer.u8(unit);
  writer.append(Bytes{encapsulated, identification, 1, 0});  // the basic objects, from the first one on
  return std::move(writer).bytes();
}
// MODBUS on TCP/IP 1.0b, 4.4.2: 255 means the device itself; many gateways and older devices answer only as unit 1.
Bytes modbus_device(ByteView random) { return modbus_question(random, 255); }
Bytes modbus_first_unit(ByteView random) { return modbus_question(random, 1); }

Result<Recognised> read_identification(ByteReader& reader) {
  constexpr std::size_t basic_objects = 3;  // maker, product code, revision
  HOSHI_CHECK(require(HOSHI_TRY(reader.u8("encapsulated")) == identification, "another interface"));
  (void)HOSHI_TRY(reader.take(4, "level and continuation"));
  const auto count = HOSHI_TRY(reader.u8("number of objects"));
  std::array<std::string, basic_objects> objects;
  for (int i = 0; i < count; ++i) {
    const auto id = HOSHI_TRY(reader.u8("object"));
    const auto text = HOSHI_TRY(reader.vector8("text"));
    if (id < basic_objects) objects[id] = to_text(text);
  }
  HOSHI_CHECK(require(reader.at_end(), "bytes behind the objects"));
  return Recognised{"modbus", objects[0] + " " + objects[1], objects[2], "unit identifies itself"};
}

Result<Recognised> read_modbus(ByteView question, ByteView answer) {
  constexpr std::uint8_t last_exception = 11;
  ByteReader reader(answer);
  HOSHI_CHECK(require(is_same(HOSHI_TRY(reader.take(2, "transaction")), question.first(2)), "another transaction"));
  HOSHI_CHECK(require(HOSHI_TRY(reader.u16("protocol")) == 0, "not Modbus"));
  HOSHI_CHECK(require(HOSHI_TRY(reader.u16("length")) == reader.remaining(), "another length"));
  HOSHI_CHECK(require(HOSHI_TRY(reader.u8("unit")) == question[6], "another unit"));
  const auto function = HOSHI_TRY(reader.u8("function"));
  if (function == encapsulated) return read_identification(reader);
  HOSHI_CHECK(require(function == (encapsulated | exception_bit), "another function"));
  const auto code = HOSHI_TRY(reader.u8("exception"));
  HOSHI_CHECK(require(reader.at_end() && code >= 1 && code <= last_exception, "no exception"));
  return Recognised{"modbus", "", "", fmt::format("exception {}", code)};
}

std::optional<Recognised> recognise_modbus(ByteView question, ByteView answer) {
  return yes_or_no(read_modbus(question, answer));
}

// CIP volume 2, 2-4.2: ListIdentity. The context comes back; its first two bytes limit the delay of the answer.
Bytes enip_question(ByteView random) {
  constexpr std::uint16_t list_identity = 0x0063;
  constexpr std::uint16_t delay_ms = 1;  // devices take at least 500
  ByteWriter writer;
  put_little16(writer, list_identity);
  put_little16(writer, 0);
  writer.u32(0);  // session
  writer.u32(0);  // status
  put_little16(writer, delay_ms);
  writer.append(random.first(6));
  writer.u32(0);  // options
  return std::move(writer).bytes();
}

Result<Recognised> read_enip(ByteView question, ByteView answer) {
  constexpr std::uint16_t list_identity = 0x0063;
  constexpr std::uint16_t identity_item = 0x000C;
  constexpr std::size_t context_offset = 12;
  constexpr std::size_t context_bytes = 8;
  ByteReader reader(answer);
  HOSHI_CHECK(require(HOSHI_TRY(little16(reader, "command")) == list_identity, "another command"));
  const std::size_t length = HOSHI_TRY(little16(reader, "length"));
  HOSHI_CHECK(require(HOSHI_TRY(reader.u32("session")) == 0 && HOSHI_TRY(reader.u32("status")) == 0, "an error"));
  const auto context = HOSHI_TRY(reader.take(context_bytes, "context"));
  HOSHI_CHECK(require(is_same(context, question.subspan(context_offset, context_bytes)), "another context"));
  (void)HOSHI_TRY(reader.u32("options"));
  HOSHI_CHECK(require(length == reader.remaining(), "another length"));
  HOSHI_CHECK(require(HOSHI_TRY(little16(reader, "items")) >= 1, "no item"));
  HOSHI_CHECK(require(HOSHI_TRY(little16(reader, "type of the item")) == identity_item, "another item"));
  const std::size_t item_bytes = HOSHI_TRY(little16(reader, "length of the item"));
  ByteReader item(HOSHI_TRY(reader.take(item_bytes, "item")));
  (void)HOSHI_TRY(item.take(18, "version and socket"));
  const auto maker = HOSHI_TRY(little16(item, "maker"));
  (void)HOSHI_TRY(item.take(4, "type and product code"));
  const auto major = HOSHI_TRY(item.u8("major revision"));
  const auto minor = HOSHI_TRY(item.u8("minor revision"));
  (void)HOSHI_TRY(item.take(6, "status and serial number"));
  const auto name = HOSHI_TRY(item.vector8("product name"));
  (void)HOSHI_TRY(item.u8("state"));
  return Recognised{"enip", to_text(name), fmt::format("{}.{}", major, minor), fmt::format("maker {}", maker)};
}

std::optional<Recognised> recognise_enip(ByteView question, ByteView answer) {
  return yes_or_no(read_enip(question, answer));
}

// FINS (OMRON W342): read the controller's data. The service id comes back.
constexpr std::uint8_t our_node = 0x63;
constexpr std::size_t fins_id_offset = 9;
constexpr std::uint16_t controller_data = 0x0501;

Bytes fins_question(ByteView random) {
  ByteWriter writer;
  writer.append(Bytes{0x80, 0, 2, 0, 0, 0, 0, our_node, 0});
  writer.u8(random[0]);
  writer.u16(controller_data);
  writer.u8(0);
  return std::move(writer).bytes();
}

Result<Recognised> read_fins(ByteView question, ByteView answer) {
  constexpr std::size_t text_bytes = 20;
  ByteReader reader(answer);
  const auto control = HOSHI_TRY(reader.u8("control"));
  const auto reserved = HOSHI_TRY(reader.u8("reserved"));
  (void)HOSHI_TRY(reader.u16("gateways and network"));
  const auto node = HOSHI_TRY(reader.u8("node"));
  (void)HOSHI_TRY(reader.u32("unit and source"));
  const auto id = HOSHI_TRY(reader.u8("service id"));
  const auto command = HOSHI_TRY(reader.u16("command"));
  const auto end = HOSHI_TRY(reader.u16("end code"));
  const bool is_response = (control & 0xFE) == 0xC0 && reserved == 0 && node == our_node;
  HOSHI_CHECK(require(is_response && id == question[fins_id_offset] && command == controller_data, "another question's"));
  constexpr std::uint16_t warnings = 0x00C0;  // bits of the end code that are no errors
  if ((end & ~warnings) != 0) {
    HOSHI_CHECK(require(reader.at_end(), "bytes behind an error"));
    return Recognised{"fins", "", "", fmt::format("end code {:04x}", end)};
  }
  const auto model = HOSHI_TRY(reader.take(text_bytes, "model"));
  const auto version = HOSHI_TRY(reader.take(text_bytes, "version"));
  return Recognised{"fins", text_until_zero(model), std::string(trimmed(text_until_zero(version))), "controller"};
}

std::optional<Recognised> recognise_fins(ByteView question, ByteView answer) {
  return yes_or_no(read_fins(question, answer));
}

}  // namespace

std::vector<Entry> industrial_entries() {
  return {
      {"modbus_udp", "modbus", {502}, Ask::unicast, Answers::from_port, modbus_device, recognise_modbus},
      {"modbus_udp_unit_1", "modbus", {502}, Ask::unicast, Answers::from_port, modbus_first_unit, recognise_modbus},
      {"enip", "enip", {44818}, Ask::unicast, Answers::from_port, enip_question, recognise_enip},
      {"fins", "fins", {9600}, Ask::unicast, Answers::from_port, fins_question, recognise_fins},
  };
}

}  // namespace hoshi::protocols::datagrams
