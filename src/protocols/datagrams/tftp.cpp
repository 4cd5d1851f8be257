// TFTP: asking for a file that cannot exist brings an ERROR packet.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/tftp/packets.h"

#include <algorithm>

#include "base/encoding.h"
#include "protocols/datagrams/datagrams.h"

namespace hoshi::protocols::datagrams {
namespace {

Bytes tftp_question(ByteView random) { return tftp::write_read_request("hoshi-" + to_hex(random.first(8))); }

bool is_message(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char letter) { return static_cast<unsigned char>(letter) >= 0x20; });
}

// The protocol has no token: the answer comes to the socket that asked, and errors are all that a missing file brings.
// RFC 1350, 5: the text ends with a zero byte and nothing stands behind it.
std::optional<Recognised> recognise_tftp(ByteView, ByteView answer) {
  const auto packet = tftp::read_packet(answer);
  if (!packet || packet->operation != tftp::Operation::error) return std::nullopt;
  constexpr std::size_t head_and_end = 5;
  const bool is_whole = answer.size() == packet->text.size() + head_and_end && answer.back() == 0;
  if (packet->number > tftp::error_code::refused_options || !is_whole || !is_message(packet->text)) return std::nullopt;
  return Recognised{"tftp", "", "", "error " + std::to_string(packet->number) + " " + packet->text};
}

}  // namespace

std::vector<Entry> tftp_entries() {
  return {{"tftp", "tftp", {69}, Ask::unicast, Answers::from_any_port, tftp_question, recognise_tftp}};
}

}  // namespace hoshi::protocols::datagrams
