// Names the protocol of captured traffic by what it says, never by its port alone, and whether it is readable.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"

namespace hoshi::protocols::capture {

enum class Protection : std::uint8_t { no, yes, unknown };
std::string_view name_of(Protection protection);  // "no", "yes", "unknown"

// "http", "rtsp", "sip", "tls", "ssh", "mqtt", "ftp", "smtp", "pop3", "imap", "telnet", "smb", "vnc", "amqp", "redis",
// "http2", "dns", "adb"; "" when the beginnings (or their absence) say nothing yet. Either side may be empty.
std::string_view recognise_stream(ByteView from_client, ByteView from_server);

// "dns", "mdns", "llmnr", "dhcp", "snmp", "sip", "ssdp", "ws_discovery", "dtls", "quic", "stun", "wireguard", "coap", "ntp",
// "syslog", "ike", "tls" …; "" when it says nothing. Protocols whose packets have no mark of their own (coap, ntp, ike,
// tftp) need their port besides.
std::string_view recognise_datagram(ByteView datagram, std::uint16_t service_port);

// How the bytes of a protocol nobody knows look: text or regular structure is readable (no); what looks random may be
// encrypted or only compressed (unknown), and so may be what is too short to tell.
Protection estimate(ByteView bytes);
// Bits a byte, in hundredths: 800 is what random bytes have in the long run.
int entropy_hundredths(ByteView bytes);

}  // namespace hoshi::protocols::capture
