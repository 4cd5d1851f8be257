// Answers as correct services give them, made by hand for the question that was asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>

#include "base/encoding.h"
#include "protocols/coap/message.h"
#include "protocols/datagrams/datagrams.h"
#include "protocols/snmp/message.h"
#include "protocols/tftp/packets.h"

namespace hoshi::protocols::datagrams::testing {

inline Bytes random_from(std::uint8_t start) {
  Bytes random(random_bytes);
  for (std::size_t at = 0; at < random.size(); ++at) random[at] = static_cast<std::uint8_t>(start + at * 7);
  return random;
}

inline Bytes cut(ByteView bytes, std::size_t begin, std::size_t count) {
  const ByteView part = bytes.subspan(begin, count);
  return {part.begin(), part.end()};
}

inline Bytes hex(std::string_view digits) { return *from_hex(digits); }

class Answer {
 public:
  Answer& hex(std::string_view digits) { return add(testing::hex(digits)); }
  Answer& text(std::string_view text) { return add(to_bytes(text)); }
  Answer& add(const Bytes& bytes) {
    writer_.append(bytes);
    return *this;
  }
  operator Bytes() const { return writer_.bytes(); }  // NOLINT: reads better where answers are listed

 private:
  ByteWriter writer_;
};

inline Bytes dns_answer(ByteView question, std::string_view type_and_class, std::string_view text) {
  ByteWriter data;
  data.vector8(to_bytes(text));
  ByteWriter sized;
  sized.vector16(data.bytes());
  return Answer().add(cut(question, 0, 2)).hex("8580" "0001" "0001" "0000" "0000").add(cut(question, 12, question.size() - 12))
      .hex("c00c").hex(type_and_class).hex("00000000").add(sized.bytes());
}

inline Bytes mdns_answer(ByteView question) {
  return Answer().add(cut(question, 0, 2)).hex("8400" "0001" "0001" "0000" "0000").add(cut(question, 12, question.size() - 12))
      .hex("c00c" "000c" "0001" "0000000a" "000d" "055f68747470" "045f746370" "c023");
}

inline Bytes ntp_answer(ByteView question) {
  Bytes answer(48, 0);
  answer[0] = 0x24;
  answer[1] = 2;
  for (std::size_t at = 0; at < 8; ++at) answer[24 + at] = question[40 + at];
  return answer;
}

inline Bytes ntp_variables(ByteView question) {
  const std::string text = R"(version="ntpd 4.2.8p15@1.3728-o Wed", processor="x86_64", stratum=2)";
  ByteWriter sized;
  sized.vector16(to_bytes(text));
  return Answer().hex("1682").add(cut(question, 2, 2)).hex("0615" "0000" "0000").add(sized.bytes());
}

inline Bytes netbios_answer(ByteView question) {
  return Answer().add(cut(question, 0, 2)).hex("8400" "0000" "0001" "0000" "0000").add(cut(question, 12, 34))
      .hex("0021" "0001" "00000000" "0053" "02").text("NAS            ").hex("000400").text("WORKGROUP      ").hex("008400")
      .add(Bytes(46, 0));
}

inline Bytes snmp_answer(ByteView question) {
  auto message = *snmp::read_community_message(question);
  message.pdu.type = snmp::PduType::response;
  message.pdu.bindings[0].tag = snmp::tag::octets;
  message.pdu.bindings[0].content = to_bytes("Linux camera 5.10");
  return snmp::write_message(message);
}

inline Bytes snmp_report(ByteView question) {
  auto message = *snmp::read_usm_message(question);
  message.flags = 0;
  message.usm.engine_id = hex("80001f8880aabbccdd");
  snmp::Pdu pdu;
  pdu.type = snmp::PduType::report;
  pdu.request_id = snmp::read_scoped(message.data)->pdu.request_id;
  message.data = snmp::write_scoped({message.usm.engine_id, "", pdu});
  return snmp::write_message(message);
}

// NO_PROPOSAL_CHOSEN, as a server without a configuration for us sends it.
inline Bytes ike_v2_answer(ByteView question) {
  return Answer().add(cut(question, 0, 8)).hex("0000000000000000" "29" "20" "22" "20" "00000000" "00000024" "00000008" "0000000e");
}
inline Bytes ike_v1_answer(ByteView question) {
  return Answer().add(cut(question, 0, 8)).hex("1122334455667788" "0b" "10" "05" "00" "01020304" "00000028")
      .hex("0000000c" "00000001" "0100000e");
}

inline Bytes marked(const Bytes& answer) { return Answer().hex("00000000").add(answer); }
inline Bytes unmarked(ByteView question) { return cut(question, 4, question.size() - 4); }

inline Bytes ws_discovery_answer(ByteView question) {
  const std::string text = to_text(question);
  const auto begin = text.find("urn:uuid:");
  return Answer().text(R"(<?xml version="1.0"?><e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" )"
                       R"(xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing" )"
                       R"(xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><e:Header><w:RelatesTo>)")
      .text(text.substr(begin, 45))
      .text("</w:RelatesTo></e:Header><e:Body><d:ProbeMatches><d:ProbeMatch><w:EndpointReference><w:Address>urn:uuid:1</w:Address>"
            "</w:EndpointReference><d:Types>d:NetworkVideoTransmitter</d:Types><d:Scopes>onvif://www.onvif.org/hardware/HC-100"
            "</d:Scopes></d:ProbeMatch></d:ProbeMatches></e:Body></e:Envelope>");
}

