// Marks at the beginning of connections.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/capture/recognise.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "base/text.h"
#include "protocols/dns/message.h"

namespace hoshi::protocols::capture {

namespace {

constexpr std::size_t line_limit_bytes = 4096;

bool begins_with(ByteView bytes, std::string_view mark) {
  return bytes.size() >= mark.size() && std::equal(mark.begin(), mark.end(), bytes.begin(), [](char a, std::uint8_t b) {
    return static_cast<std::uint8_t>(a) == b;
  });
}

std::string first_line(ByteView bytes) {
  const ByteView part = bytes.first(std::min(bytes.size(), line_limit_bytes));
  return to_text(part.first(static_cast<std::size_t>(std::find(part.begin(), part.end(), '\n') - part.begin())));
}

bool is_method(std::string_view word) {
  return !word.empty() && word.size() <= 20 && std::all_of(word.begin(), word.end(), [](char c) { return (c >= 'A' && c <= 'Z') || c == '-' || c == '_'; });
}

// "GET /path HTTP/1.1" and its relatives.
std::string_view recognise_request(ByteView bytes) {
  const std::string line = first_line(bytes);
  if (begins_with(bytes, "PRI * HTTP/2.0")) return "http2";
  if (!is_method(line.substr(0, line.find(' ')))) return "";
  if (line.find(" RTSP/") != std::string::npos) return "rtsp";
  if (line.find(" SIP/2.0") != std::string::npos) return "sip";
  if (line.find(" HTTP/1.") != std::string::npos) return "http";
  return "";
}

std::string_view recognise_response(ByteView bytes) {
  if (begins_with(bytes, "HTTP/1.")) return "http";
  if (begins_with(bytes, "RTSP/")) return "rtsp";
  if (begins_with(bytes, "SIP/2.0")) return "sip";
  return "";
}

// A record of TLS: a handshake at the beginning, or application data when the capture began later.
bool is_tls(ByteView bytes) {
  if (bytes.size() < 6 || bytes[1] != 3 || bytes[2] > 4) return false;
  const bool is_handshake = bytes[0] == 22 && (bytes[5] == 1 || bytes[5] == 2);
  const std::size_t length = std::size_t{bytes[3]} << 8 | bytes[4];
  constexpr std::size_t longest = (16u << 10) + 2048;  // RFC 5246, 6.2.3
  return is_handshake || ((bytes[0] == 23 || bytes[0] == 21) && length >= 16 && length <= longest);
}

// MQTT 3.1.1, 3.1: the name of the protocol stands behind the remaining length.
bool is_mqtt_connect(ByteView bytes) {
  if (bytes.size() < 12 || bytes[0] != 0x10) return false;
  const ByteView head = bytes.subspan(1, 11);
  const std::string text = to_text(head);
  return text.find("\x04MQTT") != std::string::npos || text.find("\x06MQIsdp") != std::string::npos;
}

bool is_telnet(ByteView bytes) { return bytes.size() >= 3 && bytes[0] == 0xFF && bytes[1] >= 0xFB && bytes[1] <= 0xFE; }

// Servers that speak first, in lines; the client's first word tells FTP from SMTP.
std::string_view recognise_greeting(ByteView client, ByteView server) {
  const std::string word = first_line(client).substr(0, 4);
  if (begins_with(server, "+OK")) return "pop3";
  if (begins_with(server, "* OK") || begins_with(server, "* PREAUTH")) return "imap";
  if (!begins_with(server, "220") || client.empty()) return "";
  const std::string first = lower(word);
  if (first == "ehlo" || first == "helo" || first == "lhlo") return "smtp";
  return "ftp";
}

bool ends_in_login_prompt(ByteView server) {
  const std::string tail = lower(trimmed(to_text(server.last(std::min<std::size_t>(server.size(), 64)))));
  return tail.ends_with("login:") || tail.ends_with("username:") || tail.ends_with("password:");
}

// RFC 1035, 4.2.2: two bytes of length in front.
bool is_dns_stream(ByteView bytes) {
  if (bytes.size() < 14) return false;
  const std::size_t length = std::size_t{bytes[0]} << 8 | bytes[1];
  if (length < 12 || bytes.size() < length + 2) return false;
  const auto message = dns::parse(bytes.subspan(2, length));
  return message && !message->questions.empty();
}

bool is_printable_text(ByteView bytes) {
  const auto readable = std::count_if(bytes.begin(), bytes.end(), [](std::uint8_t byte) {
    return (byte >= 0x20 && byte < 0x7F) || byte == '\n' || byte == '\r' || byte == '\t';
  });
  return static_cast<std::size_t>(readable) * 10 >= bytes.size() * 9;
}

}  // namespace

std::string_view name_of(Protection protection) {
  switch (protection) {
    case Protection::no: return "no";
    case Protection::yes: return "yes";
    case Protection::unknown: break;
  }
  return "unknown";
}

std::string_view recognise_stream(ByteView client, ByteView server) {
  if (is_tls(client) || is_tls(server)) return "tls";
  if (begins_with(client, "SSH-") || begins_with(server, "SSH-")) return "ssh";
  for (const auto name : {recognise_request(client), recognise_response(server)}) {
    if (!name.empty()) return name;
  }
  if (is_mqtt_connect(client)) return "mqtt";
  if (begins_with(server, "RFB 00")) return "vnc";
  if (begins_with(client, "AMQP")) return "amqp";
  if (begins_with(client, "CNXN") || begins_with(client, "STLS")) return "adb";
  const bool is_smb = client.size() > 8 && client[0] == 0 && to_text(client.subspan(5, 3)) == "SMB";
  if (is_smb) return "smb";
  if (client.size() > 4 && client[0] == '*' && client[1] >= '1' && client[1] <= '9' && first_line(client).ends_with('\r')) return "redis";
  if (is_telnet(client) || is_telnet(server)) return "telnet";
  const auto greeting = recognise_greeting(client, server);
  if (!greeting.empty()) return greeting;
  if (is_dns_stream(client)) return "dns";
  return !server.empty() && ends_in_login_prompt(server) ? "telnet" : "";
}

int entropy_hundredths(ByteView bytes) {
  if (bytes.empty()) return 0;
  std::array<std::size_t, 256> counts{};
  for (const auto byte : bytes) ++counts[byte];
  double bits = 0;
  const auto total = static_cast<double>(bytes.size());
  for (const auto count : counts) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / total;
    bits -= share * std::log2(share);
  }
  return static_cast<int>(std::lround(bits * 100));
}

Protection estimate(ByteView bytes) {
  constexpr std::size_t least_bytes = 16;
  constexpr std::size_t telling_bytes = 256;  // random bytes have about 7.2 bits here, 7.8 at 1 KiB
  constexpr int random_from = 650;
  if (bytes.size() < least_bytes) return Protection::unknown;
  if (is_printable_text(bytes)) return Protection::no;
  if (bytes.size() < telling_bytes) return Protection::unknown;
  return entropy_hundredths(bytes) < random_from ? Protection::no : Protection::unknown;
}

}  // namespace hoshi::protocols::capture
