// As much of a key exchange as shows the server's host key: the client's first packet, and the server's reply to it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "protocols/ssh/kexinit.h"

namespace hoshi::protocols::ssh {

constexpr std::size_t host_key_limit_bytes = 16u << 10;

struct HostKey {
  std::string algorithm;  // as the key itself says: "ssh-ed25519", "ssh-rsa"; printable
  std::string sha256;     // of the key as sent, the bytes of which a fingerprint is made
};

// The exchange of the server's list whose first packet we can write, or "": curve25519, NIST P-256, group 14 and 16.
std::string exchange_for(const Kexinit& server);
// One algorithm for each kind of key the server has (rsa-sha2-512 and ssh-rsa are one key), at most four.
std::vector<std::string> host_key_algorithms(const Kexinit& server);

// An offer that the server has to take: its own lists, with this exchange and this kind of key.
Kexinit offer_for(const Kexinit& server, const std::string& exchange, const std::string& host_key);
// A public value whose private part nobody knows: the exchange cannot be finished, and need not be. RFC 5656, 4 and
// RFC 4253, 8. `random` is at least 512 bytes, `padding` 16.
Bytes write_exchange(std::string_view exchange, ByteView random, ByteView padding);

// What follows the server's identification line: its offer, then its reply. Nothing: not whole yet. corrupt: something
// else. The signature is not checked: a copied key would be found as well, and that is what is looked for.
[[nodiscard]] Result<std::optional<HostKey>> read_host_key(ByteView received);

}  // namespace hoshi::protocols::ssh