inline Bytes coap_answer(ByteView question, coap::Type type) {
  auto message = *coap::read_message(question);
  message.type = type;
  message.code = coap::code::content;
  message.options.clear();
  message.payload = to_bytes("</light>;rt=\"lamp\"");
  return coap::write_message(message);
}

inline std::string line_of(ByteView question, std::string_view field) {
  const std::string text = to_text(question);
  const auto begin = text.find(field);
  return text.substr(begin, text.find("\r\n", begin) - begin) + "\r\n";
}

inline Bytes sip_answer(ByteView question) {
  return Answer().text("SIP/2.0 200 OK\r\n").text(line_of(question, "Via:")).text(line_of(question, "From:"))
      .text(line_of(question, "Call-ID:")).text(line_of(question, "CSeq:")).text("Server: kamailio (5.6.3)\r\nContent-Length: 0\r\n\r\n");
}

inline Bytes openvpn_answer(ByteView question) {
  return Answer().hex("40" "a1a2a3a4a5a6a7a8" "01" "00000000").add(cut(question, 1, 8)).hex("00000000");
}

// The tunnel number stands in the fifth attribute of our question, 42 bytes behind its beginning.
inline Bytes l2tp_answer(ByteView question) {
  const std::string text = to_text(question);
  const auto attribute = text.find(std::string("\x80\x08\x00\x00\x00\x09", 6));
  return Answer().hex("c802" "0020").add(cut(question, attribute + 6, 2)).hex("0000" "0000" "0001" "80080000" "0000" "0002")
      .hex("000c" "0000" "0008").text("xelero");
}

inline Bytes chargen_answer() {
  std::string text;
  for (int at = 0; at < 72; ++at) text += static_cast<char>(0x20 + at);
  return to_bytes(text + "\r\n");
}

inline Bytes sql_answer() {
  const std::string text = "ServerName;BOX;InstanceName;SQLEXPRESS;IsClustered;No;Version;15.0.2000.5;tcp;1433;;";
  return Answer().hex("05").add({static_cast<std::uint8_t>(text.size()), 0}).text(text);
}

