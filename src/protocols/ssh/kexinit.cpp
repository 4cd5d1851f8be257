// The offer of algorithms (RFC 4253, 7.1).
// SPDX-License-Identifier: Apache-2.0
#include "protocols/ssh/kexinit.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "protocols/ssh/packet.h"

namespace hoshi::protocols::ssh {

namespace {

constexpr std::size_t cookie_bytes = 16;
constexpr std::size_t names_limit = 200;
constexpr int skipped_limit = 8;
constexpr std::uint8_t ignore_message = 2;
constexpr std::uint8_t debug_message = 4;
constexpr std::uint8_t kexinit_message = 20;

Result<std::vector<std::string>> read_names(ByteReader& reader, std::string_view what) {
  const std::string text = to_text(HOSHI_TRY(reader.vector32(what)));
  std::vector<std::string> names;
  if (text.empty()) {
    return names;
  }
  for (const std::string& name : split(text, ',')) {
    if (names.size() == names_limit) {
      return fail(ErrorCode::corrupt, fmt::format("more than {} names in {}", names_limit, what));
    }
    names.push_back(printable(name));
  }
  return names;
}

Result<Kexinit> read_payload(ByteView payload) {
  ByteReader reader(payload);
  HOSHI_TRY(reader.u8("message number"));
  HOSHI_TRY(reader.take(cookie_bytes, "cookie"));
  Kexinit offer;
  offer.key_exchange = HOSHI_TRY(read_names(reader, "key exchange algorithms"));
  offer.host_key = HOSHI_TRY(read_names(reader, "host key algorithms"));
  offer.cipher_client_to_server = HOSHI_TRY(read_names(reader, "ciphers to the server"));
  offer.cipher_server_to_client = HOSHI_TRY(read_names(reader, "ciphers to the client"));
  offer.mac_client_to_server = HOSHI_TRY(read_names(reader, "MACs to the server"));
  offer.mac_server_to_client = HOSHI_TRY(read_names(reader, "MACs to the client"));
  offer.compression_client_to_server = HOSHI_TRY(read_names(reader, "compression to the server"));
  offer.compression_server_to_client = HOSHI_TRY(read_names(reader, "compression to the client"));
  offer.languages_client_to_server = HOSHI_TRY(read_names(reader, "languages to the server"));
  offer.languages_server_to_client = HOSHI_TRY(read_names(reader, "languages to the client"));
  offer.first_packet_follows = HOSHI_TRY(reader.u8("first packet follows")) != 0;
  return offer;
}

void append_names(ByteWriter& writer, const std::vector<std::string>& names) {
  writer.vector32(to_bytes(join(names, ",")));
}

}  // namespace

Result<std::optional<Kexinit>> read_kexinit(ByteView received) {
  ByteReader reader(received);
  for (int skipped = 0; skipped < skipped_limit; ++skipped) {
    const auto payload = HOSHI_TRY(read_packet(reader));
    if (!payload) {
      return std::optional<Kexinit>();
    }
    const std::uint8_t message = payload->front();
    if (message == kexinit_message) {
      return HOSHI_TRY(read_payload(*payload));
    }
    if (message != ignore_message && message != debug_message) {
      return fail(ErrorCode::corrupt, fmt::format("SSH message {} where a KEXINIT should be", message));
    }
  }
  return fail(ErrorCode::corrupt, "no KEXINIT among the first packets");
}

Bytes write_kexinit(const Kexinit& offer, ByteView cookie, ByteView padding) {
  HOSHI_ASSERT(cookie.size() == cookie_bytes);
  HOSHI_ASSERT(padding.size() >= cookie_bytes);
  ByteWriter payload;
  payload.u8(kexinit_message);
  payload.append(cookie);
  for (const auto* names : {&offer.key_exchange, &offer.host_key, &offer.cipher_client_to_server,
                            &offer.cipher_server_to_client, &offer.mac_client_to_server, &offer.mac_server_to_client,
                            &offer.compression_client_to_server, &offer.compression_server_to_client,
                            &offer.languages_client_to_server, &offer.languages_server_to_client}) {
    append_names(payload, *names);
  }
  payload.u8(offer.first_packet_follows ? 1 : 0);
  payload.u32(0);
  return write_packet(payload.bytes(), padding);
}

std::vector<std::string> weak_algorithms(const Kexinit& offer, const Value& knowledge) {
  const std::pair<std::string_view, const std::vector<std::string>&> lists[] = {
      {"key_exchange", offer.key_exchange},        {"host_key", offer.host_key},
      {"cipher", offer.cipher_server_to_client},   {"cipher", offer.cipher_client_to_server},
      {"mac", offer.mac_server_to_client},         {"mac", offer.mac_client_to_server}};
  std::vector<std::string> weak;
  for (const auto& [kind, names] : lists) {
    for (const std::string& name : names) {
      const std::string text = std::string(kind) + " " + name;
      const bool known = std::find(weak.begin(), weak.end(), text) != weak.end();
      if (!known && knowledge["weak"][kind].has(name)) {
        weak.push_back(text);
      }
    }
  }
  return weak;
}

}  // namespace hoshi::protocols::ssh
