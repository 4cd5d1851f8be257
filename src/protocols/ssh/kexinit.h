// Reads and writes the unencrypted SSH packet that offers algorithms (KEXINIT), and knows which are weak.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/value.h"

namespace hoshi::protocols::ssh {

// RFC 4253, 7.1, in the order of the wire. Names are printable; at most 200 a list.
struct Kexinit {
  std::vector<std::string> key_exchange;
  std::vector<std::string> host_key;
  std::vector<std::string> cipher_client_to_server;
  std::vector<std::string> cipher_server_to_client;
  std::vector<std::string> mac_client_to_server;
  std::vector<std::string> mac_server_to_client;
  std::vector<std::string> compression_client_to_server;
  std::vector<std::string> compression_server_to_client;
  std::vector<std::string> languages_client_to_server;
  std::vector<std::string> languages_server_to_client;
  bool first_packet_follows = false;
};

// The bytes behind the identification line. Nothing: not whole yet. corrupt: not a KEXINIT, or over a limit (a
// packet of 35,000 bytes, RFC 4253, 6.1). Packets IGNORE and DEBUG in front are skipped.
[[nodiscard]] Result<std::optional<Kexinit>> read_kexinit(ByteView received);

// A whole packet with padding. `cookie` is 16 bytes, `padding` at least 16.
Bytes write_kexinit(const Kexinit& offer, ByteView cookie, ByteView padding);

// Algorithms of the offer that knowledge/ssh_algorithms.toml calls weak: "cipher 3des-cbc" …, each once, in the
// order of the lists.
std::vector<std::string> weak_algorithms(const Kexinit& offer, const Value& knowledge);

}  // namespace hoshi::protocols::ssh
