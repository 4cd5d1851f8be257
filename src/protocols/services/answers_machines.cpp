// Hellos and answers of industrial protocols.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "protocols/bytes/little_endian.h"
#include "protocols/modbus/frame.h"
#include "protocols/services/answers.h"

namespace hoshi::protocols::services {
namespace {

constexpr std::uint16_t modbus_transaction = 0x4853;
constexpr std::size_t shown_bytes = 80;

Recognised whole(std::string protocol, std::string banner) {
  return Recognised{std::move(protocol), std::move(banner), "", true, "", ""};
}

// RFC 1006, 6: version 3, a reserved zero, the length of everything.
bool is_tpkt(ByteView received) {
  return received.size() >= 7 && received[0] == 3 && received[1] == 0 &&
         received.size() >= static_cast<std::size_t>(received[2] << 8 | received[3]);
}

// Behind the COTP data header (02 f0 80) a PDU of S7 begins with 0x32.
bool is_s7(ByteView received) { return is_tpkt(received) && received[5] == 0xf0 && received[7] == 0x32; }

// CRC of DNP3's link layer (IEEE 1815, 9.2): polynomial 0x3d65, reflected, inverted.
std::uint16_t dnp3_crc(ByteView bytes) {
  std::uint16_t crc = 0;
  for (const auto byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = static_cast<std::uint16_t>((crc & 1) != 0 ? (crc >> 1) ^ 0xa6bc : crc >> 1);
  }
  return static_cast<std::uint16_t>(~crc);
}

[[nodiscard]] Result<Recognised> read_identity(ByteView received) {
  ByteReader reader(received);
  const auto command = HOSHI_TRY(little16(reader, "command"));
  if (command != 0x63) return fail(ErrorCode::corrupt, "no answer to ListIdentity");
  HOSHI_CHECK(reader.take(22, "header"));
  HOSHI_CHECK(reader.take(2, "count"));
  const auto kind = HOSHI_TRY(little16(reader, "kind"));
  if (kind != 0x0c) return fail(ErrorCode::corrupt, "no identity item");
  HOSHI_CHECK(reader.take(2 + 2 + 16, "length, version and socket address"));
  const auto vendor = HOSHI_TRY(little16(reader, "vendor"));
  HOSHI_CHECK(reader.take(4, "device type and product code"));
  const int major = HOSHI_TRY(reader.u8("major"));
  const int minor = HOSHI_TRY(reader.u8("minor"));
  HOSHI_CHECK(reader.take(6, "status and serial"));
  const auto name = HOSHI_TRY(reader.vector8("name"));
  const std::string product = printable(to_text(name), shown_bytes);
  auto found = whole("ethernet_ip", fmt::format("vendor {}, {}", vendor, product));
  found.product = product;
  found.version = fmt::format("{}.{}", major, minor);
  return found;
}

}  // namespace

Bytes modbus_hello() { return modbus::write_frame(modbus_transaction, 1, modbus::identification_request()); }

std::optional<Recognised> modbus_answer(ByteView received) {
  const auto frame = modbus::read_frame(received);
  if (!frame || !*frame) return std::nullopt;
  const bool is_ours = (*frame)->transaction == modbus_transaction &&
                       (*frame)->function == modbus::read_device_identification && (*frame)->size == received.size();
  if (!is_ours) return std::nullopt;
  const auto named = modbus::identification_in(**frame);
  if (!named) return whole("modbus", fmt::format("exception {}", (*frame)->exception));
  auto found = whole("modbus", printable(named->vendor + " " + named->product + " " + named->revision));
  found.product = named->product.empty() ? named->vendor : printable(named->vendor + " " + named->product);
  found.version = named->revision;
  return found;
}

// RFC 905, 13.3, with the places that a PG uses for rack 0, slot 2.
Bytes s7_hello() {
  return {0x03, 0x00, 0x00, 0x16, 0x11, 0xe0, 0x00, 0x00, 0x48, 0x53, 0x00,
          0xc0, 0x01, 0x0a, 0xc1, 0x02, 0x01, 0x00, 0xc2, 0x02, 0x01, 0x02};
}

// Setup communication: negotiates the length of PDUs and nothing else.
Bytes s7_second(ByteView received) {
  if (!is_tpkt(received) || received[5] != 0xd0) return {};
  return {0x03, 0x00, 0x00, 0x19, 0x02, 0xf0, 0x80, 0x32, 0x01, 0x00, 0x00, 0x48, 0x53,
          0x00, 0x08, 0x00, 0x00, 0xf0, 0x00, 0x00, 0x01, 0x00, 0x01, 0x01, 0xe0};
}

std::optional<Recognised> s7_answer(ByteView received) {
  if (!is_tpkt(received) || received[5] != 0xd0) return std::nullopt;
  const std::size_t length = static_cast<std::size_t>(received[2] << 8 | received[3]);
  if (length < 7 || received.size() < length + 9 || !is_s7(received.subspan(length))) return std::nullopt;
  return whole("s7comm", "S7 setup accepted");
}

Bytes ethernet_ip_hello() {
  Bytes hello(24, 0);
  hello[0] = 0x63;
  return hello;
}

std::optional<Recognised> ethernet_ip_answer(ByteView received) {
  auto found = read_identity(received);
  return found ? std::optional(std::move(*found)) : std::nullopt;
}

// Asks the addresses 0 to 10 for the status of their link: outstations are silent to other addresses.
Bytes dnp3_hello() {
  Bytes hello;
  for (std::uint8_t address = 0; address <= 10; ++address) {
    Bytes frame{0x05, 0x64, 0x05, 0xc9, address, 0x00, 0x00, 0x00};
    const auto crc = dnp3_crc(frame);
    frame.push_back(static_cast<std::uint8_t>(crc));
    frame.push_back(static_cast<std::uint8_t>(crc >> 8));
    hello.insert(hello.end(), frame.begin(), frame.end());
  }
  return hello;
}

std::optional<Recognised> dnp3_answer(ByteView received) {
  if (received.size() < 10 || received[0] != 0x05 || received[1] != 0x64) return std::nullopt;
  const auto crc = dnp3_crc(received.first(8));
  if (received[8] != (crc & 0xff) || received[9] != crc >> 8) return std::nullopt;
  return whole("dnp3", fmt::format("outstation {}", received[6] | received[7] << 8));
}

// IEC 60870-5-104, 5.2: TESTFR act, answered by TESTFR con.
Bytes iec104_hello() { return {0x68, 0x04, 0x43, 0x00, 0x00, 0x00}; }

std::optional<Recognised> iec104_answer(ByteView received) {
  const Bytes answer{0x68, 0x04, 0x83, 0x00, 0x00, 0x00};
  const bool is_it = received.size() >= 6 && std::equal(answer.begin(), answer.end(), received.begin());
  return is_it ? std::optional(whole("iec104", "TESTFR con")) : std::nullopt;
}

// OPC 10000-6, 7.1.2.3.
Bytes opcua_hello() {
  const std::string_view url = "opc.tcp://device:4840";
  ByteWriter writer;
  writer.append("HELF");
  put_little32(writer, static_cast<std::uint32_t>(32 + url.size()));
  put_little32(writer, 0);
  put_little32(writer, 65536);
  put_little32(writer, 65536);
  put_little32(writer, 0);
  put_little32(writer, 0);
  put_little32(writer, static_cast<std::uint32_t>(url.size()));
  writer.append(url);
  return std::move(writer).bytes();
}

std::optional<Recognised> opcua_answer(ByteView received) {
  ByteReader reader(received);
  const auto kind = reader.take(4, "kind");
  const auto length = little32(reader, "length");
  if (!kind || !length || *length < 8 || *length > 65536) return std::nullopt;
  const std::string name = to_text(*kind);
  if (name != "ACKF" && name != "ERRF") return std::nullopt;
  return whole("opcua", name);
}

}  // namespace hoshi::protocols::services
