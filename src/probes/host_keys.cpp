// One connection each.
// SPDX-License-Identifier: Apache-2.0
#include "probes/host_keys.h"

#include "base/encoding.h"
#include "protocols/ssh/host_key.h"
#include "protocols/ssh/identification.h"

namespace hoshi::probes {
namespace {

namespace ssh = protocols::ssh;
using std::chrono::milliseconds;

constexpr milliseconds connect_timeout{5000};
constexpr milliseconds read_timeout{5000};  // small processors take seconds to sign
constexpr std::size_t answer_limit_bytes = 64u << 10;
constexpr int reads_limit = 128;
constexpr std::size_t random_bytes = 48;

// The bytes behind the identification line; nothing when it is not whole or no SSH.
std::optional<ByteView> packets_of(ByteView received) {
  const auto line = ssh::read_identification(received);
  if (!line || !*line) return std::nullopt;
  return received.subspan((*line)->consumed_bytes);
}

// What of the key is there: sends our half once the offer is whole. True: there is nothing more to wait for.
bool step(transport::Network& network, transport::Stream& stream, ByteView received, bool& is_asked, std::string& key) {
  const auto packets = packets_of(received);
  if (!packets) return false;
  if (!is_asked) {
    const auto offer = ssh::read_kexinit(*packets);
    if (!offer) return true;
    if (!*offer) return false;
    const auto exchange = ssh::write_exchange(**offer, network.random(random_bytes));
    is_asked = exchange && stream.write(*exchange).has_value();
    return !is_asked;
  }
  const auto found = ssh::read_host_key(*packets);
  if (found && *found) key = sha256_hex(**found);
  return !found || found->has_value();
}

}  // namespace

Result<std::string> ssh_host_key(transport::Network& network, std::string_view target, std::uint16_t port) {
  HOSHI_CHECK(network.wait(milliseconds(0)));
  const auto stream = network.connect(target, port, connect_timeout);
  std::string key;
  if (!stream || !(*stream)->write(to_bytes("SSH-2.0-hoshi\r\n"))) return key;
  Bytes received;
  bool is_asked = false;
  for (int reads = 0; reads < reads_limit && received.size() < answer_limit_bytes; ++reads) {
    const auto bytes = (*stream)->read(answer_limit_bytes - received.size(), read_timeout);
    if (!bytes || bytes->empty()) break;
    received.insert(received.end(), bytes->begin(), bytes->end());
    if (step(network, **stream, received, is_asked, key)) break;
  }
  return key;
}

Result<std::string> tls_leaf(transport::Network& network, std::string_view target, std::uint16_t port) {
  HOSHI_CHECK(network.wait(milliseconds(0)));
  const auto stream = network.connect_tls(target, port, {}, connect_timeout + read_timeout);
  if (!stream) return std::string();
  const transport::TlsSession* session = (*stream)->tls();
  const bool has_leaf = session != nullptr && !session->certificates_der.empty();
  return has_leaf ? sha256_hex(session->certificates_der.front()) : std::string();
}

}  // namespace hoshi::probes
