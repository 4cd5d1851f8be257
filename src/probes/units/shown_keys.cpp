// Handshakes that go just as far as the key.
// SPDX-License-Identifier: Apache-2.0
#include "probes/units/shown_keys.h"

#include "protocols/ssh/host_key.h"
#include "protocols/ssh/identification.h"
#include "protocols/tls/certificate.h"

namespace hoshi::probes {
namespace {

namespace ssh = protocols::ssh;
using transport::milliseconds;

constexpr milliseconds connect_timeout{5000};
constexpr milliseconds read_timeout{5000};
constexpr std::size_t answer_limit_bytes = 128u << 10;
constexpr int reads_limit = 256;
constexpr std::size_t random_bytes = 512;
constexpr std::size_t padding_bytes = 16;

// One connection: what the server said so far, read on until `is_done` finds what it looks for in it or fails.
class Dialogue {
 public:
  explicit Dialogue(std::unique_ptr<transport::Stream> stream) : stream_(std::move(stream)) {}

  bool say(ByteView bytes) { return stream_->write(bytes).has_value(); }

  template <class Find>
  auto hear(Find find) -> decltype(find(ByteView())) {
    for (int reads = 0; reads < reads_limit && received_.size() < answer_limit_bytes; ++reads) {
      auto found = find(ByteView(received_));
      if (!found || *found) return found;
      const auto bytes = stream_->read(answer_limit_bytes - received_.size(), read_timeout);
      if (!bytes || bytes->empty()) break;
      received_.insert(received_.end(), bytes->begin(), bytes->end());
    }
    return find(ByteView(received_));
  }

 private:
  std::unique_ptr<transport::Stream> stream_;
  Bytes received_;
};

ByteView behind_identification(ByteView received) {
  const auto identification = ssh::read_identification(received);
  return identification && *identification ? received.subspan((*identification)->consumed_bytes) : ByteView();
}

std::optional<Dialogue> begin(transport::Network& network, std::string_view target, std::uint16_t port) {
  auto stream = network.connect(target, port, connect_timeout);
  if (!stream) return std::nullopt;
  Dialogue dialogue(std::move(*stream));
  if (!dialogue.say(to_bytes("SSH-2.0-hoshi\r\n"))) return std::nullopt;
  return dialogue;
}

std::optional<ssh::Kexinit> hear_offer(Dialogue& dialogue) {
  const auto offer = dialogue.hear([](ByteView received) { return ssh::read_kexinit(behind_identification(received)); });
  return offer ? *offer : std::nullopt;
}

// What the server shows when only this kind of key is wanted; "" when it shows none.
std::string shown_key(transport::Network& network, Dialogue& dialogue, const ssh::Kexinit& server, const std::string& algorithm) {
  const std::string exchange = ssh::exchange_for(server);
  const Bytes random = network.random(random_bytes + padding_bytes);
  if (exchange.empty() || random.size() < random_bytes + padding_bytes) return "";
  const ByteView numbers = ByteView(random).first(random_bytes);
  const ByteView padding = ByteView(random).last(padding_bytes);
  const ssh::Kexinit offer = ssh::offer_for(server, exchange, algorithm);
  if (!dialogue.say(ssh::write_kexinit(offer, numbers.first(16), padding)) || !dialogue.say(ssh::write_exchange(exchange, numbers, padding))) return "";
  const auto key = dialogue.hear([](ByteView received) { return ssh::read_host_key(behind_identification(received)); });
  return key && *key ? (*key)->sha256 : "";
}

}  // namespace

ShownKeys tls_keys(transport::Network& network, std::string_view target, std::uint16_t port) {
  ShownKeys keys;
  const auto stream = network.connect_tls(target, port, {}, connect_timeout);
  const auto* session = stream ? (*stream)->tls() : nullptr;
  if (session == nullptr || session->certificates_der.empty()) return keys;
  const auto facts = protocols::tls::read_certificate(session->certificates_der.front());
  if (!facts) return keys;
  keys["certificate"].insert(facts->sha256);
  if (!facts->key_sha256.empty()) keys["tls key"].insert(facts->key_sha256);
  return keys;
}

ShownKeys ssh_keys(transport::Network& network, std::string_view target, std::uint16_t port) {
  ShownKeys keys;
  std::vector<std::string> algorithms;
  for (std::size_t round = 0; round == 0 || round < algorithms.size(); ++round) {
    auto dialogue = begin(network, target, port);
    const auto server = dialogue ? hear_offer(*dialogue) : std::nullopt;
    if (!server) break;
    if (round == 0) algorithms = ssh::host_key_algorithms(*server);
    if (algorithms.empty()) break;
    const std::string key = shown_key(network, *dialogue, *server, algorithms[round]);
    if (!key.empty()) keys["ssh host key"].insert(key);
  }
  return keys;
}

}  // namespace hoshi::probes
