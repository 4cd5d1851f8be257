// Recognises services by how they greet or answer.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/services/recognise.h"

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "base/text.h"
#include "protocols/mqtt/packets.h"
#include "protocols/telnet/decoder.h"

namespace hoshi::protocols::services {

namespace {

constexpr std::uint8_t iac = 255;  // RFC 854

std::string first_line(std::string_view text) {
  return std::string(trimmed(text.substr(0, text.find_first_of("\r\n"))));
}

// The value of the first of these headers, in the order of the names.
std::string header_of(std::string_view head, std::initializer_list<std::string_view> names) {
  const auto lines = split(head, '\n');
  for (const auto name : names) {
    for (const std::string& line : lines) {
      if (starts_with_ignoring_case(line, name)) return printable(trimmed(std::string_view(line).substr(name.size())));
    }
  }
  return {};
}

// HTTP, RTSP and SIP: the status line and the Server header, never the Date.
Recognised recognise_head(std::string protocol, std::string_view text) {
  Recognised found{std::move(protocol), printable(first_line(text)), "", text.find("\r\n\r\n") != std::string::npos};
  const auto head = text.substr(0, text.find("\r\n\r\n"));
  // Elasticsearch names itself by a header of its own, SIP by User-Agent as well (RFC 3261, 20.41).
  found.detail = header_of(head, {"server:", "x-elastic-product:"});
  if (found.detail.empty() && found.protocol == "sip") found.detail = header_of(head, {"user-agent:"});
  if (!found.detail.empty()) found.banner = printable(found.banner + " | Server: " + found.detail);
  return found;
}

bool asks_for_login(std::string_view text) {
  const std::string end = lower(trimmed(text.substr(text.size() - std::min<std::size_t>(text.size(), 40))));
  return end.ends_with("login:") || end.ends_with("username:") || end.ends_with("user:") || end.ends_with("password:");
}

// The last line is a prompt: "# ", "/ # ", "root@cam:~# ", "$ ".
bool shows_shell(std::string_view text) {
  const auto line_begin = text.find_last_of("\r\n");
  std::string_view line = line_begin == std::string_view::npos ? text : text.substr(line_begin + 1);
  const bool blank_after = line.ends_with(' ');
  line = trimmed(line);
  return blank_after && line.size() < 60 && (line.ends_with('#') || line.ends_with('$'));
}

// The first requests about options, as they came.
std::string telnet_options(ByteView received) {
  Bytes requests;
  for (std::size_t at = 0; at + 2 < received.size() && requests.size() < 60; ++at) {
    if (received[at] == iac && received[at + 1] >= 251 && received[at + 1] <= 254) {
      requests.insert(requests.end(), {iac, received[at + 1], received[at + 2]});
      at += 2;
    }
  }
  return to_hex(requests);
}

Recognised recognise_telnet(ByteView received) {
  const std::string text = telnet::Decoder().feed(received).text;
  const bool prompt = asks_for_login(text) || shows_shell(text);
  return {"telnet", printable(trimmed(text)), telnet_options(received), prompt};
}

// RFC 959, RFC 5321: both greet with 220.
std::optional<Recognised> recognise_220(std::string_view text) {
  const bool whole = text.find('\n') != std::string_view::npos;
  const std::string banner = printable(first_line(text));
  if (contains_ignoring_case(banner, "smtp")) {
    return Recognised{"smtp", banner, "", whole};
  }
  // FTP has no word of its own; a mail server always says SMTP (RFC 5321, 4.2).
  return whole ? std::optional(Recognised{"ftp", banner, "", whole}) : std::nullopt;
}

// MQTT 3.1.1, 3.2 and 5.0, 3.2: a CONNACK.
std::optional<Recognised> recognise_mqtt(ByteView received) {
  constexpr std::uint8_t connack = 0x20;
  if (received.size() < 4 || received[0] != connack || received[1] < 2 || received[1] > 127 || received[2] > 1) {
    return std::nullopt;
  }
  return Recognised{"mqtt", "CONNACK " + std::to_string(received[3]), "", true};
}

// The protocol version 10 of MySQL and MariaDB: length, number 0, 10, version, zero.
std::optional<Recognised> recognise_mysql(ByteView received) {
  if (received.size() < 8 || received[2] != 0 || received[3] != 0 || (received[4] != 10 && received[4] != 0xff)) {
    return std::nullopt;
  }
  if (received[4] == 0xff) {
    // An error instead of a greeting: this client's address may not come in.
    const bool is_whole = received.size() == 4u + received[0] + (received[1] << 8);
    if (!is_whole || received[6] > 0x10) return std::nullopt;
    return Recognised{"mysql", printable(to_text(received.subspan(7))), "", true};
  }
  const std::string text = to_text(received.subspan(5));
  return Recognised{"mysql", printable(text.substr(0, text.find('\0'))), "", true};
}

struct Beginning {
  std::string_view bytes;
  std::string_view protocol;
};

// What these services say first, before or after a client speaks.
constexpr auto beginnings = std::to_array<Beginning>({{"SSH-", "ssh"},
                                                      {"RFB 0", "vnc"},
                                                      {"+OK", "pop3"},
                                                      {"* OK", "imap"},
                                                      {"* PREAUTH", "imap"},
                                                      {"-ERR unknown command", "redis"},
                                                      {"-NOAUTH", "redis"},
                                                      {"@RSYNCD:", "rsync"},
                                                      {"CNXN", "adb"},
                                                      {"AUTH\x01", "adb"}});

std::optional<Recognised> recognise_beginning(std::string_view text) {
  for (const Beginning& beginning : beginnings) {
    if (text.starts_with(beginning.bytes)) {
      const bool whole = text.find('\n') != std::string_view::npos || beginning.protocol == "adb";
      return Recognised{std::string(beginning.protocol), printable(first_line(text)), "", whole};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Recognised> recognise(ByteView received) {
  received = received.first(std::min(received.size(), looked_at_bytes));
  if (received.empty()) {
    return std::nullopt;
  }
  const std::string text = to_text(received);
  if (text.starts_with("HTTP/1.") || text.starts_with("HTTP/0.9")) {
    return recognise_head("http", text);
  }
  if (text.starts_with("RTSP/1.") || text.starts_with("RTSP/2.")) {
    return recognise_head("rtsp", text);
  }
  if (text.starts_with("SIP/2.0 ")) {
    return recognise_head("sip", text);
  }
  if (auto found = recognise_beginning(text)) {
    return found;
  }
  if (text.starts_with("220")) {
    return recognise_220(text);
  }
  // RFC 854: WILL, WONT, DO and DONT are 251 to 254.
  if (received.size() >= 2 && received[0] == iac && received[1] >= 250) {
    return recognise_telnet(received);
  }
  if (auto found = recognise_mqtt(received)) {
    return found;
  }
  if (auto found = recognise_mysql(received)) {
    return found;
  }
  if (asks_for_login(text)) {
    return recognise_telnet(received);
  }
  if (shows_shell(text)) {
    return Recognised{"shell", printable(trimmed(text)), "", true};
  }
  return std::nullopt;
}

Bytes http_hello() {
  return to_bytes("GET / HTTP/1.1\r\nHost: device\r\nUser-Agent: hoshi\r\nAccept: */*\r\nConnection: close\r\n\r\n");
}

Bytes rtsp_hello() { return to_bytes("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: hoshi\r\n\r\n"); }

Bytes mqtt_hello() { return mqtt::encode(mqtt::Connect{mqtt::Version::v3_1_1, "hoshi", {}, {}, 15}); }

}  // namespace hoshi::protocols::services
