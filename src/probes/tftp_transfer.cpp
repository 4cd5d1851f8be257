// Lock-step transfers: one block, one acknowledgement (RFC 1350, 2 and 4).
// SPDX-License-Identifier: Apache-2.0
#include "probes/tftp_transfer.h"

#include <algorithm>
#include <optional>

#include "protocols/tftp/packets.h"

namespace hoshi::probes {
namespace {

namespace tftp = protocols::tftp;
using Kind = TftpOutcome::Kind;

constexpr Patience patience{milliseconds(1000), milliseconds(2500)};

class Transfer {
 public:
  Transfer(transport::Network& network, DatagramDialogue dialogue) : network_(network), dialogue_(std::move(dialogue)) {}

  // The packet of that operation and number that answers, or an error packet; nothing when none comes.
  Result<std::optional<tftp::Packet>> step(const Bytes& packet, tftp::Operation wanted, std::uint16_t number) {
    const auto fits = [&](const transport::Datagram& got) {
      // RFC 1350, 4: once a transfer has its port, what comes from another one is not of it.
      if (port_ != 0 && got.port != port_) return false;
      const auto read = tftp::read_packet(got.bytes);
      return read && (read->operation == tftp::Operation::error ||
                      (read->operation == wanted && read->number == number));
    };
    const auto got = dialogue_.ask({packet}, fits, patience, port_);
    if (!got) {
      HOSHI_CHECK(network_.wait(milliseconds(0)));  // our own deadline is no silence of the device
      return std::optional<tftp::Packet>{};
    }
    port_ = got->port;
    return std::optional(HOSHI_TRY(tftp::read_packet(got->bytes)));
  }
  // Needs no answer, and whether it arrives is the server's affair.
  void say_last(const Bytes& packet) { (void)dialogue_.socket().send(packet, port_); }

 private:
  transport::Network& network_;
  DatagramDialogue dialogue_;
  std::uint16_t port_ = 0;  // of the server for this transfer
};

Result<Transfer> begin(transport::Network& network, std::string_view target, std::uint16_t port,
                       std::string_view name) {
  if (name.find('\0') != std::string_view::npos) return fail(ErrorCode::invalid_input, "a name with a zero byte");
  auto dialogue = HOSHI_TRY(DatagramDialogue::open(network, target, port, transport::Reach::any_port));
  return Transfer(network, std::move(dialogue));
}

TftpOutcome refused(const tftp::Packet& packet) { return {Kind::refused, false, packet.number, {}}; }

}  // namespace

Result<TftpOutcome> read_file(transport::Network& network, std::string_view target, std::uint16_t port,
                              std::string_view name) {
  auto transfer = HOSHI_TRY(begin(network, target, port, name));
  TftpOutcome outcome;
  Bytes next = tftp::write_read_request(name);
  for (std::uint16_t number = 1;; ++number) {
    const auto packet = HOSHI_TRY(transfer.step(next, tftp::Operation::data, number));
    // What broke off in the middle was still handed out.
    if (!packet) return outcome;
    if (packet->operation == tftp::Operation::error) return number == 1 ? refused(*packet) : outcome;
    outcome.kind = Kind::done;
    outcome.content.insert(outcome.content.end(), packet->data.begin(), packet->data.end());
    next = tftp::write_acknowledgement(number);
    outcome.is_whole = packet->data.size() < tftp::block_bytes;
    if (outcome.is_whole) break;
    if (outcome.content.size() >= tftp_bytes_max) {
      next = tftp::write_error(tftp::error_code::not_defined, "enough");
      break;
    }
  }
  transfer.say_last(next);
  return outcome;
}

Result<TftpOutcome> write_file(transport::Network& network, std::string_view target, std::uint16_t port,
                               std::string_view name, ByteView content) {
  if (content.size() > tftp_sent_bytes_max) return fail(ErrorCode::invalid_input, "more than a transfer of TFTP can carry (32 MiB)");
  auto transfer = HOSHI_TRY(begin(network, target, port, name));
  Bytes next = tftp::write_write_request(name);
  for (std::uint16_t number = 0;; ++number) {
    const auto packet = HOSHI_TRY(transfer.step(next, tftp::Operation::acknowledgement, number));
    if (!packet) return TftpOutcome{};
    if (packet->operation == tftp::Operation::error) return refused(*packet);
    // RFC 1350, 6: a block shorter than 512 bytes, be it empty, is the last.
    const std::size_t sent = std::size_t{number} * tftp::block_bytes;
    if (number > 0 && sent > content.size()) return TftpOutcome{Kind::done, true, 0, {}};
    const auto left = content.subspan(std::min(sent, content.size()));
    next = tftp::write_data(static_cast<std::uint16_t>(number + 1), left.first(std::min(left.size(), tftp::block_bytes)));
  }
}

}  // namespace hoshi::probes
