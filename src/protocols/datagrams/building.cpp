// Building control: BACnet/IP (ASHRAE 135, Annex J) and KNXnet/IP (EN 13321-2).
// SPDX-License-Identifier: Apache-2.0
#include "protocols/datagrams/reading.h"

namespace hoshi::protocols::datagrams {
namespace {

constexpr std::uint8_t bacnet_over_ip = 0x81;
constexpr std::uint8_t original_unicast = 0x0A;
constexpr std::uint8_t bacnet_version = 1;
constexpr std::uint8_t read_property = 12;
constexpr std::size_t bacnet_id_offset = 8;  // of the question

// 135, 20.1.2: the invoke id tells whose answer it is. 15.5.2: the instance 4194303 stands for the device itself.
Bytes bacnet_question(ByteView random) {
  ByteWriter writer;
  writer.append(Bytes{bacnet_over_ip, original_unicast, 0x00, 0x11, bacnet_version, 0x04, 0x00, 0x05});
  writer.u8(random[0]);
  writer.u8(read_property);
  writer.append(Bytes{0x0C, 0x02, 0x3F, 0xFF, 0xFF});  // object: device 4194303
  writer.append(Bytes{0x19, 0x46});                    // property: model-name (70)
  return std::move(writer).bytes();
}

// 135, 6.2.2: source and destination of the network layer stand only where the control byte says so.
Result<void> skip_network_header(ByteReader& reader) {
  HOSHI_CHECK(require(HOSHI_TRY(reader.u8("network version")) == bacnet_version, "another version"));
  const auto control = HOSHI_TRY(reader.u8("control"));
  HOSHI_CHECK(require((control & 0x80) == 0, "a message of the network layer"));
  const bool has_destination = (control & 0x20) != 0;
  const bool has_source = (control & 0x08) != 0;
  for (const bool is_there : {has_destination, has_source}) {
    if (!is_there) continue;
    (void)HOSHI_TRY(reader.u16("network"));
    (void)HOSHI_TRY(reader.vector8("address"));
  }
  if (has_destination) (void)HOSHI_TRY(reader.u8("hop count"));
  return {};
}

// 135, 20.2.9: a text within opening tag 3 and closing tag 3.
std::string model_in(ByteView value) {
  ByteReader reader(value);
  constexpr std::uint8_t opening = 0x3E;
  constexpr std::uint8_t text_with_length = 0x75;
  const auto open = reader.u8("opening tag");
  const auto tag = reader.u8("tag");
  if (!open || !tag || *open != opening || (*tag & 0xF8) != 0x70) return {};
  const auto text = *tag == text_with_length ? reader.vector8("text") : reader.take(*tag & 7U, "text");
  if (!text || text->empty() || text->front() != 0) return {};  // other character sets than UTF-8
  return to_text(text->subspan(1));
}

Result<Recognised> read_bacnet(ByteView question, ByteView answer) {
  constexpr std::uint8_t complex_answer = 3;
  constexpr std::uint8_t error = 5;
  constexpr std::uint8_t reject = 6;
  constexpr std::uint8_t abort = 7;
  ByteReader reader(answer);
  HOSHI_CHECK(require(HOSHI_TRY(reader.u8("type")) == bacnet_over_ip, "not BACnet/IP"));
  HOSHI_CHECK(require(HOSHI_TRY(reader.u8("function")) == original_unicast, "another function"));
  HOSHI_CHECK(require(HOSHI_TRY(reader.u16("length")) == answer.size(), "another length"));
  HOSHI_CHECK(skip_network_header(reader));
  const auto kind = static_cast<std::uint8_t>(HOSHI_TRY(reader.u8("kind")) >> 4);
  const auto id = HOSHI_TRY(reader.u8("invoke id"));
  const auto choice = HOSHI_TRY(reader.u8("service or reason"));
  HOSHI_CHECK(require(id == question[bacnet_id_offset], "another invoke id"));
  Recognised found{"bacnet", "", "", "refuses to tell its model"};
  if (kind == reject || kind == abort) {
    HOSHI_CHECK(require(reader.at_end(), "bytes behind a refusal"));
    return found;
  }
  HOSHI_CHECK(require((kind == complex_answer || kind == error) && choice == read_property, "another service"));
  if (kind == error) {
    constexpr std::size_t class_and_code_bytes = 4;  // two enumerations of one byte
    HOSHI_CHECK(require(reader.remaining() >= class_and_code_bytes && reader.rest()[0] == 0x91, "not an error"));
    return found;
  }
  const auto object = HOSHI_TRY(reader.take(5, "object"));
  const auto property = HOSHI_TRY(reader.take(2, "property"));
  HOSHI_CHECK(require(object[0] == 0x0C && property[0] == 0x19 && property[1] == 0x46, "another property"));
  constexpr std::uint8_t closing = 0x3F;
  HOSHI_CHECK(require(!reader.at_end() && reader.rest().back() == closing, "no closing tag"));
  found.product = model_in(reader.rest());
  found.banner = "device object " + found.product;
  return found;
}

std::optional<Recognised> recognise_bacnet(ByteView question, ByteView answer) {
  return yes_or_no(read_bacnet(question, answer));
}

constexpr std::uint16_t knx_head = 0x0610;  // header of six bytes, version 1.0
constexpr std::uint16_t search_request = 0x0201;
constexpr std::uint16_t search_response = 0x0202;
constexpr std::uint16_t description_request = 0x0203;
constexpr std::uint16_t description_response = 0x0204;

// The endpoint 0.0.0.0:0 asks for the answer to where the question came from (network address translation).
Bytes knx_question(std::uint16_t service) {
  ByteWriter writer;
  writer.u16(knx_head);
  writer.u16(service);
  writer.u16(14);
  writer.u16(0x0801);  // an endpoint of eight bytes over UDP
  writer.u32(0);
  writer.u16(0);
  return std::move(writer).bytes();
}
Bytes knx_description(ByteView) { return knx_question(description_request); }
Bytes knx_search(ByteView) { return knx_question(search_request); }

// The block of device information: 54 bytes of type 1, the friendly name in its last 30.
Result<Recognised> read_knx(ByteView question, ByteView answer) {
  constexpr std::size_t information_bytes = 54;
  constexpr std::size_t name_offset = 22;  // behind type, medium, addresses and serial number
  ByteReader asked(question.subspan(2));
  const bool is_search = HOSHI_TRY(asked.u16("service")) == search_request;
  ByteReader reader(answer);
  HOSHI_CHECK(require(HOSHI_TRY(reader.u16("head")) == knx_head, "not KNXnet/IP"));
  const auto service = HOSHI_TRY(reader.u16("service"));
  HOSHI_CHECK(require(service == (is_search ? search_response : description_response), "another service"));
  HOSHI_CHECK(require(HOSHI_TRY(reader.u16("length")) == answer.size(), "another length"));
  if (is_search) {
    const auto endpoint = HOSHI_TRY(reader.take(8, "endpoint"));
    HOSHI_CHECK(require(endpoint[0] == 8 && (endpoint[1] == 1 || endpoint[1] == 2), "no endpoint"));
  }
  const auto size = HOSHI_TRY(reader.u8("size of the block"));
  const auto type = HOSHI_TRY(reader.u8("type of the block"));
  HOSHI_CHECK(require(size == information_bytes && type == 1, "no device information"));
  const auto information = HOSHI_TRY(reader.take(information_bytes - 2, "device information"));
  const std::string name = text_until_zero(information.subspan(name_offset));
  while (!reader.at_end()) {
    const auto further = HOSHI_TRY(reader.u8("size of a block"));
    HOSHI_CHECK(require(further >= 2, "a block of no size"));
    (void)HOSHI_TRY(reader.take(further - std::size_t{1}, "block"));
  }
  return Recognised{"knx", name, "", "KNXnet/IP " + name};
}

std::optional<Recognised> recognise_knx(ByteView question, ByteView answer) {
  return yes_or_no(read_knx(question, answer));
}

}  // namespace

std::vector<Entry> building_entries() {
  return {
      {"bacnet", "bacnet", {47808}, Ask::unicast, Answers::from_port, bacnet_question, recognise_bacnet},
      {"knx_description", "knx", {3671}, Ask::unicast, Answers::from_port, knx_description, recognise_knx},
      {"knx_search", "knx", {3671}, Ask::both, Answers::from_any_port, knx_search, recognise_knx},
  };
}

}  // namespace hoshi::protocols::datagrams
