// Answers of vendors' and industrial devices, made by hand for the question that was asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocols/datagram_answers.h"

namespace hoshi::protocols::datagrams::testing {

inline Bytes padded(std::string_view text, std::size_t size) {
  Bytes bytes = to_bytes(text);
  bytes.resize(size);
  return bytes;
}

inline Bytes bacnet_answer(ByteView question) {
  return Answer().hex("810a" "001c" "0100" "30").add(cut(question, 8, 1)).hex("0c" "0c02000005" "1946" "3e" "7508" "00")
      .text("Thermos").hex("3f");
}

inline Bytes knx_information() {
  return Answer().hex("3601" "0200" "1101" "0000" "000102030405" "e000170c" "001122334455").add(padded("KNX IP Router", 30))
      .hex("0802" "0201" "0301" "0401");
}

inline Bytes modbus_answer(ByteView question) {
  return Answer().add(cut(question, 0, 2)).hex("0000" "0019").add(cut(question, 6, 1)).hex("2b0e01830000" "03" "0004").text("Acme")
      .hex("0103").text("PX1").hex("0204").text("v2.1");
}

inline Bytes enip_answer(ByteView question) {
  return Answer().hex("6300" "2b00" "00000000" "00000000").add(cut(question, 12, 8)).hex("00000000" "0100" "0c00" "2500" "0100"
      "0002af12c0a800010000000000000000" "0100" "0e00" "3600" "0b14" "6000" "78563412" "03").text("PLC").hex("03");
}

inline Bytes fins_answer(ByteView question) {
  return Answer().hex("c00002006300000000").add(cut(question, 9, 1)).hex("0501" "0040").add(padded("CJ2M-CPU33", 20))
      .add(padded("02.01", 20));
}

inline Bytes profinet_answer(ByteView question) {
  Bytes head = cut(question, 0, 80);
  head[1] = 2;
  head[74] = 0;
  head[75] = 29;
  return Answer().add(head).hex("00000001" "0000" "0013" "000d" "0100a0de976cd111827100a02442df7d").hex("000000");
}

inline Bytes lifx_answer(ByteView question) {
  Bytes head = cut(question, 0, 36);
  head[0] = 48;
  head[3] = 0x14;
  head[32] = 33;
  return Answer().add(head).hex("01000000" "1b000000" "00000000");
}

inline Bytes kasa_hidden_answer() {
  Bytes bytes = to_bytes(R"j({"system":{"get_sysinfo":{"err_code":0,"model":"HS100(EU)","sw_ver":"1.2.5"}}})j");
  std::uint8_t key = 171;
  for (auto& byte : bytes) key = byte = static_cast<std::uint8_t>(byte ^ key);
  return bytes;
}

inline Bytes coiot_answer(ByteView question) {
  const auto asked = coap::read_message(question);
  coap::Message answer;
  answer.type = coap::Type::acknowledgement;
  answer.code = coap::code::content;
  answer.id = asked->id;
  answer.token = asked->token;
  answer.options = {{3332, to_bytes("SHSW-1#B1E31E#2")}};
  answer.payload = to_bytes("{}");
  return coap::write_message(answer);
}

inline Bytes matter_answer(ByteView question) {
  return Answer().hex("01" "0000" "00" "44332211").add(cut(question, 8, 8)).hex("06" "40").add(cut(question, 18, 2)).hex("0000")
      .add(cut(question, 4, 4)).hex("0100" "00000000" "0100");
}

inline Bytes sadp_answer(ByteView question) {
  const std::string asked = to_text(question);
  const auto begin = asked.find("<Uuid>");
  const auto end = asked.find("</Uuid>") + 7;
  return to_bytes("<?xml version=\"1.0\"?><ProbeMatch>" + asked.substr(begin, end - begin) +
                  "<Types>inquiry</Types><DeviceDescription>DS-2CD2032</DeviceDescription>"
                  "<SoftwareVersion>V5.5.0build 170725</SoftwareVersion></ProbeMatch>");
}

inline Bytes dahua_answer(ByteView) {
  const std::string text =
      R"({"method":"client.notifyDevInfo","params":{"deviceInfo":{"DeviceType":"IPC-HDW","Version":"2.8"}}})";
  ByteWriter size;
  size.u8(static_cast<std::uint8_t>(text.size()));
  return Answer().hex("20000000").text("DHIP").hex("0000000000000000").add(size.bytes()).hex("00000000000000")
      .add(size.bytes()).hex("00000000000000").text(text);
}

inline Bytes gvcp_answer(ByteView question) {
  return Answer().hex("0000" "0003" "00f8").add(cut(question, 6, 2)).add(Bytes(72, 0)).add(padded("Acme", 32))
      .add(padded("Cam5", 32)).add(padded("1.0", 32)).add(Bytes(80, 0));
}

inline Bytes bjnp_answer(ByteView question) {
  return Answer().text("BJNP").hex("8130" "0000").add(cut(question, 8, 2)).hex("0000" "00000025" "0023")
      .text("MFG:Canon;MDL:MG5300;VER:1.050;CLS:");
}

// By the name of the entry.
inline const std::map<std::string, std::function<Bytes(ByteView)>>& vendor_answers() {
  static const std::map<std::string, std::function<Bytes(ByteView)>> answers{
      {"bacnet", bacnet_answer},
      {"knx_description", [](ByteView) { return Bytes(Answer().hex("06100204" "0044").add(knx_information())); }},
      {"knx_search",
       [](ByteView) { return Bytes(Answer().hex("06100202" "004c" "0801" "c0a80001" "0e57").add(knx_information())); }},
      {"modbus_udp", modbus_answer},
      {"modbus_udp_unit_1", modbus_answer},
      {"enip", enip_answer},
      {"fins", fins_answer},
      {"profinet", profinet_answer},
      {"dnp3", [](ByteView) { return hex("0564050b01000a00" "6ded"); }},
      {"matter", matter_answer},
      {"lifx", lifx_answer},
      {"wiz", [](ByteView) { return to_bytes(R"({"method":"getSystemConfig","env":"pro","result":{"mac":"a8bb50","moduleName":"ESP01_SHRGB1C_31","fwVersion":"1.25.0"}})"); }},
      {"yeelight", [](ByteView) { return to_bytes("HTTP/1.1 200 OK\r\nLocation: yeelight://10.0.0.1:55443\r\nid: 0x1\r\nmodel: color\r\nfw_ver: 18\r\nsupport: get_prop\r\n\r\n"); }},
      {"magic_home", [](ByteView) { return to_bytes("10.0.0.1,ACCF23123456,HF-LPB100-ZJ200"); }},
      {"kasa", [](ByteView) { return kasa_hidden_answer(); }},
      {"tapo", [](ByteView) { return Bytes(Answer().hex("020000010000000000000000" "00000000").text(R"j({"result":{"device_type":"SMART.TAPOPLUG","device_model":"P100(EU)"},"error_code":0})j")); }},
      {"miio", [](ByteView) { return hex("21310020" "00000000" "00112233" "00000e10" "00112233445566778899aabbccddeeff"); }},
      {"coiot", coiot_answer},
      {"sadp", sadp_answer},
      {"dahua", dahua_answer},
      {"gvcp", gvcp_answer},
      {"visca", [](ByteView question) { return Bytes(Answer().hex("0111" "000a").add(cut(question, 4, 4)).hex("9050" "0001" "0519" "0201" "02" "ff")); }},
      {"ubiquiti", [](ByteView) { return Bytes(Answer().hex("0100" "001f" "01" "0006" "0418d6112233" "03" "0006").text("XW.v6.").hex("14" "000a").text("NanoStatio")); }},
      {"lantronix", [](ByteView) { return Bytes(Answer().hex("000000f7" "00000000").text("X5").hex("00000000000000000000" "01000203")); }},
      {"moxa", [](ByteView question) { return Bytes(Answer().hex("8100" "0018").add(cut(question, 4, 4)).hex("00801051" "0090e8112233" "0000" "c0a80001")); }},
      {"bjnp", bjnp_answer},
  };
  return answers;
}

}  // namespace hoshi::protocols::datagrams::testing
