// The MQTT session: bounded in time, packets and messages.
// SPDX-License-Identifier: Apache-2.0
#include "probes/broker_session.h"

#include "base/encoding.h"

namespace hoshi::probes {
namespace {

using namespace protocols::mqtt;

constexpr milliseconds connect_timeout{5000};
constexpr milliseconds answer_timeout{8000};
constexpr std::size_t read_limit_bytes = 16 * 1024;
constexpr std::size_t messages_kept = 500;        // of hostile brokers that never stop
constexpr int packets_before_answer_max = 1000;

transport::TaskTime later(const transport::Stream& stream, milliseconds duration) {
  return stream.time() + std::chrono::duration_cast<transport::TaskTime>(duration);
}

}  // namespace

Result<BrokerSession> BrokerSession::open(transport::Network& network, const BrokerAddress& address,
                                          const BrokerAccount& account) {
  auto session = HOSHI_TRY(open_as(network, address, account, Version::v3_1_1));
  if (session.answer_.meaning != ConnectMeaning::other_version_needed) return session;
  return open_as(network, address, account, Version::v5);
}

Result<BrokerSession> BrokerSession::open_as(transport::Network& network, const BrokerAddress& address,
                                             const BrokerAccount& account, Version version) {
  auto stream = HOSHI_TRY(address.tls ? network.connect_tls(address.target, address.port, {}, connect_timeout)
                                      : network.connect(address.target, address.port, connect_timeout));
  Connect connect;
  connect.version = version;
  connect.client_id = "hoshi-" + to_hex(network.random(4));
  connect.user = account.user;
  connect.password = account.password;
  HOSHI_CHECK(stream->write(encode(connect)));
  BrokerSession session(std::move(stream), version);
  const auto packet = HOSHI_TRY(session.read_packet(later(*session.stream_, answer_timeout)));
  const auto answer = HOSHI_TRY(parse_connect_answer(version, packet));
  session.answer_.code = answer.code;
  session.answer_.meaning = meaning_of(version, answer.code);
  session.answer_.answered_at = session.stream_->time();
  return session;
}

BrokerSession::~BrokerSession() {
  // A broker that is gone already needs no farewell.
  if (stream_ && is_accepted()) (void)stream_->write(encode_disconnect(answer_.version));
}

Result<Packet> BrokerSession::read_packet(transport::TaskTime until) {
  while (true) {
    auto packet = HOSHI_TRY(reader_.next());
    if (packet) return std::move(*packet);
    const auto left = std::chrono::duration_cast<milliseconds>(until - stream_->time());
    if (left <= milliseconds(0)) return fail(ErrorCode::timed_out, "no packet from the broker");
    const Bytes bytes = HOSHI_TRY(stream_->read(read_limit_bytes, left));
    if (bytes.empty()) return fail(ErrorCode::unavailable, "the broker closed the connection");
    HOSHI_CHECK(reader_.feed(bytes));
  }
}

void BrokerSession::keep(const Packet& packet) {
  if (!packet.is(PacketType::publish) || messages_.size() >= messages_kept) return;
  // A message that cannot be read shows nothing; the broker's next packet is looked at all the same.
  if (auto message = parse_publish(answer_.version, packet)) messages_.push_back(std::move(*message));
}

Result<std::uint8_t> BrokerSession::subscribe(const std::string& topic) {
  const std::uint16_t id = next_packet_id_++;
  HOSHI_CHECK(stream_->write(encode_subscribe(answer_.version, id, {topic})));
  const auto until = later(*stream_, answer_timeout);
  for (int packets = 0; packets < packets_before_answer_max; ++packets) {
    const auto packet = HOSHI_TRY(read_packet(until));
    keep(packet);
    if (!packet.is(PacketType::subscribe_answer)) continue;
    const auto answer = HOSHI_TRY(parse_subscribe_answer(answer_.version, packet));
    if (answer.packet_id != id) continue;
    if (answer.codes.size() != 1) return fail(ErrorCode::corrupt, "one topic, several codes");
    return answer.codes.front();
  }
  return fail(ErrorCode::corrupt, "the broker never answers the subscription");
}

Result<std::vector<Publish>> BrokerSession::collect(milliseconds duration, std::size_t most) {
  const auto until = later(*stream_, duration);
  while (messages_.size() < most && stream_->time() < until) {
    const auto packet = read_packet(until);
    if (!packet && packet.error().code == ErrorCode::timed_out) break;
    if (!packet) {
      // What came before the end counts.
      if (!messages_.empty()) break;
      return tl::unexpected<Error>(packet.error());
    }
    keep(*packet);
  }
  return std::exchange(messages_, {});
}

Result<void> BrokerSession::publish(const std::string& topic, std::string_view payload) {
  return stream_->write(encode_publish(answer_.version, topic, to_bytes(payload)));
}

}  // namespace hoshi::probes
