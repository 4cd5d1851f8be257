// Hellos and answers of office and network protocols.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "protocols/adb/packet.h"
#include "protocols/bytes/little_endian.h"
#include "protocols/services/answers.h"
#include "protocols/smb/negotiate.h"

namespace hoshi::protocols::services {
namespace {

constexpr std::uint32_t rpc_call = 0x48534849;
constexpr std::uint16_t dns_question = 0x4853;
constexpr std::size_t shown_bytes = 80;

Recognised whole(std::string protocol, std::string banner) {
  return Recognised{std::move(protocol), std::move(banner), "", true, "", ""};
}

// RFC 5531, 9 and 11: the null procedure of a program.
Bytes rpc_null(std::uint32_t program, std::uint32_t version) {
  ByteWriter writer;
  writer.u32(0x80000000u + 40);
  for (const std::uint32_t word : {rpc_call, 0u, 2u, program, version, 0u, 0u, 0u, 0u, 0u}) writer.u32(word);
  return std::move(writer).bytes();
}

[[nodiscard]] Result<Recognised> read_rpc(ByteView received, const std::string& program) {
  ByteReader reader(received);
  HOSHI_CHECK(reader.u32("mark"));
  const auto number = HOSHI_TRY(reader.u32("number"));
  const auto kind = HOSHI_TRY(reader.u32("kind"));
  if (number != rpc_call || kind != 1) return fail(ErrorCode::corrupt, "no answer to our call");
  const auto state = HOSHI_TRY(reader.u32("state"));
  if (state != 0) return whole("rpc", "call denied");
  HOSHI_CHECK(reader.u32("verifier"));
  HOSHI_CHECK(reader.vector32("verifier"));
  const auto accepted = HOSHI_TRY(reader.u32("accepted"));
  return whole(accepted == 0 ? program : "rpc", fmt::format("accept state {}", accepted));
}

// RFC 1035, 4.1.4: names end in a zero or a pointer.
[[nodiscard]] Result<void> skip_name(ByteReader& reader) {
  for (int labels = 0; labels < 128; ++labels) {
    const int length = HOSHI_TRY(reader.u8("label"));
    if (length == 0) return {};
    if (length >= 0xc0) {
      HOSHI_CHECK(reader.u8("pointer"));
      return {};
    }
    HOSHI_CHECK(reader.take(static_cast<std::size_t>(length), "label"));
  }
  return fail(ErrorCode::corrupt, "a name without end");
}

[[nodiscard]] Result<std::string> read_version(ByteReader& reader) {
  HOSHI_CHECK(skip_name(reader));
  HOSHI_CHECK(reader.u32("type and class"));
  HOSHI_CHECK(skip_name(reader));
  const auto type = HOSHI_TRY(reader.u16("type"));
  HOSHI_CHECK(reader.take(6, "class and time"));
  ByteReader text(HOSHI_TRY(reader.vector16("data")));
  const auto version = HOSHI_TRY(text.vector8("text"));
  if (type != 16) return fail(ErrorCode::corrupt, "no TXT record");
  return printable(to_text(version), shown_bytes);
}

}  // namespace

Bytes smb_hello() {
  // Salt and identity of a client that will never come back: the same bytes each time.
  return smb::negotiate_request(Bytes(32, 0x48));
}

std::optional<Recognised> smb_answer(ByteView received) {
  const auto message = smb::read_message(received);
  if (message && *message) {
    const auto negotiated = smb::negotiated_in(**message);
    if (!negotiated) return whole("smb", fmt::format("status 0x{:08x}", (*message)->header.status));
    return whole("smb", "SMB " + smb::dialect_name(negotiated->dialect) +
                            (negotiated->signing_required ? ", signing required" : ""));
  }
  const auto old = smb::accepts_smb1(received);
  return old && *old && **old ? std::optional(whole("smb", "SMB 1")) : std::nullopt;
}

// RFC 1035, 4.2.2 and RFC 4892: version.bind, TXT, CHAOS.
Bytes dns_hello() {
  ByteWriter query;
  query.u16(dns_question);
  for (const std::uint16_t word : {0, 1, 0, 0, 0}) query.u16(word);
  query.append(std::string_view("\x07version\x04" "bind\0", 14));
  query.u16(16);
  query.u16(3);
  ByteWriter writer;
  writer.vector16(query.bytes());
  return std::move(writer).bytes();
}

std::optional<Recognised> dns_answer(ByteView received) {
  ByteReader framed(received);
  const auto message = framed.vector16("message");
  if (!message || message->size() < 12) return std::nullopt;
  ByteReader reader(*message);
  const auto number = reader.u16("number");
  const auto flags = reader.u16("flags");
  const auto questions = reader.u16("questions");
  const auto answers = reader.u16("answers");
  if (!number || !flags || *number != dns_question || (*flags & 0x8000) == 0) return std::nullopt;
  (void)reader.u32("other counts");
  const bool has_answer = questions && answers && *questions == 1 && *answers > 0;
  const auto version = has_answer ? read_version(reader) : Result<std::string>("");
  return whole("dns", version && !version->empty() ? *version : fmt::format("code {}", *flags & 15));
}

Bytes portmap_hello() { return rpc_null(100000, 2); }
Bytes nfs_hello() { return rpc_null(100003, 3); }

std::optional<Recognised> portmap_answer(ByteView received) {
  auto found = read_rpc(received, "portmap");
  return found ? std::optional(std::move(*found)) : std::nullopt;
}

std::optional<Recognised> nfs_answer(ByteView received) {
  auto found = read_rpc(received, "nfs");
  return found ? std::optional(std::move(*found)) : std::nullopt;
}

// X11 protocol, 8: little-endian, version 11.0, no authorisation.
Bytes x11_hello() { return {0x6c, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0}; }

std::optional<Recognised> x11_answer(ByteView received) {
  if (received.size() < 8 || received[0] > 2 || received[2] != 11 || received[3] != 0) return std::nullopt;
  if (received[0] == 0) {
    const std::size_t length = std::min<std::size_t>(received[1], received.size() - 8);
    return whole("x11", printable("refused: " + to_text(received.subspan(8, length))));
  }
  if (received[0] == 2) return whole("x11", "asks for authentication");
  ByteReader reader(received);
  (void)reader.take(8 + 16, "numbers");
  const auto length = little16(reader, "length of the vendor");
  (void)reader.take(14, "numbers");
  const auto vendor = length ? reader.take(*length, "vendor") : Result<ByteView>(ByteView{});
  if (!length || !vendor) return Recognised{"x11", "accepted", "", false, "", ""};
  return whole("x11", printable("accepted: " + to_text(*vendor)));
}

// RFC 1928, 3: only "no authentication" is offered.
Bytes socks_hello() { return {5, 1, 0}; }

std::optional<Recognised> socks_answer(ByteView received) {
  if (received.size() != 2 || received[0] != 5) return std::nullopt;
  const int method = received[1];
  if (method != 0 && method != 0xff) return std::nullopt;
  return whole("socks", method == 0 ? "SOCKS5, no authentication" : "SOCKS5, asks for authentication");
}

Bytes adb_hello() { return adb::connect_packet(); }

std::optional<Recognised> adb_answer(ByteView received) {
  const auto packet = adb::read_packet(received);
  if (!packet || !*packet) return std::nullopt;
  const std::string text = (*packet)->command == "CNXN" ? to_text((*packet)->payload) : "";
  auto found = whole("adb", printable((*packet)->command + (text.empty() ? "" : " " + text)));
  found.product = adb::banner_in(**packet).model;
  if ((*packet)->command != "CNXN") found.product.clear();
  return found;
}

// RFC 9271, 4.2: VER.
Bytes nut_hello() { return to_bytes("VER\n"); }

std::optional<Recognised> nut_answer(ByteView received) {
  const std::string text = to_text(received);
  if (!text.starts_with("Network UPS Tools ") || text.find('\n') == std::string::npos) return std::nullopt;
  return whole("nut", printable(trimmed(text.substr(0, text.find('\n')))));
}

// MS-RDPBCGR, 2.2.1.1: X.224 with a request to negotiate TLS.
Bytes rdp_hello() {
  return {0x03, 0x00, 0x00, 0x13, 0x0e, 0xe0, 0x00, 0x00, 0x00, 0x00, 0x00,
          0x01, 0x00, 0x08, 0x00, 0x03, 0x00, 0x00, 0x00};
}

std::optional<Recognised> rdp_answer(ByteView received) {
  if (received.size() < 19 || received[0] != 3 || received[3] != 19 || received[5] != 0xd0) return std::nullopt;
  const bool is_answer = received[11] == 2 || received[11] == 3;
  return is_answer ? std::optional(whole("rdp", received[11] == 2 ? "negotiated" : "negotiation failed")) : std::nullopt;
}

// RFC 3261, 11.
Bytes sip_hello() {
  return to_bytes(
      "OPTIONS sip:device SIP/2.0\r\nVia: SIP/2.0/TCP hoshi.invalid;branch=z9hG4bKhoshi\r\nMax-Forwards: 70\r\n"
      "From: <sip:hoshi@hoshi.invalid>;tag=hoshi\r\nTo: <sip:device>\r\nCall-ID: hoshi@hoshi.invalid\r\n"
      "CSeq: 1 OPTIONS\r\nContact: <sip:hoshi@hoshi.invalid;transport=tcp>\r\nContent-Length: 0\r\n\r\n");
}

}  // namespace hoshi::protocols::services
