// Who is client and who is server, and what becomes of a conversation when it ends.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/capture/flow_table.h"

#include <algorithm>

#include "base/text.h"
#include "protocols/dns/message.h"

namespace hoshi::protocols::capture {

namespace {

FlowKey key_of(const Frame& frame) {
  const bool is_low = std::pair(frame.source, frame.source_port) <= std::pair(frame.destination, frame.destination_port);
  if (is_low) return {frame.source, frame.destination, frame.source_port, frame.destination_port, frame.carried};
  return {frame.destination, frame.source, frame.destination_port, frame.source_port, frame.carried};
}

// A SYN says it. Without one the lower of two well-known ports is the server's, as far as it can be told.
bool source_is_client(const Frame& frame) {
  constexpr std::uint16_t first_ephemeral = 1024;
  if (frame.carried == Carried::tcp && frame.syn) return !frame.ack;
  if (frame.carried == Carried::tcp) return frame.source_port >= frame.destination_port;
  return frame.source_port >= first_ephemeral || frame.destination_port < first_ephemeral;
}

}  // namespace

void FlowTable::add(FlowKind kind, std::uint64_t bytes, Content content) {
  kind.protocol = content.protocol;
  kind.protection = content.protection;
  kind.tls = content.tls;
  kind.host = content.host;
  const bool is_known = seen_.flows.contains(kind);
  if (!is_known && seen_.flows.size() >= flow_limit) {
    seen_.complete = false;
    const bool tells = !content.secrets.empty() || !content.needles.empty();
    if (!tells || seen_.flows.size() >= 2 * flow_limit) return;  // what matters has room for a while longer
  }
  FlowSum& sum = seen_.flows[kind];
  sum.bytes += bytes;
  sum.secrets.merge(content.secrets);
  sum.needles.merge(content.needles);
}

FlowTable::Flows::iterator FlowTable::find_or_begin(const FlowKey& key, const Frame& frame) {
  const auto found = flows_.find(key);
  if (found != flows_.end()) {
    const bool begins_anew = frame.syn && !frame.ack && found->second.bytes > 0;
    if (!begins_anew) {
      ages_.splice(ages_.end(), ages_, found->second.age);
      return found;
    }
    end(found);
  }
  const bool is_client = source_is_client(frame);
  const Party source{frame.source, frame.source_mac};
  const Party destination{frame.destination, frame.destination_mac};
  const std::uint16_t port = is_client ? frame.destination_port : frame.source_port;
  const bool is_tcp = frame.carried == Carried::tcp;
  Live live{is_client ? source : destination,
            is_client ? destination : source,
            is_client ? frame.source_port : frame.destination_port,
            port,
            {},
            is_tcp ? std::variant<StreamTalk, DatagramTalk>(StreamTalk(needles_)) : DatagramTalk(needles_, port),
            0,
            0,
            {},
            ages_.insert(ages_.end(), key)};
  return flows_.emplace(key, std::move(live)).first;
}

void FlowTable::end(Flows::iterator flow) {
  Live& live = flow->second;
  if (auto* talk = std::get_if<StreamTalk>(&live.talk)) {
    for (const auto side : {Side::client, Side::server}) {
      for (const auto& piece : live.order[side == Side::client ? 0 : 1].finish()) talk->feed(side, piece.bytes, piece.after_gap);
    }
  }
  FlowKind kind;
  kind.client = live.client;
  kind.server = live.server;
  kind.carried = flow->first.carried;
  kind.port = live.server_port;
  if (live.bytes > 0) add(std::move(kind), live.bytes, std::visit([](auto& talk) { return talk.finish(); }, live.talk));
  held_bytes_ -= live.held_bytes;
  ages_.erase(live.age);
  flows_.erase(flow);
}

void FlowTable::feed_tcp(Live& live, Side side, const Frame& frame) {
  auto& talk = std::get<StreamTalk>(live.talk);
  auto& order = live.order[side == Side::client ? 0 : 1];
  if (frame.syn) order.begin(frame.sequence);
  const std::uint32_t first = frame.sequence + (frame.syn ? 1 : 0);  // a SYN counts as a byte (RFC 9293, 3.4)
  for (const auto& piece : order.add(first, frame.payload, frame.payload_wire_bytes)) {
    live.bytes += piece.bytes.size();
    talk.feed(side, piece.bytes, piece.after_gap);
  }
}

// The name that was asked for, not the ones it is an alias of (RFC 1035, 3.3.1).
void FlowTable::learn_names(ByteView datagram) {
  const auto message = protocols::dns::parse(datagram);
  if (!message || !message->is_response || message->questions.empty()) return;
  const std::string name = lower(printable(message->questions.front().name.text(), 253));
  for (const auto& record : message->answers) {
    const bool is_v6 = record.is(protocols::dns::Type::aaaa) && record.data.size() == 16;
    if (!is_v6 && !(record.is(protocols::dns::Type::a) && record.data.size() == 4)) continue;
    Address address;
    address.is_v6 = is_v6;
    std::copy(record.data.begin(), record.data.end(), address.bytes.begin());
    const auto known = seen_.names.find(address);
    if (known != seen_.names.end() && known->second != name) seen_.shared.insert(address);
    if (seen_.names.size() < name_limit || known != seen_.names.end()) seen_.names[address] = name;
  }
}

// RFC 2131, 2: the question of a DHCP client names its own hardware address.
void FlowTable::learn_client(ByteView datagram) {
  constexpr std::size_t client_hardware_at = 28;
  constexpr std::size_t least_bytes = 240;
  if (datagram.size() < least_bytes || datagram[0] != 1) return;
  Mac mac{};
  std::copy_n(datagram.begin() + client_hardware_at, mac.size(), mac.begin());
  const auto host = seen_.hosts.find(mac);
  if (host != seen_.hosts.end()) host->second.asked_for_address = true;
}

void FlowTable::overhear(const Frame& frame) {
  constexpr std::uint16_t dns_port = 53;
  constexpr std::uint16_t dhcp_server_port = 67;
  if (frame.carried != Carried::udp || frame.is_fragment) return;
  if (frame.source_port == dns_port) learn_names(frame.payload);
  if (frame.destination_port == dhcp_server_port) learn_client(frame.payload);
}

void FlowTable::feed_udp(Live& live, Side side, const Frame& frame) {
  auto& talk = std::get<DatagramTalk>(live.talk);
  live.bytes += frame.payload.size();
  talk.feed(side, frame.payload);
  if (talk.protocol() == "dns") learn_names(frame.payload);
  if (talk.protocol() == "dhcp") learn_client(frame.payload);
}

void FlowTable::count_esp(const Frame& frame) {
  FlowKind kind;
  kind.client = {frame.source, frame.source_mac};
  kind.server = {frame.destination, frame.destination_mac};
  kind.carried = Carried::esp;
  Content content;
  content.protocol = "ipsec";
  content.protection = Protection::yes;  // RFC 4303; ESP without encryption is told by nothing on the wire
  add(std::move(kind), frame.payload_wire_bytes, std::move(content));
}

void FlowTable::keep_bounds() {
  while (flows_.size() > live_limit || (held_bytes_ > held_limit_bytes && flows_.size() > 1)) end(flows_.find(ages_.front()));
}

void FlowTable::feed(const Frame& frame) {
  if (frame.carried == Carried::esp) return count_esp(frame);
  const bool is_tcp = frame.carried == Carried::tcp;
  const bool has_ports = frame.source_port != 0 || frame.destination_port != 0;
  const bool says_something = !frame.payload.empty() || (is_tcp && (frame.syn || frame.fin || frame.reset));
  if ((!is_tcp && frame.carried != Carried::udp) || !has_ports || !says_something) return;
  const FlowKey key = key_of(frame);
  if (frame.payload.empty() && !frame.syn && !flows_.contains(key)) return;
  const auto flow = find_or_begin(key, frame);
  Live& live = flow->second;
  const bool is_client = frame.source == live.client.address && frame.source_port == live.client_port;
  const Side side = is_client ? Side::client : Side::server;
  if (is_tcp) {
    feed_tcp(live, side, frame);
  } else {
    feed_udp(live, side, frame);
  }
  const std::size_t holds = std::visit([](const auto& talk) { return talk.held_bytes(); }, live.talk);
  held_bytes_ += holds - live.held_bytes;
  live.held_bytes = holds;
  live.ended[is_client ? 0 : 1] = live.ended[is_client ? 0 : 1] || frame.fin;
  if (is_tcp && (frame.reset || (live.ended[0] && live.ended[1]))) end(flow);
  keep_bounds();
}

void FlowTable::finish() {
  while (!flows_.empty()) end(flows_.begin());
}

}  // namespace hoshi::protocols::capture
