// Marks of single datagrams.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "base/text.h"
#include "protocols/capture/recognise.h"
#include "protocols/coap/message.h"
#include "protocols/dns/message.h"
#include "protocols/snmp/message.h"

namespace hoshi::protocols::capture {

namespace {

std::uint32_t number_at(ByteView bytes, std::size_t at) {
  ByteReader reader(bytes.subspan(std::min(at, bytes.size())));
  return reader.u32("number").value_or(0);
}

// RFC 2131, 3: the magic cookie behind the fixed fields of BOOTP.
bool is_dhcp(ByteView bytes) { return bytes.size() >= 240 && number_at(bytes, 236) == 0x63825363 && (bytes[0] == 1 || bytes[0] == 2); }

bool is_dns(ByteView bytes) {
  const auto message = dns::parse(bytes);
  return message && (!message->questions.empty() || !message->answers.empty());
}

// RFC 9147, 4 (a record's head) and RFC 6347, 4.1.
bool is_dtls(ByteView bytes) {
  if (bytes.size() < 13 || bytes[0] < 20 || bytes[0] > 24 || bytes[1] != 0xFE) return false;
  const std::size_t length = std::size_t{bytes[11]} << 8 | bytes[12];
  return (bytes[2] == 0xFF || bytes[2] == 0xFD) && length + 13 <= bytes.size();
}

// RFC 9000, 17.2 and RFC 9369, 3: long heads of the versions in use.
bool is_quic(ByteView bytes) {
  if (bytes.size() < 24 || (bytes[0] & 0xC0) != 0xC0 || bytes[5] > 20) return false;
  const std::uint32_t version = number_at(bytes, 1);
  return version == 1 || version == 0x6B3343CF || version >> 8 == 0xFF0000;
}

// The whitepaper's message types with three zero bytes, and their fixed lengths.
bool is_wireguard(ByteView bytes) {
  if (bytes.size() < 32) return false;
  const std::uint32_t type = number_at(bytes, 0);
  return (type == 0x01000000 && bytes.size() == 148) || (type == 0x02000000 && bytes.size() == 92) ||
         (type == 0x04000000 && bytes.size() % 16 == 0);
}

bool is_stun(ByteView bytes) { return bytes.size() >= 20 && bytes[0] < 2 && number_at(bytes, 4) == 0x2112A442; }

bool is_snmp(ByteView bytes) { return !bytes.empty() && bytes[0] == 0x30 && snmp::read_version(bytes); }

bool is_syslog(std::string_view text) {
  const auto end = text.find('>');
  return text.starts_with('<') && end != std::string_view::npos && end >= 2 && end <= 4 && parse_number(text.substr(1, end - 1), 191);
}

std::string_view recognise_text(const std::string& text) {
  if (text.starts_with("M-SEARCH * HTTP/1.") || text.starts_with("NOTIFY * HTTP/1.") || text.starts_with("HTTP/1.1 200")) return "ssdp";
  const std::string line = text.substr(0, text.find('\n'));
  if (line.find("SIP/2.0") != std::string::npos) return "sip";
  if (text.find("http://schemas.xmlsoap.org/ws/2005/04/discovery") != std::string::npos) return "ws_discovery";
  return is_syslog(text) ? "syslog" : "";
}

// Nothing but a few bits tells these: the port has to agree.
std::string_view recognise_weak(ByteView bytes, std::uint16_t port) {
  constexpr std::uint16_t ntp_port = 123;
  constexpr std::uint16_t coap_port = 5683;
  constexpr std::uint16_t ike_port = 500;
  constexpr std::uint16_t ike_behind_nat = 4500;  // RFC 3948: ESP as well
  constexpr std::uint16_t tftp_port = 69;
  if (port == ntp_port && bytes.size() >= 48) return "ntp";
  if (port == coap_port && coap::read_message(bytes)) return "coap";
  if (port == ike_port || port == ike_behind_nat) return "ike";
  return port == tftp_port ? "tftp" : "";
}

}  // namespace

std::string_view recognise_datagram(ByteView bytes, std::uint16_t port) {
  constexpr std::uint16_t mdns_port = 5353;
  constexpr std::uint16_t llmnr_port = 5355;
  constexpr std::size_t text_bytes = 1024;
  if (is_dhcp(bytes)) return "dhcp";
  if (is_dtls(bytes)) return "dtls";
  if (is_quic(bytes)) return "quic";
  if (is_wireguard(bytes)) return "wireguard";
  if (is_stun(bytes)) return "stun";
  if (is_snmp(bytes)) return "snmp";
  const auto name = recognise_text(to_text(bytes.first(std::min(bytes.size(), text_bytes))));
  if (!name.empty()) return name;
  if (is_dns(bytes)) return port == mdns_port ? "mdns" : port == llmnr_port ? "llmnr" : "dns";
  return recognise_weak(bytes, port);
}

}  // namespace hoshi::protocols::capture
