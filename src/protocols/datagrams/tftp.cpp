// TFTP: asking for a file that cannot exist brings an ERROR packet.
// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"
#include "protocols/datagrams/datagrams.h"

namespace hoshi::protocols::datagrams {
namespace {

// RFC 1350, 5.
constexpr std::uint16_t read_request = 1;
constexpr std::uint16_t error_packet = 5;
constexpr std::uint16_t last_error_code = 8;  // RFC 2347: option negotiation

Bytes tftp_question(ByteView random) {
  ByteWriter writer;
  writer.u16(read_request);
  writer.append("hoshi-" + to_hex(random.first(8)));
  writer.u8(0);
  writer.append("octet");
  writer.u8(0);
  return std::move(writer).bytes();
}

bool is_message(ByteView text) {
  for (const std::uint8_t byte : text) {
    if (byte < 0x20) return false;
  }
  return true;
}

// The protocol has no token; the answer comes to the socket that asked, which is all its transfer numbers say.
std::optional<Recognised> recognise_tftp(ByteView, ByteView answer) {
  ByteReader reader(answer);
  const auto opcode = reader.u16("opcode");
  const auto code = reader.u16("error code");
  if (!opcode || !code || *opcode != error_packet || *code > last_error_code) return std::nullopt;
  const ByteView rest = reader.rest();
  if (rest.empty() || rest.back() != 0 || !is_message(rest.first(rest.size() - 1))) return std::nullopt;
  return Recognised{"tftp", "", "", "error " + std::to_string(*code) + " " + to_text(rest.first(rest.size() - 1))};
}

}  // namespace

std::vector<Entry> tftp_entries() {
  return {{"tftp", "tftp", {69}, Ask::unicast, Answers::from_any_port, tftp_question, recognise_tftp}};
}

}  // namespace hoshi::protocols::datagrams