// By the name of the entry.
inline const std::map<std::string, std::function<Bytes(ByteView)>>& correct_answers() {
  static const std::map<std::string, std::function<Bytes(ByteView)>> answers{
      {"dns_version", [](ByteView q) { return dns_answer(q, "00100003", "dnsmasq-2.90"); }},
      {"dns", [](ByteView q) { return Bytes(Answer().add(cut(q, 0, 2)).hex("8583" "0001" "0000" "0000" "0000").add(cut(q, 12, q.size() - 12))); }},
      {"mdns", mdns_answer},
      {"tftp", [](ByteView) { return tftp::write_error(1, "File not found"); }},
      {"ntp", ntp_answer},
      {"ntp_variables", ntp_variables},
      {"netbios", netbios_answer},
      {"snmp_v1", snmp_answer},
      {"snmp_v2c", snmp_answer},
      {"snmp_v3", snmp_report},
      {"ike_v2", ike_v2_answer},
      {"ike_v1", ike_v1_answer},
      {"ike_v2_marked", [](ByteView q) { return marked(ike_v2_answer(unmarked(q))); }},
      {"ike_v1_marked", [](ByteView q) { return marked(ike_v1_answer(unmarked(q))); }},
      {"radius", [](ByteView q) { return Bytes(Answer().hex("02").add(cut(q, 1, 1)).hex("0019").add(Bytes(16, 9)).hex("1205414243")); }},
      {"ssdp", [](ByteView) { return to_bytes("HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=1800\r\nEXT:\r\nLOCATION: http://192.0.2.1:8200/rootDesc.xml\r\n"
                                              "SERVER: Debian DLNADOC/1.50 UPnP/1.0 MiniDLNA/1.3.0\r\nST: upnp:rootdevice\r\nUSN: uuid:1::upnp:rootdevice\r\n\r\n"); }},
      {"ws_discovery", ws_discovery_answer},
      {"ws_discovery_device", ws_discovery_answer},
      {"coap", [](ByteView q) { return coap_answer(q, coap::Type::acknowledgement); }},
      {"coap_group", [](ByteView q) { return coap_answer(q, coap::Type::non_confirmable); }},
      {"coaps", [](ByteView) { return hex("16feff00000000000000000017" "0300000b000000000000000b" "feff08" "0102030405060708"); }},
      {"sip", sip_answer},
      {"stun", [](ByteView q) { return Bytes(Answer().hex("0101" "000c" "2112a442").add(cut(q, 8, 12)).hex("8022" "0006").text("coturn").hex("0000")); }},
      {"quic", [](ByteView q) { return Bytes(Answer().hex("c0" "00000000").add(cut(q, 14, 9)).add(cut(q, 5, 9)).hex("00000001" "6b3343cf" "1a1a1a1a")); }},
      {"openvpn", openvpn_answer},
      {"l2tp", l2tp_answer},
      {"ipmi", [](ByteView q) { return Bytes(Answer().hex("0600ff06" "000011be" "40").add(cut(q, 9, 1)).hex("0010" "0000000000000000" "8100000000000000")); }},
      {"portmap", [](ByteView q) { return Bytes(Answer().add(cut(q, 0, 4)).hex("00000001" "00000000" "00000000" "00000000" "00000000")
                                                    .hex("00000001" "000186a0" "00000002" "00000011" "0000006f" "00000000")); }},
      {"memcached", [](ByteView q) { return Bytes(Answer().add(cut(q, 0, 2)).hex("000000010000").text("VERSION 1.6.18\r\n")); }},
      {"echo", [](ByteView q) { return cut(q, 0, q.size()); }},
      {"daytime", [](ByteView) { return to_bytes("Mon Nov 23 05:22:11 2026\r\n"); }},
      {"qotd", [](ByteView) { return to_bytes("Well begun is half done.\r\n"); }},
      {"chargen", [](ByteView) { return chargen_answer(); }},
      {"slp", [](ByteView q) { return Bytes(Answer().hex("020a" "000024" "0000000000").add(cut(q, 10, 2)).hex("0002").text("en").hex("0000" "0010").text("service:printer:")); }},
      {"mssql_browser", [](ByteView) { return sql_answer(); }},
      {"xdmcp", [](ByteView) { return Bytes(Answer().hex("0001" "0005" "0010" "0000" "0004").text("host").hex("0006").text("0 user")); }},
  };
  return answers;
}

}  // namespace hoshi::protocols::datagrams::testing
