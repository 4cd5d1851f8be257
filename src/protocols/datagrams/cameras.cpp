// Cameras: Hikvision's SADP, Dahua's DHIP, GigE Vision's control protocol, Sony's VISCA over IP.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <pugixml.hpp>

#include "base/encoding.h"
#include "base/text.h"
#include "base/value.h"
#include "protocols/datagrams/reading.h"

namespace hoshi::protocols::datagrams {
namespace {

std::string uuid_of(ByteView random) {
  const std::string hex = to_hex(random.first(16));
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4), hex.substr(16, 4),
                     hex.substr(20));
}

Bytes sadp_question(ByteView random) {
  return to_bytes(fmt::format("<?xml version=\"1.0\" encoding=\"utf-8\"?><Probe><Uuid>{}</Uuid><Types>inquiry</Types></Probe>",
                              uuid_of(random)));
}

// The answer repeats the number of the inquiry.
std::optional<Recognised> recognise_sadp(ByteView question, ByteView answer) {
  const std::string text = to_text(answer);
  if (text.find("<!DOCTYPE") != std::string::npos) return std::nullopt;
  pugi::xml_document document;
  if (!document.load_buffer(text.data(), text.size())) return std::nullopt;
  const auto match = document.child("ProbeMatch");
  const std::string uuid = lower(trimmed(match.child_value("Uuid")));
  if (uuid.empty() || to_text(question).find("<Uuid>" + uuid + "</Uuid>") == std::string::npos) return std::nullopt;
  if (std::string_view(match.child_value("Types")) != "inquiry") return std::nullopt;
  return Recognised{"sadp", match.child_value("DeviceDescription"), match.child_value("SoftwareVersion"), "SADP"};
}

constexpr std::size_t dhip_head_bytes = 32;
constexpr std::string_view dhip_mark = "DHIP";

// A head of 32 bytes: its size, the mark, session, number, and the size of the text twice.
Bytes dahua_question(ByteView) {
  const std::string text = R"({"method":"DHDiscover.search","params":{"mac":"","uni":1}})"
                           "\n";
  ByteWriter writer;
  put_little32(writer, dhip_head_bytes);
  writer.append(dhip_mark);
  writer.append(Bytes(8, 0));
  for (int i = 0; i < 2; ++i) {
    put_little32(writer, static_cast<std::uint32_t>(text.size()));
    writer.u32(0);
  }
  writer.append(text);
  return std::move(writer).bytes();
}

Result<Recognised> read_dahua(ByteView answer) {
  ByteReader reader(answer);
  HOSHI_CHECK(require(HOSHI_TRY(little32(reader, "size of the head")) == dhip_head_bytes, "another head"));
  HOSHI_CHECK(require(to_text(HOSHI_TRY(reader.take(4, "mark"))) == dhip_mark, "not DHIP"));
  (void)HOSHI_TRY(reader.take(8, "session and number"));
  const auto size = HOSHI_TRY(little32(reader, "size of the text"));
  (void)HOSHI_TRY(reader.take(12, "rest of the head"));
  const std::string text = to_text(HOSHI_TRY(reader.take(size, "text")));
  const Value json = HOSHI_TRY(parse_json(text.substr(0, text.find_last_of('}') + 1), {16, looked_at_bytes}));
  HOSHI_CHECK(require(json["method"].as_text() == "client.notifyDevInfo", "another method"));
  const Value& device = json["params"]["deviceInfo"];
  HOSHI_CHECK(require(device.is_map(), "no device"));
  return Recognised{"dahua", device["DeviceType"].as_text(), device["Version"].as_text(), "DHIP"};
}

std::optional<Recognised> recognise_dahua(ByteView, ByteView answer) { return yes_or_no(read_dahua(answer)); }

// GigE Vision 2.0, 15.1: discovery, acknowledged under the request's number.
constexpr std::uint16_t discovery = 0x0002;
constexpr std::uint16_t discovery_answer = 0x0003;

std::uint16_t gvcp_id(ByteView random) {
  const auto id = static_cast<std::uint16_t>(random[0] << 8 | random[1]);
  return id == 0 ? 1 : id;  // zero is invalid
}

Bytes gvcp_question(ByteView random) {
  constexpr std::uint16_t key_and_acknowledge = 0x4201;
  ByteWriter writer;
  writer.u16(key_and_acknowledge);
  writer.u16(discovery);
  writer.u16(0);
  writer.u16(gvcp_id(random));
  return std::move(writer).bytes();
}

