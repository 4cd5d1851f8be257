// A short session with an MQTT broker: connect in the version it speaks, subscribe, collect, leave.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/mqtt/packets.h"
#include "transport/network.h"

namespace hoshi::probes {

using std::chrono::milliseconds;

struct BrokerAddress {
  std::string target;
  std::uint16_t port = 0;
  bool tls = false;
};

struct BrokerAccount {
  std::optional<std::string> user;
  std::optional<std::string> password;
};

struct BrokerAnswer {
  protocols::mqtt::ConnectMeaning meaning = protocols::mqtt::ConnectMeaning::other;
  std::uint8_t code = 0;
  protocols::mqtt::Version version = protocols::mqtt::Version::v3_1_1;
  transport::TaskTime answered_at{};
};

// One thread. Destruction says DISCONNECT when connected.
class BrokerSession {
 public:
  // Connects with 3.1.1, and with 5.0 when the broker wants another version. An Error: no connection, it was
  // closed before an answer, or what came is not MQTT (corrupt).
  [[nodiscard]] static Result<BrokerSession> open(transport::Network& network, const BrokerAddress& address,
                                                  const BrokerAccount& account);
  BrokerSession(BrokerSession&&) = default;
  BrokerSession& operator=(BrokerSession&&) = default;
  ~BrokerSession();

  const BrokerAnswer& answer() const { return answer_; }
  bool is_accepted() const { return answer_.meaning == protocols::mqtt::ConnectMeaning::accepted; }

  // The broker's code for that topic: 0x80 or more is a refusal. Messages that come meanwhile are kept.
  [[nodiscard]] Result<std::uint8_t> subscribe(const std::string& topic);
  // Collects messages for that long or until `most` are there; all since the last call.
  [[nodiscard]] Result<std::vector<protocols::mqtt::Publish>> collect(milliseconds duration, std::size_t most);
  [[nodiscard]] Result<void> publish(const std::string& topic, std::string_view payload);

 private:
  BrokerSession(std::unique_ptr<transport::Stream> stream, protocols::mqtt::Version version)
      : stream_(std::move(stream)) {
    answer_.version = version;
  }
  [[nodiscard]] static Result<BrokerSession> open_as(transport::Network& network, const BrokerAddress& address,
                                                     const BrokerAccount& account, protocols::mqtt::Version version);
  [[nodiscard]] Result<protocols::mqtt::Packet> read_packet(transport::TaskTime until);
  void keep(const protocols::mqtt::Packet& packet);

  std::unique_ptr<transport::Stream> stream_;
  protocols::mqtt::PacketReader reader_;
  BrokerAnswer answer_;
  std::uint16_t next_packet_id_ = 1;
  std::vector<protocols::mqtt::Publish> messages_;
};

}  // namespace hoshi::probes