Result<Recognised> read_gvcp(ByteView question, ByteView answer) {
  constexpr std::uint16_t payload_bytes = 248;
  constexpr std::size_t maker_offset = 72;
  constexpr std::size_t model_offset = 104;
  constexpr std::size_t version_offset = 136;
  constexpr std::size_t text_bytes = 32;
  ByteReader reader(answer);
  HOSHI_CHECK(require(HOSHI_TRY(reader.u16("status")) == 0, "an error"));
  HOSHI_CHECK(require(HOSHI_TRY(reader.u16("command")) == discovery_answer, "another command"));
  HOSHI_CHECK(require(HOSHI_TRY(reader.u16("length")) == payload_bytes, "another length"));
  HOSHI_CHECK(require(is_same(HOSHI_TRY(reader.take(2, "number")), question.subspan(6, 2)), "another number"));
  const auto payload = HOSHI_TRY(reader.take(payload_bytes, "payload"));
  HOSHI_CHECK(require(reader.at_end(), "bytes behind the payload"));
  const auto text = [&](std::size_t offset) { return text_until_zero(payload.subspan(offset, text_bytes)); };
  return Recognised{"gvcp", text(maker_offset) + " " + text(model_offset), text(version_offset), "GigE Vision"};
}

std::optional<Recognised> recognise_gvcp(ByteView question, ByteView answer) {
  return yes_or_no(read_gvcp(question, answer));
}

// Sony VISCA over IP: an inquiry for the version under a sequence number that comes back.
Bytes visca_question(ByteView random) {
  constexpr std::uint16_t inquiry = 0x0110;
  const Bytes version_inquiry{0x81, 0x09, 0x00, 0x02, 0xFF};
  ByteWriter writer;
  writer.u16(inquiry);
  writer.u16(static_cast<std::uint16_t>(version_inquiry.size()));
  writer.append(random.first(4));
  writer.append(ByteView(version_inquiry));
  return std::move(writer).bytes();
}

Result<Recognised> read_visca(ByteView question, ByteView answer) {
  constexpr std::uint16_t reply = 0x0111;
  constexpr std::uint8_t from_camera_1 = 0x90;
  constexpr std::uint8_t completion = 0x50;
  constexpr std::uint8_t terminator = 0xFF;
  constexpr std::uint16_t version_bytes = 10;
  ByteReader reader(answer);
  HOSHI_CHECK(require(HOSHI_TRY(reader.u16("type")) == reply, "no reply"));
  HOSHI_CHECK(require(HOSHI_TRY(reader.u16("length")) == version_bytes, "another length"));
  HOSHI_CHECK(require(is_same(HOSHI_TRY(reader.take(4, "sequence")), question.subspan(4, 4)), "another sequence"));
  HOSHI_CHECK(require(HOSHI_TRY(reader.u8("sender")) == from_camera_1, "another sender"));
  HOSHI_CHECK(require(HOSHI_TRY(reader.u8("kind")) == completion, "an error"));
  const auto maker = HOSHI_TRY(reader.u16("maker"));
  const auto model = HOSHI_TRY(reader.u16("model"));
  const auto version = HOSHI_TRY(reader.u16("version"));
  (void)HOSHI_TRY(reader.u8("sockets"));
  HOSHI_CHECK(require(HOSHI_TRY(reader.u8("end")) == terminator && reader.at_end(), "no end"));
  return Recognised{"visca", "", fmt::format("{:04x}", version), fmt::format("maker {:04x} model {:04x}", maker, model)};
}

std::optional<Recognised> recognise_visca(ByteView question, ByteView answer) {
  return yes_or_no(read_visca(question, answer));
}

}  // namespace

std::vector<Entry> cameras_entries() {
  return {
      {"sadp", "sadp", {37020}, Ask::both, Answers::from_any_port, sadp_question, recognise_sadp},
      {"dahua", "dahua", {37810}, Ask::both, Answers::from_any_port, dahua_question, recognise_dahua},
      {"gvcp", "gvcp", {3956}, Ask::unicast, Answers::from_port, gvcp_question, recognise_gvcp},
      {"visca", "visca", {52381}, Ask::unicast, Answers::from_any_port, visca_question, recognise_visca},
  };
}

}  // namespace hoshi::protocols::datagrams
